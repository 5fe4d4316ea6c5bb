"""Records for the input topics: sound events, damaged ones, and bytes by chance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

from data.contract.codec import encode
from data.contract.entities import Application
from data.contract.events import STAGES, Event, EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, Topic
from data.redis.layout import READY
from tests.chaos.load import Population
from tests.chaos.unreadable import scrambled
from tests.fuzz.odd_requests import ODD_VALUES

SOUND = 0.1
BY_CHANCE = 0.1
TOPICS = (APPLICANTS, JOBS, APPLICATIONS)
NAMES = ["ce_id", "ce_source", "ce_type", "ce_time", "CE_TIME", "ce_specversion", "ce_subject", "ce_", "ce_data",
"ce_ção",
         "content-type", "previous_score", "writer", "__matchstream.errors.attempts", "__matchstream.errors.reason",
         "x", ""]  # fmt: skip
VALUES: list[bytes | None] = [
    None, b"", b"\xff\xfe", b"1.0", b"0.3", b"application/cloudevents+json", b"application/json; charset=utf-16",
    b"text/plain",
    b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"9999-12-31T24:00:00Z", b"2016-12-31T23:59:60Z",
    b"0000-01-01T00:00:00Z", b"2026-11-22T11:00:00", b"1969-12-31T23:59:59.9999999Z", b"-1", b"9" * 5000, b"nan",
    b"x" * 40_000,
    *(kind.value.encode() for kind in EventType), b"recruiting.robot.built",
]  # fmt: skip
IDS = [b"%00", b"a|b", b"e\xcc\x81", "é".encode(), b"\xed\xa0\x80", b"x" * 129, b"y" * 128, b":matches", READY.encode(),
       b"*", b"a b", b"\xe2\x80\x8b", b"-0", b"1e3", b"\x00", b"[x]", b"{}", b'"', b"\\", b"..", b"null",
       b"NaN"]  # fmt: skip
DEEP = [b"[" * 3000, b'{"id":"7","x":' + b"[" * 900 + b"]" * 900 + b"}", b'{"a":' * 1200 + b"1" + b"}" * 1200]
MS = 1000


class Odd(NamedTuple):
    """A record and the timestamp that its sender gives it; 0 is now."""

    record: Record
    timestamp_ms: int = 0


class Source:
    """Draws records.

    Parameters
    ----------
    seed : int
    null_keys : bool
        Whether the broker takes records without a key on compacted topics: Apache Kafka does not.
    now_ms : int
        What the sender's clock says.
    """

    def __init__(self, seed: int, *, null_keys: bool, now_ms: int) -> None:
        self._chance = Random(seed)
        self._null_keys = null_keys
        self._now = now_ms
        self._population = Population(jobs=60, applicants=400)
        self._changes = self._population.changes()
        self._serial = 0

    def records(self, topic: Topic, number: int) -> Iterator[Odd]:
        """So many records for a topic."""
        for _ in range(number):
            kind = self._chance.random()
            record = self._by_chance(topic) if kind < BY_CHANCE else encode(self._event(topic))
            for _ in range(0 if kind < BY_CHANCE + SOUND else self._chance.choice((1, 1, 1, 2, 3))):
                record = self._damaged(record)
            if record.key is None and not self._null_keys and topic is not APPLICATIONS:
                record = record._replace(key=b"")
            yield Odd(record, self._timestamp())

    def _event(self, topic: Topic) -> Event:
        chance, people, jobs = self._chance, self._population.applicants, self._population.jobs
        if topic is APPLICATIONS:
            pair = Application(id_vaga=chance.choice(jobs).id, id_candidato=chance.choice(people).id, situacao=None)
            return self._told(chance.choice(list(STAGES)), pair)
        if chance.random() < 0.03:
            removal = EventType.JOB_REMOVED if topic is JOBS else EventType.APPLICANT_REMOVED
            return self._told(removal, chance.choice(jobs if topic is JOBS else people).id)
        if topic is JOBS:
            return self._population.change_job(chance.choice(jobs))
        return self._population.change_applicant(chance.choice(people))

    def _told(self, kind: EventType, what: Application | str) -> Event:
        self._serial += 1
        return event(kind, what, time=datetime.now(UTC), source="fuzz", id=str(self._serial))

    def _by_chance(self, topic: Topic) -> Record:
        chance = self._chance
        headers = tuple((chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randint(0, 4)))
        return Record(
            topic.name, chance.randbytes(chance.randint(0, 12)), chance.randbytes(chance.randint(0, 200)), headers
        )

    def _damaged(self, record: Record) -> Record:
        chance, kind = self._chance, self._chance.random()
        if kind < 0.15:
            return record._replace(value=scrambled(record.value or b"{}", chance))
        if kind < 0.45:
            return record._replace(value=self._other_value(record.value))
        if kind < 0.5:
            return record._replace(value=chance.choice([None, b"", b"null", *DEEP]))
        if kind < 0.6:
            name = chance.choice(IDS)
            # The same id in key and value, so that an id is judged as one.
            value = record.value and record.value.replace(record.key or b"-", name)
            return record._replace(key=name, value=value)
        if kind < 0.7:
            return record._replace(key=chance.choice([None, scrambled(record.key or b"", chance), chance.choice(IDS)]))
        headers = list(record.headers)
        if headers and chance.random() < 0.5:
            del headers[chance.randrange(len(headers))]
        if chance.random() < 0.7:
            headers.insert(chance.randrange(len(headers) + 1), (chance.choice(NAMES), chance.choice(VALUES)))
        return record._replace(headers=tuple(headers))

    def _other_value(self, value: bytes | None) -> bytes:
        try:
            document = json.loads(value or b"{}")
        except (ValueError, RecursionError):
            document = {"id": "7"}
        if isinstance(document, dict) and document:
            document[self._chance.choice(list(document))] = self._chance.choice(ODD_VALUES)
        return json.dumps(document).encode("utf-8", "surrogatepass")

    def _timestamp(self) -> int:
        """Mostly now; else long ago, or a little ahead: what is an hour ahead, Apache Kafka itself refuses."""
        kind = self._chance.random()
        if kind < 0.9:
            return 0
        return self._chance.choice([1, MS, self._now - 86_400 * MS * 365 * 30, self._now + 600 * MS])
