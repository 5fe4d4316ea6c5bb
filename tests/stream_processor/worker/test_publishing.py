"""Each step of publishing fails once: the progress claims nothing more, and whoever opens the shard next completes it.

The topics are in memory: a real broker can't be made to fail at one step.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError

from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, DRIFT, JOBS_BY_SHARD, MATCHES, SHARD_PROGRESS
from data.kafka import progress
from data.kafka.inputs import INPUTS
from data.kafka.progress import Vector
from producers.sender import NotDelivered
from stream_processor.settings import StreamSettings
from stream_processor.worker import intake
from stream_processor.worker.drift import ShardWatch
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.opening import Published, build
from stream_processor.worker.publishing import FIRST_PAUSE, LONGEST_PAUSE, Publishing
from tests.stream_processor.memory_log import Log
from tests.stream_processor.titles import TitleScorer

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = StreamSettings(partitions=1, k_applicant=2, k_job=3)
AWAY = KafkaError(KafkaError._TRANSPORT)
DENIED = KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED)


class MemorySender:
    """A sender into topics in memory, which fails where it is asked to.

    Attributes
    ----------
    errors : dict of str to list of KafkaError
        By topic, why the next sendings fail.
    written : float
        The part of a failing sending that is written all the same.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self.errors: dict[str, list[KafkaError]] = {}
        self.written = 0.0
        self.sent: list[str] = []

    def send(self, records: list[Record]) -> int:
        for topic in {record.topic for record in records}:
            self.sent.append(topic)
            if self.errors.get(topic):
                self._log.append(*records[: int(len(records) * self.written)])
                raise NotDelivered(len(records), len(records), self.errors[topic].pop(0))
        self._log.append(*records)
        return len(records)

    def send_in_row(self, records: list[Record]) -> range | None:
        begin = self._log.end(MATCHES.name)
        self.send(records)
        return range(begin, begin + len(records))


class Worker:
    """An open shard that is published, and what its topics hold."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.sender: Any = MemorySender(log)
        self.shards: dict[int, OpenShard] = {}
        self.threads = ThreadPoolExecutor(1)
        self.pauses: list[float] = []
        self.publishing = Publishing(self.sender, self.threads, self.shards, 0.0, self.pauses.append)
        self.opened = self.open()

    def open(self) -> OpenShard:
        """Open the shard where its progress stands, and heal it."""
        scorer: Any = TitleScorer()
        opened = build(SETTINGS, scorer, 0, self.saved)
        self.publishing.heal(opened, Published(SETTINGS, 0))
        self.shards[0] = opened
        return opened

    def take_in(self) -> None:
        """Take in all that there is."""
        items = [item for topic in INPUTS for item in self.log.held[topic, 0]]
        self.opened.shard.apply(intake.take(SETTINGS, self.opened, items).events)

    @property
    def saved(self) -> Vector:
        """Where the progress stands that is written down."""
        return progress.load(SETTINGS, [0])[0].next

    @property
    def view(self) -> dict[bytes, bytes]:
        """The matches topic as it is when compacted."""
        return Published(SETTINGS, 0).read_on().values

    async def fail(self, error: type[Exception] = NotDelivered) -> None:
        """Publish; it must fail, at the latest where its end is awaited."""
        with pytest.raises(error):
            await self.publish()

    async def publish(self) -> None:
        """Publish, and wait until all is acknowledged."""
        await self.publishing.publish(self.opened)
        await self.opened.sent()

    async def complete(self) -> None:
        """Another worker opens the shard where its progress stands; then the view is complete."""
        self.sender.errors.clear()
        self.opened = self.open()
        self.take_in()
        await self.publish()
        assert set(self.view) == {b"j1|a1", b"j1|a2"}
        assert self.view == EXPECTED
        assert self.opened.is_saved
        assert self.saved == {topic: len(self.log.held[topic, 0]) for topic in INPUTS}


def applicant(minute: int, name: str, title: str) -> Record:
    body = Applicant(id=name, titulo_profissional=title)
    time = EPOCH + timedelta(minutes=minute)
    return encode(event(EventType.APPLICANT_UPSERTED, body, time=time, source="t", id=str(minute)))


JOB = Job(id="j1", titulo_vaga="y")
FAN_OUT = encode(event(EventType.JOB_UPSERTED, JOB, time=EPOCH, source="t", id="0"))._replace(
    topic=JOBS_BY_SHARD.name, partition=0
)
BEFORE = (FAN_OUT, applicant(1, "a1", "x"))
THEN = (applicant(2, "a1", "z"), applicant(3, "a2", "x"))


def matches_of(*records: Record) -> dict[bytes, bytes]:
    """What a shard publishes that takes all of it in at once."""
    log = Log(1, 1_795_348_922_000)
    log.append(*records)
    with pytest.MonkeyPatch.context() as patched:
        log.patch(patched)
        scorer: Any = TitleScorer()
        stops = {topic: log.end(topic) for topic in INPUTS}
        changes = build(SETTINGS, scorer, 0, stops).shard.reconcile({})
    return {key: value for key, value in zip(changes.keys, changes.values, strict=True) if value is not None}


EXPECTED = matches_of(*BEFORE, *THEN)


@pytest.fixture
async def worker(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Worker]:
    """One that has published a match, and has taken in what changes it and adds one."""
    log = Log(1, 1_795_348_922_000)
    log.patch(monkeypatch)
    log.append(*BEFORE)
    worker = Worker(log)
    worker.take_in()
    await worker.publish()
    assert set(worker.view) == {b"j1|a1"}
    log.append(*THEN)
    worker.take_in()
    worker.sender.sent.clear()
    yield worker
    worker.threads.shutdown()


async def test_without_a_failure_matches_are_sent_before_the_progress_that_covers_them(worker: Worker) -> None:
    await worker.publish()
    assert worker.sender.sent == [MATCHES.name, SHARD_PROGRESS.name]
    await worker.complete()


async def test_what_is_counted_is_sent_before_the_progress_that_covers_it(worker: Worker) -> None:
    unwatched: Any = SimpleNamespace(version="titles", id="", profile=None)
    worker.opened.count_with(ShardWatch(unwatched, 0, 1))
    await worker.publish()
    assert worker.sender.sent == [MATCHES.name, DRIFT.name, SHARD_PROGRESS.name]
    assert [item.key for item in worker.log.held[DRIFT.name, 0]] == [b"0"]
    # Nothing has come since; a moment later something has, which is not counted before an interval has passed.
    worker.sender.sent.clear()
    await worker.publish()
    worker.log.append(applicant(9, "a2", "y"))
    worker.take_in()
    await worker.publish()
    assert DRIFT.name not in worker.sender.sent


async def test_step_1_what_was_sent_before_failed(worker: Worker) -> None:
    saved = worker.saved
    worker.sender.errors = {MATCHES.name: [DENIED]}
    await worker.publishing.publish(worker.opened)
    with pytest.raises(NotDelivered):
        await worker.publishing.publish(worker.opened)
    assert (worker.sender.sent, worker.saved, worker.opened.is_saved) == ([MATCHES.name], saved, False)
    await worker.complete()


async def test_step_2_the_vector_covers_nothing_that_is_taken_in_later(worker: Worker) -> None:
    vector = dict(worker.opened.next)
    await worker.publishing.publish(worker.opened)
    worker.log.append(applicant(4, "a3", "z"))
    worker.take_in()
    await worker.opened.sent()
    assert worker.saved == vector != worker.opened.next
    assert set(worker.view) == {b"j1|a1", b"j1|a2"}
    assert not worker.opened.is_saved
    await worker.publish()
    assert set(worker.view) == {b"j1|a1", b"j1|a2", b"j1|a3"}
    assert worker.opened.is_saved


async def test_step_3_what_changed_can_not_be_found(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise MemoryError

    saved = worker.saved
    monkeypatch.setattr(worker.opened.shard, "publish", fail)
    await worker.fail(MemoryError)
    assert (worker.sender.sent, worker.saved, worker.opened.is_saved) == ([], saved, False)
    await worker.complete()


@pytest.mark.parametrize("written", [0.0, 0.5, 1.0], ids=["none", "some", "all"])
async def test_step_4_the_matches_are_refused_though_some_were_written(worker: Worker, written: float) -> None:
    saved = worker.saved
    worker.sender.errors, worker.sender.written = {MATCHES.name: [DENIED]}, written
    await worker.fail()
    assert (worker.sender.sent, worker.saved, worker.opened.is_saved) == ([MATCHES.name], saved, False)
    await worker.complete()


async def test_step_4_the_matches_are_sent_again_while_the_broker_is_away(worker: Worker) -> None:
    worker.sender.errors, worker.sender.written = {MATCHES.name: [AWAY, AWAY]}, 0.5
    await worker.publish()
    assert worker.sender.sent == [MATCHES.name] * 3 + [SHARD_PROGRESS.name]
    assert worker.view == EXPECTED
    await worker.complete()


async def test_a_broker_that_refuses_at_once_is_asked_after_pauses_that_grow_to_a_limit(worker: Worker) -> None:
    worker.sender.errors = {MATCHES.name: [AWAY] * 9, SHARD_PROGRESS.name: [AWAY]}
    await worker.publish()
    assert worker.pauses == [*(min(FIRST_PAUSE * 2**time, LONGEST_PAUSE) for time in range(9)), FIRST_PAUSE]
    assert worker.pauses[-2] == LONGEST_PAUSE
    await worker.complete()


async def test_step_5_the_shard_was_opened_anew_meanwhile(worker: Worker) -> None:
    old, saved = worker.opened, worker.saved
    await worker.publishing.publish(old)
    worker.shards[0] = build(SETTINGS, worker.opened.shard._scorer, 0, saved)
    await old.sent()
    assert (worker.saved, old.is_saved) == (saved, False)
    assert SHARD_PROGRESS.name not in worker.sender.sent
    await worker.complete()


async def test_step_6_the_progress_is_refused_after_the_matches_were_written(worker: Worker) -> None:
    saved = worker.saved
    worker.sender.errors = {SHARD_PROGRESS.name: [DENIED]}
    await worker.fail()
    assert worker.view == EXPECTED
    assert (worker.saved, worker.opened.is_saved) == (saved, False)
    await worker.complete()


async def test_step_6_the_progress_is_sent_again_while_the_broker_is_away(worker: Worker) -> None:
    worker.sender.errors = {SHARD_PROGRESS.name: [AWAY]}
    await worker.publish()
    assert worker.sender.sent == [MATCHES.name, SHARD_PROGRESS.name, SHARD_PROGRESS.name]
    await worker.complete()


async def test_step_6_progress_that_says_nothing_new_is_not_sent(worker: Worker) -> None:
    await worker.publish()
    worker.opened.rewrite([("j1", "a1")])
    worker.sender.sent.clear()
    await worker.publishing.publish_idle()
    await worker.opened.sent()
    assert worker.sender.sent == [MATCHES.name]


async def test_step_7_all_is_saved_only_once_the_progress_was_acknowledged(worker: Worker) -> None:
    await worker.publishing.publish(worker.opened)
    while not worker.opened.is_saved:
        assert worker.publishing.progress_age() > 0
        await asyncio.sleep(0)
    assert worker.saved == worker.opened.next
    assert worker.publishing.progress_age() == 0
    assert worker.opened.next[APPLICANTS.name] == 3
