"""An applicant who asks to be forgotten: afterwards no store holds a trace, and what is of others is as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
import redis
from confluent_kafka import Message

from data.contract.codec import encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, DEAD_LETTERS, DECISIONS, JOBS, MATCHES
from data.errors import ExitCode
from data.kafka.dead_letters import ERRORS, KEY
from data.kafka.reading import read
from data.redis import layout as results
from deploy.local.stack import Stack
from tests.e2e.conftest import Verify
from tests.e2e.poison import APPLIED, UPSERTED
from tests.e2e.sending import SOMEBODY, connection, send, utc_now
from tests.waiting import DEADLINE, eventually

GONE = "forgotten-31001"
"""The applicant's id; nothing else contains it."""
SKILLS = "Java, Spring, SQL, AWS"
BAD = {
    "a bad update": Record(APPLICANTS.name, GONE.encode(), f'{{"id": "{GONE}", "cv": 5}}'.encode(), UPSERTED),
    "broken JSON": Record(APPLICATIONS.name, b"other", f'{{"id_candidato":"{GONE}","nome":"Ana'.encode(), APPLIED),
    "another's key": Record(APPLICANTS.name, b"other", f'{{"id": "{GONE}", "cv": "Java"}}'.encode(), UPSERTED),
    "no key": Record(APPLICATIONS.name, None, f'{{"id_vaga": "1", "id_candidato": "{GONE}"}}'.encode(), APPLIED),
    "no value": Record(APPLICATIONS.name, GONE.encode(), None, APPLIED),
}
UNRELATED = [
    Record(APPLICANTS.name, f"{GONE}0".encode(), f'{{"id": "{GONE}0", "cv": \xff5'.encode("latin-1"), UPSERTED),
    Record(APPLICATIONS.name, b"\xff", None, (*APPLIED, ("odd", b"\xfe"))),
    Record(JOBS.name, b"j9", b"<job/>"),
]


def letters(stack: Stack) -> dict[bytes | None, Message]:
    """The last record of each key of the dead letters topic."""
    held = connection(stack)
    found = read(held, {(DEAD_LETTERS.name, number): 0 for number in range(held.partitions)})
    return {message.key(): message for message in found}


def original_key(message: Message) -> bytes | None:
    return dict(message.headers() or ()).get(KEY)


def last(stack: Stack, *topics: str) -> Iterator[Message]:
    """The last record of each key of topics: what compaction leaves."""
    held = connection(stack)
    found = read(held, {(topic, number): 0 for topic in topics for number in range(held.partitions)})
    yield from {(message.topic(), message.key()): message for message in found}.values()


def everything(cache: redis.Redis) -> list[Any]:
    """All that Redis holds."""
    readers = {
        "string": cache.get,
        "hash": cache.hgetall,
        "zset": lambda key: cache.zrange(key, 0, -1),
        "stream": cache.xrange,
    }
    return [(key, readers[str(cache.type(key))](key)) for key in cache.scan_iter("*")]


def decide(stack: Stack, *applicants: str) -> None:
    """Have a person decide about applicants, and wait until Kafka has it."""
    eventually(
        lambda: httpx.get(f"{stack.address}/health", timeout=DEADLINE).json()["store"] == "up", "the store is up"
    )
    for applicant in applicants:
        wanted = {"id": str(uuid4()), "job_id": "j1", "applicant_id": applicant, "action": "hold", "text": applicant}
        httpx.post(f"{stack.address}/api/decisions", json=wanted, timeout=DEADLINE).raise_for_status()
    eventually(lambda: len(decisions(stack)) == len(applicants), "Kafka has the decisions")


def decisions(stack: Stack) -> dict[bytes | None, bytes | None]:
    """The last record of each entry of the decision log."""
    return {message.key(): message.value() for message in read(connection(stack), {(DECISIONS.name, 0): 0})}


def forget(stack: Stack, applicant: str, *more: str) -> tuple[int, dict[str, Any]]:
    ended = stack.run(
        "forget", "producers", "forget", applicant, "--json", *more, deadline_seconds=2 * DEADLINE, checked=False
    )
    lines = [line for line in ended.log_tail().splitlines() if line.startswith("{")]
    return int(ended.returncode or 0), json.loads(lines[-1])


@pytest.mark.long
class TestForget:
    """One stack; the tests follow one another."""

    def test_every_store_is_clean_and_what_is_of_others_is_as_it_was(self, stack: Stack, verify: Verify) -> None:
        now = utc_now()
        jobs = [Job(id=f"j{n}", titulo_vaga="Desenvolvedor", competencias_tecnicas_requeridas=SKILLS) for n in range(5)]
        people = [Applicant.model_validate(SOMEBODY.model_dump() | {"id": name}) for name in (GONE, "stays")]
        pairs = [Application(id_vaga="j1", id_candidato=name) for name in (GONE, "stays")]
        good = [
            *(event(EventType.JOB_UPSERTED, job, time=now, source="t", id=job.id) for job in jobs),
            *(
                event(EventType.APPLICANT_UPSERTED, body, time=now, source="t", id=f"{n}")
                for n, body in enumerate(people)
            ),
            *(
                event(EventType.APPLICATION_APPLIED, pair, time=now, source="t", id=f"a{n}")
                for n, pair in enumerate(pairs)
            ),
        ]
        send(stack, [*map(encode, good), *BAD.values(), *UNRELATED])
        verify()
        decide(stack, GONE, "stays")
        before = letters(stack)
        assert len(before) == len(BAD) + len(UNRELATED)
        with redis.Redis.from_url(stack.redis_url, decode_responses=True) as cache:
            assert GONE in str(everything(cache))
            assert GONE in str(cache.xrange(results.PUSHES))

            for misspelt in (f"{GONE}x", GONE[:-1], GONE.upper()):
                code, report = forget(stack, misspelt)
                assert (code, report["known"], report["removal"]) == (ExitCode.UNKNOWN, False, None), report
            assert GONE in str(everything(cache))
            assert len(letters(stack)) == len(before)

            receipt = stack.directory / "receipt.json"
            code, report = forget(stack, GONE, "--receipt", str(receipt))
            assert (code, report["clean"]) == (0, True), report
            assert set(report["stores"].values()) == {""}
            assert report["found"]["applications topic"] == 2
            assert (report["found"]["decision store"], report["found"]["decisions topic"]) == (1, 1)
            assert report["found"]["dead letters"] == len(BAD)
            assert "the applicant" in report["found"]["Redis"]
            assert json.loads(receipt.read_text()) == report
            assert GONE not in receipt.read_text()
            place = report["removal"]
            at = (place["topic"], place["partition"])
            (sent,) = read(connection(stack), {at: place["offset"]}, {at: place["offset"] + 1})
            assert (sent.key(), sent.value()) == (GONE.encode(), None)

            assert GONE not in str(everything(cache))
            assert "stays" in str(everything(cache))
        for message in last(stack, APPLICANTS.name, MATCHES.name):
            if GONE in (message.key() or b"").decode().split("|"):
                assert message.value() is None
        for path in (stack.directory / "store").iterdir():
            assert GONE.encode() not in path.read_bytes(), path
        assert not any(GONE.encode() in (value or b"") for value in decisions(stack).values())
        for command in (("log", "verify"), ("store", "compare")):
            stack.run("-".join(command), "gateway", *command, deadline_seconds=DEADLINE)
        answer = httpx.get(f"{stack.address}/api/applicants/{GONE}/matches", timeout=DEADLINE)
        assert answer.status_code == 404
        after = letters(stack)
        assert after.keys() == before.keys()
        for key, message in before.items():
            is_kept = original_key(message) in {record.key for record in UNRELATED}
            kept = (message.value(), message.headers()) if is_kept else (None, None)
            assert (after[key].value(), after[key].headers()) == kept
        assert sum(message.headers() is not None for message in after.values()) == len(UNRELATED)
        verify()

    def test_what_comes_late_of_the_forgotten_goes_too(self, stack: Stack) -> None:
        send(stack, [*BAD.values()])
        eventually(lambda: len(letters(stack)) == 2 * len(BAD) + len(UNRELATED))
        eventually(lambda: sum(message.headers() is not None for message in letters(stack).values()) == len(UNRELATED))

    def test_what_stays_can_be_listed_and_sent_again(self, stack: Stack) -> None:
        listed = stack.run("list", "stream_processor", "dead-letters", "list", deadline_seconds=DEADLINE).log_tail()
        assert sum("recruiting." in line for line in listed.splitlines()) == len(UNRELATED)
        stack.run(
            "again", "stream_processor", "dead-letters", "replay", "--topic", JOBS.name, deadline_seconds=DEADLINE
        )
        tried = eventually(
            lambda: [m for m in letters(stack).values() if dict(m.headers() or ()).get(ERRORS + "attempts") == b"2"]
        )
        assert [original_key(message) for message in tried] == [b"j9"]
        assert sum(message.value() == b"<job/>" for message in letters(stack).values()) == 1

    def test_what_is_not_clean_is_told(self, stack: Stack) -> None:
        assert stack.cache is not None
        with stack.supervisor(stack.cache).paused():
            stack.cache.stop()
            code, report = forget(stack, "stays", "--wait", "5")
        assert code == 1
        assert report["clean"] is False
        assert "does the cache writer run?" in report["stores"]["Redis"]
        code, report = forget(stack, "stays")
        assert (code, set(report["stores"].values())) == (0, {""})

    def test_no_log_names_who_was_forgotten(self, stack: Stack) -> None:
        logs = {path.stem: path.read_text(errors="replace") for path in (stack.directory / "logs").glob("*.log")}
        assert logs.keys() >= {"forget", "cache", "worker-1", "worker-2"}
        assert not [name for name, text in logs.items() if GONE in text and name != "list"]
