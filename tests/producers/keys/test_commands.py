"""The commands over a real broker, and what a gateway that follows the topic then knows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.contract.keys import id_of
from data.errors import ExitCode
from data.kafka import topic_admin
from data.kafka.keys import KeyFollower
from deploy.local.brokers import EmbeddedBroker
from producers.__main__ import main
from producers.settings import ProducerSettings
from tests.waiting import eventually

pytestmark = pytest.mark.embedded


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    broker = EmbeddedBroker(tmp_path / "kafka")
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def settings(broker: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch) -> ProducerSettings:
    values = {"kafka_bootstrap": broker.bootstrap, "kafka_idempotence": "false", "partitions": "1"}
    for name, value in values.items():
        monkeypatch.setenv(f"MATCHSTREAM_{name.upper()}", value)
    held = ProducerSettings()
    topic_admin.create(held, 1, 1)
    return held


def now() -> int:
    return time.time_ns() // 1_000_000


def test_a_key_from_its_making_to_its_end(
    settings: ProducerSettings, broker: EmbeddedBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    def ends(*arguments: str) -> tuple[int, str, str]:
        code = main(["keys", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    def states() -> dict[str, str]:
        return {row["id"]: row["state"] for row in json.loads(ends("list", "--json")[1])}

    assert "there is no key yet" in ends("list")[2]
    code, first, said = ends("create", "--name", "ats-acme", "--scopes", "ingest, read", "--days", "30")
    text = first.strip()
    key_id = id_of(text)
    assert key_id is not None
    assert (code, f"key {key_id} (ats-acme) may ingest, read" in said) == (0, True)
    shown = ends("list")[1]
    assert f"{key_id}  good" in shown
    assert text.rpartition("_")[2] not in shown

    follower = KeyFollower(settings)
    try:
        follower.look(30.0)
        known = follower.keys.find(key_id)
        assert follower.is_known
        assert known is not None
        assert known.is_of(text)

        code, second, _ = ends("rotate", key_id, "--grace", "1")
        new_id = id_of(second.strip())
        assert (code, states()) == (0, {key_id: "good", new_id: "good"})
        assert ends("revoke", key_id)[0] == 0
        assert states() == {key_id: "revoked", new_id: "good"}
        eventually(_reads(follower, lambda: follower.keys.state(known, now()) == "revoked"))
        for command in ("rotate", "revoke"):
            code, out, said = ends(command, "000000000000")
            assert (code, out, f"{new_id} (ats-acme)" in said) == (ExitCode.FAILED, "", True)
        assert ends("rotate", key_id)[0] == ExitCode.FAILED
        code, _, said = ends("create", "--name", "x", "--scopes", "root")
        assert (code, "'root'" in said) == (ExitCode.FAILED, True)

        broker.kill()
        follower.look(1.0)
        successor = follower.keys.find(str(new_id))
        assert follower.is_known, "what was read goes on without Kafka"
        assert successor is not None
        assert successor.is_of(second.strip())
        assert follower.keys.state(successor, now()) == "good"
        assert follower.keys.state(known, now()) == "revoked"
    finally:
        follower.close()

    late = KeyFollower(settings)
    late.look(60.0)
    assert (late.is_known, late.keys.all()) == (False, []), "a broker that is away is not waited for"
    late.close()


def _reads(follower: KeyFollower, condition: Callable[[], bool]) -> Callable[[], bool]:
    def looked() -> bool:
        follower.look()
        return condition()

    return looked
