from __future__ import annotations

import pytest
import redis
from confluent_kafka import KafkaError, KafkaException

from data.errors import ExitCode, MatchstreamError
from data.kafka.reading import KafkaConnection
from data.program import run


class Unfit(MatchstreamError):
    """A setting is wrong."""

    exit_code = ExitCode.CONFIGURE


class Away(MatchstreamError):
    """It may pass."""

    retryable = True


def raising(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "code", "lasting", "said"),
    [
        (MatchstreamError("it is not known"), ExitCode.FAILED, ExitCode.FAILED, "it is not known"),
        (Away("the broker is busy"), ExitCode.FAILED, ExitCode.RESTART, "the broker is busy"),
        (Unfit("the topics are wrong"), ExitCode.CONFIGURE, ExitCode.CONFIGURE, "the topics are wrong"),
        (KafkaException(KafkaError(KafkaError._TRANSPORT)), ExitCode.FAILED, ExitCode.RESTART, "Kafka: "),
        (redis.ConnectionError("refused"), ExitCode.FAILED, ExitCode.RESTART, "Redis is away"),
        (redis.AuthenticationError("WRONGPASS"), ExitCode.CONFIGURE, ExitCode.CONFIGURE, "MATCHSTREAM_REDIS_PASSWORD"),
    ],
)
def test_an_error_is_one_line_and_a_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, lasting: int, said: str
) -> None:
    assert run(lambda: raising(error), name="it") == code
    assert run(lambda: raising(error), name="it", runs_for_ever=True) == lasting
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("it: ") and said in line for line in lines)


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        run(lambda: 1 // 0, name="it")


def test_ctrl_c_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lambda: raising(KeyboardInterrupt()), name="it") == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == ""


def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHSTREAM_PARTITIONS", "secret-many")

    def program() -> int:
        KafkaConnection()
        return 0

    assert run(program, name="it") == ExitCode.CONFIGURE
    told = capsys.readouterr().err
    assert told.startswith("it: MATCHSTREAM_PARTITIONS: ")
    assert "secret" not in told
    assert len(told.splitlines()) == 1
