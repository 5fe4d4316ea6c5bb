"""Dead letters on the command line: found by what is named, sent again once, repaired, discarded."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from data.contract.codec import encode
from data.contract.topics import APPLICANTS, JOBS, JOBS_BY_SHARD
from data.contract.unreadable import Reason, Unreadable
from data.kafka.dead_letters import origins
from data.kafka.inputs import Input
from data.kafka.reading import read
from producers.sender import Sender
from stream_processor import __main__ as program
from stream_processor.erasure.dead_letters import find
from stream_processor.settings import StreamSettings
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.stream_processor.worker.stepped_worker import Worker, applicant, job, records

pytestmark = EMBEDDED_ONLY


ACTIONS = ("list", "show", "replay", "discard")


@pytest.fixture
async def worker(settings: StreamSettings, sender: Sender) -> Worker:
    """One that met three bad records: two applicants, one job."""
    held = await Worker(settings, sender).open()
    sender.send(
        [
            encode(applicant(1, "a1"))._replace(value=b"{"),
            encode(applicant(2, "a2"))._replace(value=b'{"id": "a2", "cv": 5}'),
            encode(job(3))._replace(value=b"["),
        ]
    )
    await held.run()
    return held


@pytest.fixture
def run(settings: StreamSettings, monkeypatch: pytest.MonkeyPatch):
    """Run the program as a shell would; answers its exit code."""
    monkeypatch.setattr(program, "StreamSettings", lambda: settings)

    def asked(*arguments: str, standard_input: bytes = b"") -> int:
        monkeypatch.setattr(sys, "argv", ["stream_processor", "dead-letters", *arguments])
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(standard_input)))
        try:
            return program.main()
        except SystemExit as end:
            return int(end.code or 0)

    return asked


def left(settings: StreamSettings) -> list[tuple[str, int]]:
    return sorted((letter.reason, letter.attempts) for letter in find(settings))


def place_of(settings: StreamSettings, reason: str, topic: str | None = None) -> str:
    (letter,) = find(settings, reason=reason, topic=topic)
    return letter.place


async def test_they_are_listed_and_shown(settings: StreamSettings, worker: Worker, run, capsysbinary) -> None:
    assert run("list") == 0
    rows = [line.split(b"\t") for line in capsysbinary.readouterr().out.splitlines()]
    assert sorted(row[2] for row in rows) == [b"invalid", b"no_json", b"no_json"]
    assert run("show", "--reason", "invalid") == 0
    shown = capsysbinary.readouterr().out
    assert b"key: a2\n" in shown
    assert b"ce_type: recruiting.applicant.upserted\n" in shown
    assert shown.endswith(b'{"id": "a2", "cv": 5}\n')


async def test_a_misspelt_filter_is_refused(settings: StreamSettings, worker: Worker, run) -> None:
    for action in ACTIONS:
        for named in ("--reason=no-json", "--topic=applicants", "--place=x", "--place=0", "--plaec=0:1"):
            assert run(action, named) == 2
    assert len(left(settings)) == 3


async def test_what_fits_none_is_said_and_is_a_failure(settings, worker: Worker, run, capsys) -> None:
    for action in ACTIONS:
        assert run(action, "--place", "0:999") == 1
        assert "no dead letter fits" in capsys.readouterr().err
    assert len(left(settings)) == 3


async def test_sent_again_unrepaired_it_is_one_dead_letter_still(settings, worker: Worker, run, capsys) -> None:
    assert run("replay", "--reason", "no_json") == 0
    assert "2 sent again" in capsys.readouterr().err
    assert left(settings) == [("invalid", 1)], "they are on their way, and not to be sent twice"
    assert run("replay", "--reason", "no_json") == 1
    await worker.run()
    assert left(settings) == [("invalid", 1), ("no_json", 2), ("no_json", 2)]
    assert len(origins(settings)) == 5, "that each original had one is known for verification"


async def test_one_is_repaired_by_a_value(settings: StreamSettings, worker: Worker, run, tmp_path: Path) -> None:
    mended = tmp_path / "value"
    mended.write_bytes(b'{"id": "a2", "cv": "Java"}')
    assert run("repair", "--place", place_of(settings, "invalid"), "--value", str(mended)) == 0
    assert left(settings) == [("no_json", 1), ("no_json", 1)]
    await worker.run()
    assert left(settings) == [("no_json", 1), ("no_json", 1)]
    assert worker.shards.open[0].shard.applicants == 1


async def test_one_is_repaired_by_key_and_headers_and_the_standard_input(settings, worker: Worker, run) -> None:
    place = place_of(settings, "no_json", JOBS.name)
    asked = ["--value", "-", "--key", "j9", "--header", "ce_type=recruiting.job.closed", "--header", "ce_subject=a=b"]
    assert run("repair", "--place", place, *asked, standard_input=b'{"id": "j9"}') == 0
    await worker.run()
    last = records(settings, JOBS.name)[-1]
    assert (last.key, last.value) == (b"j9", b'{"id": "j9"}')
    held = [(name, value) for name, value in last.headers or () if name.startswith("ce_")]
    assert len(dict(held)) == len(held)
    assert dict(held)["ce_subject"] == b"a=b"
    assert last.read().type == "recruiting.job.closed"


@pytest.mark.parametrize(
    ("value", "says"), [(b'{"id": "a2", "cv": 6}', "invalid"), (b'{"id": "a3"}', "key_mismatch"), (b"", "no_json")]
)
async def test_what_is_still_unreadable_is_not_sent(settings, worker: Worker, run, capsys, value, says) -> None:
    before = len(records(settings, APPLICANTS.name))
    assert run("repair", "--place", place_of(settings, "invalid"), "--value", "-", standard_input=value) == 1
    assert says in capsys.readouterr().err
    assert (len(records(settings, APPLICANTS.name)), len(left(settings))) == (before, 3)


async def test_a_repair_needs_one_and_a_file_that_is_there(settings, worker: Worker, run, capsys) -> None:
    assert run("repair", "--place", "0:999", "--key", "x") == 1
    assert run("repair", "--place", place_of(settings, "invalid"), "--value", "/nowhere/value") == 1
    assert "No such file" in capsys.readouterr().err
    assert run("repair", "--key", "x") == 2
    assert run("repair", "--place", place_of(settings, "invalid"), "--header", "ce_type") == 2
    assert len(left(settings)) == 3


async def test_those_that_nobody_needs_are_discarded(settings, worker: Worker, run) -> None:
    assert run("discard") == 2, "never all of them by mistake"
    assert run("discard", "--topic", APPLICANTS.name) == 0
    assert left(settings) == [("no_json", 1)]
    assert run("discard", "--place", place_of(settings, "no_json")) == 0
    assert left(settings) == []
    assert run("list") == run("replay") == 0


@pytest.mark.parametrize("settings", [2], indirect=True)
def test_a_job_of_a_shard_goes_back_to_that_shard(settings: StreamSettings, sender: Sender, run) -> None:
    bad = encode(job(1))._replace(topic=JOBS_BY_SHARD.name, value=b"{", partition=1)

    def of_shards() -> list[Input]:
        return [Input.of_message(message) for message in read(settings, {(bad.topic, 0): 0, (bad.topic, 1): 0})]

    sender.send([bad])
    (item,) = of_shards()
    sender.send([item.dead_letter(Unreadable(Reason.NO_JSON, "no JSON"))])
    assert run("replay") == 0
    assert [(again.partition, again.value) for again in of_shards()] == [(1, b"{"), (1, b"{")]
