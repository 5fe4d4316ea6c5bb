"""Ids and times that hold what separates, steers, ends or overflows elsewhere: each is one entity, or a dead letter."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from confluent_kafka import Producer

from data.contract.cloud_events import read_time
from data.contract.codec import CLOCK_SKEW, encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from data.kafka.dead_letters import standing
from data.redis.layout import READY
from data.synthetic import Generator
from deploy.local.ports import fetch
from producers.sender import Sender
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Load
from tests.chaos.scene import Scene
from tests.e2e.poison import APPLIED, JOB, UPSERTED
from tests.waiting import eventually

pytestmark = pytest.mark.chaos

FIRST_ID = 8_000_000_000
ODD_IDS = [
    "x:matches", ":matches", "job-matches:x", READY, "ms:job:x", "x:", ":", "::", "a/b", "..", "%2F", "%",
    "*", "?", "[a]",
    "{a}", "\\", '"', "'", "<b>", "a,b", "a;b", "a#b", "+", "-", "--", "-inf", "nan", "0", "-0", "00", "1e3",
    "null", "true", "é",
    unicodedata.normalize("NFC", "e\u0301o\u0308"), "\u212b\u0327", "ﬁ", "İ", "ß", "名前", "🧑", "\u0345", "\uffff",
    "\U0010ffff",
    "x" * 128, "é" * 128, "🧑" * 128, "recruiting.applicants.v1-0-0",
]  # fmt: skip
"""Ids that are ids, as they rest (NFC)."""
NO_IDS = [b"a|b", b"|", b"a\x00b", b"a b", b"a\tb", b"a\x7fb", "a\u200bb".encode(), "a\u202eb".encode(),
"\u00a0".encode(), b"\xff",
          b"\xed\xa0\x80", b"y" * 129, b"z" * 255, "e\u0301".encode(), "\u212b".encode()]  # fmt: skip
"""Keys that are no ids: what looks like another, or is not in NFC, would lie in another partition than its id."""

STAMPS = [1, 1_000, 946_684_800_000]
"""Kafka timestamps of long ago, in milliseconds: what a mirror keeps of an old topic."""


def test_poisonous_ids(scene: Scene) -> None:
    names = [unicodedata.normalize("NFC", name) for name in ODD_IDS]
    assert len(set(names)) == len(names)
    drawn = Generator(5, FIRST_ID)
    now = datetime.now(UTC)
    events: list[Event] = []

    def told(kind: EventType, what: Job | Applicant | Application | str) -> None:
        events.append(event(kind, what, time=now, source="chaos/odd ids", id=f"{now.timestamp()}/{len(events)}"))

    for number, name in enumerate(names):
        told(EventType.JOB_UPSERTED, drawn.job().model_copy(update={"id": name, "status": None}))
        told(EventType.APPLICANT_UPSERTED, drawn.applicant().model_copy(update={"id": name}))
        told(EventType.APPLICATION_APPLIED, Application(id_vaga=name, id_candidato=names[-number], situacao=None))
    bad = [record for key in NO_IDS for record in unreadable(key)]
    before = letters(scene)
    pids = [worker.pid for worker in scene.workers]
    with scene.load() as load, Sender(scene.settings) as sender:
        load.send(events)
        load.sent += sender.send(bad)
        load.wait_sent(load.sent + 20, DEADLINE)
        load.rate = 0.0
        scene.wait_still(DEADLINE, with_redis=True)
        for number, name in enumerate(names):
            of_job = looked_up(scene, f"/api/jobs/{quote(name, safe='')}/matches?limit=100")
            assert of_job["job_id"] == name
            found = {match["applicant_id"] for match in of_job["matches"]}
            assert names[-number] in found, f"{name}: its application is not among its matches"
            of_applicant = looked_up(scene, f"/api/applicants/{quote(name, safe='')}/matches")
            assert of_applicant["applicant_id"] == name
            assert all(match["applicant_id"] == name for match in of_applicant["matches"])
    scene.end(
        "poisonous ids",
        load,
        besides=f"{len(names)} odd ids of a job, an applicant and an application each, looked up over HTTP; "
        f"{len(bad)} records under {len(NO_IDS)} keys that are no ids, each a dead letter",
    )
    assert letters(scene) - before == Counter((record.key, record.value) for record in bad)
    assert pids == [worker.pid for worker in scene.workers]


def looked_up(scene: Scene, path: str) -> dict[str, Any]:
    """What the gateway answers; asked by a client that leaves ``..`` in a path as it is."""
    assert scene.stack.gateway is not None
    answer: dict[str, Any] = orjson.loads(fetch(scene.stack.gateway.port, path))
    return answer


def unreadable(key: bytes) -> list[Record]:
    """A job, an applicant and an application under a key that is no id, with the same id in the value."""
    name = key.decode("utf-8", "replace").replace("\x00", "\\u0000").replace("\t", "\\t").replace("\x7f", "\\u007f")
    return [
        Record(JOBS.name, key, f'{{"id": "{name}"}}'.encode(), JOB),
        Record(APPLICANTS.name, key, f'{{"id": "{name}"}}'.encode(), UPSERTED),
        Record(APPLICATIONS.name, key, f'{{"id_vaga": "1", "id_candidato": "{name}"}}'.encode(), APPLIED),
    ]


def letters(scene: Scene) -> Counter[tuple[bytes | None, bytes | None]]:
    """The originals of the dead letters, by key and value."""
    return Counter((letter.original.key, letter.original.value) for letter in standing(scene.settings))


TIMES = {
    b"2016-12-31T23:59:60Z": True, b"0001-01-01T00:00:00Z": True, b"1969-12-31T23:59:59.999999Z": True,
    b"1970-01-01T00:00:00Z": True, b"2024-02-29T24:00:00Z": True, b"2026-01-01t00:00:00.1234567z": True,
    b"2026-01-01T00:00:00-23:59": True, b"0001-01-01T00:00:00+14:00": False, b"0000-12-31T00:00:00Z": False,
    b"9999-12-31T23:59:60Z": False, b"9999-12-31T23:59:59Z": False, b"2999-01-01T00:00:00Z": False,
    b"2026-02-30T00:00:00Z": False, b"2026-01-01T00:00:00": False, b"1795348922": False, b"NaN": False, b"": False,
    b"\xff": False, b"9" * 5000: False, "\uff12026-01-01T00:00:00Z".encode(): False,
}  # fmt: skip
"""Event times, and whether they can be read now. None is an id of above: the dead letters of who is removed go."""


def test_poisonous_times_and_timestamps(scene: Scene) -> None:
    drawn = Generator(6, FIRST_ID + 500)  # nobody whom the scenario before removed: their dead letters are erased
    pids = [worker.pid for worker in scene.workers]
    before = letters(scene)
    keeps_stamps = scene.broker == "embedded"
    with scene.load() as load:
        unreadable_ones = Counter[tuple[bytes | None, bytes | None]]()
        producer = stamping(scene)
        for number, (time, is_readable) in enumerate(TIMES.items()):
            for stamp in (0, *STAMPS):
                base = encode(
                    event(EventType.APPLICANT_UPSERTED, drawn.applicant(), time=datetime.now(UTC), source="-", id="-")
                )
                headers = [*(held for held in UPSERTED if held[0] not in ("ce_time", "ce_id")), ("ce_time", time)]
                headers.append(("ce_id", f"times/{number}/{stamp}".encode()))
                producer.produce(base.topic, base.value, base.key, timestamp=stamp, headers=headers)
                # What is of today is ahead of a record that says it is of long ago; Apache Kafka stamps it itself.
                if not is_readable or (stamp and keeps_stamps and ahead(time, stamp)):
                    unreadable_ones[base.key, base.value] += 1
        assert producer.flush(DEADLINE) == 0
        load.sent += len(TIMES) * (1 + len(STAMPS))
        load.wait_sent(load.sent + 20, DEADLINE)
        with load.paused():
            late_updates(scene, load, drawn)
    scene.end(
        "poisonous times and timestamps",
        load,
        besides=f"{len(TIMES)} event times under {1 + len(STAMPS)} timestamps: {unreadable_ones.total()} dead letters, "
        "the rest read",
    )
    assert letters(scene) - before == unreadable_ones
    assert pids == [worker.pid for worker in scene.workers]


def stamping(scene: Scene) -> Producer:
    """A producer that gives records timestamps of their own."""
    settings = scene.settings
    return Producer(
        settings.client()
        | {"partitioner": "murmur2_random", "enable.idempotence": False, "max.in.flight.requests.per.connection": 1}
    )


def ahead(time: bytes, stamp_ms: int) -> bool:
    """Whether a time that can be read is so far after a timestamp that it is refused."""
    return read_time(time.decode()) > stamp_ms * 1000 + CLOCK_SKEW // timedelta(microseconds=1)


def late_updates(scene: Scene, load: Load, drawn: Generator) -> None:
    """An entity of the first year is followed by one of today, and then by its first again: the newest counts."""
    job = drawn.job().model_copy(update={"status": None})
    first = datetime(1, 1, 1, tzinfo=UTC)
    for number, (time, title) in enumerate([(first, "a"), (datetime.now(UTC), "b"), (first + timedelta(1), "c")]):
        update = job.model_copy(update={"titulo_vaga": title})
        load.send([event(EventType.JOB_UPSERTED, update, time=time, source="chaos/times", id=f"{job.id}/{number}")])
    scene.wait_still(DEADLINE, with_redis=True)
    eventually(
        lambda: looked_up(scene, f"/api/jobs/{job.id}/matches")["titulo_vaga"] == "b", "the newest revision is shown"
    )
