"""The shards of a worker against a real broker, without Faust: what it passes over, repeats or gets wrong."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from data.contract import topics
from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.contract.events import Event, EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, JOBS, JOBS_BY_SHARD, MATCHES
from data.kafka import progress
from data.kafka.champion import Promotion
from data.kafka.dead_letters import origins
from data.kafka.inputs import INPUTS, Input
from data.kafka.progress import Topics
from data.kafka.reading import read
from model.registry import ArtifactRefused
from producers.sender import Sender
from stream_processor import metrics
from stream_processor.erasure import dead_letters
from stream_processor.settings import StreamSettings
from stream_processor.verification.stillness import NotStill, wait_until_still
from stream_processor.worker import champion
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.opening import build
from stream_processor.worker.shards import Shards
from tests import odd_records
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.stream_processor.titles import TitleScorer

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def applicant(minute: int, name: str = "a1", title: str = "x") -> Event:
    body = Applicant(id=name, titulo_profissional=title)
    return event(EventType.APPLICANT_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=str(minute))


def job(minute: int, name: str = "j1", title: str = "y") -> Event:
    body = Job(id=name, titulo_vaga=title)
    return event(EventType.JOB_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=str(minute))


def closing(minute: int, name: str = "j1") -> Event:
    body = Job(id=name, status="fechada")
    return event(EventType.JOB_CLOSED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=str(minute))


def records(settings: StreamSettings, topic: str) -> list[Input]:
    return [Input.of_message(message) for message in read(settings, {(topic, 0): 0})]


def view(settings: StreamSettings) -> dict[bytes | None, bytes]:
    last = {item.key: item.value for item in records(settings, MATCHES.name)}
    return {key: value for key, value in last.items() if value is not None}


class Worker:
    """What Faust does for the shards, one batch at a time, with the faults that are asked for."""

    def __init__(
        self,
        settings: StreamSettings,
        sender: Sender,
        scorer: TitleScorer | None = None,
        topics: Topics = progress.UNKNOWN_TOPICS,
    ) -> None:
        self.settings = settings
        self.shards = Shards(settings, scorer or TitleScorer(), sender, topics)  # type: ignore[arg-type]
        self.opened: list[int] = []

    async def open(self) -> Worker:
        """Have the shard, and its matches put right."""
        await self.shards.assignment.assign([0])
        await self.shards.assignment.open_awaited(self._heard)
        return self

    async def _heard(self, opened: OpenShard) -> None:
        self.opened.append(opened.number)

    async def run(self, keep: Callable[[Input], bool] = lambda _: True) -> None:
        """Deliver what stands after our positions, until there is no more; `keep` drops deliveries."""
        while True:
            place = self.shards.open[0].next
            found = [Input.of_message(message) for message in read(self.settings, {(t, 0): place[t] for t in INPUTS})]
            found = [item for item in found if keep(item)]
            if not found:
                return
            await self.deliver(*found)

    async def deliver(self, *items: Input) -> None:
        await self.shards.feeding.process(items, lambda *_: False)
        await self.shards.publishing.publish_all()


async def test_what_faust_passed_over_is_read_again(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), *(applicant(n, f"a{n}") for n in range(10))])
    worker = await Worker(settings, sender).open()
    await worker.run(keep=lambda item: item.topic != APPLICANTS.name or item.offset == 9)
    assert len(view(settings)) == 10


async def test_what_comes_again_is_skipped(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    worker = await Worker(settings, sender).open()
    await worker.run()
    before = len(records(settings, MATCHES.name))
    await worker.deliver(*records(settings, APPLICANTS.name), *records(settings, JOBS.name))
    assert len(records(settings, MATCHES.name)) == before
    assert len(records(settings, JOBS_BY_SHARD.name)) == 1


async def test_progress_is_written_after_the_outputs_and_started_from(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    await (await Worker(settings, sender).open()).run()
    vector, is_healed, *_ = progress.load(settings, [0])[0]
    assert is_healed
    assert vector == {JOBS.name: 1, JOBS_BY_SHARD.name: 1, APPLICANTS.name: 1, INPUTS[3]: 0}
    second = await Worker(settings, sender).open()
    assert second.shards.open[0].next == vector
    assert (second.shards.open[0].shard.applicants, second.shards.open[0].shard.jobs) == (1, 1)


async def test_an_open_shard_is_kept_and_a_stale_one_rebuilt(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    first = await Worker(settings, sender).open()
    await first.run()
    kept = first.shards.open[0]
    await first.shards.assignment.assign([0])
    assert first.shards.open[0] is kept
    sender.send([encode(applicant(1, "a3"))])
    kept.published_at = math.inf
    await first.shards.feeding.process(records(settings, APPLICANTS.name)[1:], lambda *_: True)
    assert not kept.is_saved
    await first.shards.assignment.assign([0])
    assert first.shards.open[0] is kept
    await first.run()
    second = await Worker(settings, sender).open()
    sender.send([encode(applicant(2, "a2"))])
    await second.run()
    await first.open()
    assert first.shards.open[0] is not kept
    assert first.shards.open[0].shard.applicants == 3


async def test_a_shard_is_rebuilt_that_another_had_though_it_took_nothing(
    settings: StreamSettings, sender: Sender
) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    first = await Worker(settings, sender).open()
    await first.run()
    held = first.shards.open[0]
    await Worker(settings, sender).open()
    await first.shards.assignment.assign([0])
    assert (first.shards.open, sorted(first.shards.assignment.awaited)) == ({}, [0])
    await first.open()
    assert first.shards.open[0] is not held


async def test_a_shard_opens_behind_the_assignment_and_reads_what_came_meanwhile(
    settings: StreamSettings, sender: Sender
) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    await (await Worker(settings, sender).open()).run()
    second = Worker(settings, sender)
    await second.shards.assignment.assign([0])
    assert (second.shards.assignment.ready, second.shards.open) == (False, {})
    assert second.shards.assignment.awaited[0][APPLICANTS.name] == 1
    sender.send([encode(applicant(2, "a2")), encode(applicant(3, "a3"))])
    meanwhile = records(settings, APPLICANTS.name)[1:]
    await second.deliver(meanwhile[0])
    await second.open()
    assert (second.shards.assignment.ready, second.opened) == (True, [0])
    assert second.shards.open[0].next[APPLICANTS.name] == 1
    await second.deliver(meanwhile[1])
    assert len(view(settings)) == 3


@pytest.mark.parametrize("settings", [2], indirect=True)
async def test_a_shard_takes_events_while_the_next_is_rebuilt(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stream_processor.worker.assignment.HEAD_START_SECONDS", 0.0)
    sender.send([encode(job(1))._replace(partition=0)])
    worker = Worker(settings, sender)
    await worker.shards.assignment.assign([0, 1])
    started: list[tuple[int, list[int], list[int]]] = []

    async def start(opened: OpenShard) -> None:
        started.append((opened.number, sorted(worker.shards.open), sorted(worker.shards.assignment.awaited)))
        if opened.number == 0:
            await worker.deliver(*records(settings, JOBS.name))
            assert opened.next[JOBS.name] == 1
            assert opened.is_saved

    await worker.shards.assignment.open_awaited(start)
    assert started == [(0, [0], [1]), (1, [0, 1], [])]


@pytest.mark.parametrize("settings", [2], indirect=True)
async def test_events_wait_a_while_for_shards_that_are_being_opened(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send([encode(job(1))._replace(partition=0)])
    worker, taken, delivered = Worker(settings, sender), threading.Event(), []

    def slow(of: Any, scorer: Any, number: int, *more: Any) -> OpenShard:
        assert number == 0 or not taken.wait(0.5), "an event was taken in before the last shard was open"
        return build(of, scorer, number, *more)

    async def start(_: OpenShard) -> None:
        if not delivered:
            delivered.append(asyncio.create_task(worker.deliver(*records(settings, JOBS.name))))
            delivered[0].add_done_callback(lambda _: taken.set())

    monkeypatch.setattr("stream_processor.worker.assignment.build", slow)
    await worker.shards.assignment.assign([0, 1])
    await worker.shards.assignment.open_awaited(start)
    await delivered[0]
    assert (worker.shards.feeding.taken, sorted(worker.shards.open)) == (1, [0, 1])


@pytest.mark.parametrize("settings", [3], indirect=True)
async def test_the_shard_that_stood_still_longest_is_opened_first(settings: StreamSettings, sender: Sender) -> None:
    begun = Worker(settings, sender)
    for number in (1, 2, 0):
        await begun.shards.assignment.assign([number])
        await begun.shards.assignment.open_awaited(begun._heard)
    second = Worker(settings, sender)
    await second.shards.assignment.assign([0, 1, 2])
    await second.shards.assignment.open_awaited(second._heard)
    assert second.opened == [1, 2, 0]


@pytest.mark.parametrize("settings", [2], indirect=True)
async def test_an_assignment_does_not_wait_for_a_shard_that_is_being_rebuilt(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, building, go_on, built = Worker(settings, sender), asyncio.Event(), threading.Event(), []
    loop = asyncio.get_running_loop()

    def slow(of: Any, scorer: Any, number: int, *more: Any) -> OpenShard:
        built.append(number)
        loop.call_soon_threadsafe(building.set)
        assert go_on.wait(10.0)
        return build(of, scorer, number, *more)

    monkeypatch.setattr("stream_processor.worker.assignment.build", slow)
    await worker.shards.assignment.assign([0])
    opening = asyncio.create_task(worker.shards.assignment.open_awaited(worker._heard))
    await building.wait()
    await worker.shards.assignment.assign([1])
    go_on.set()
    await opening
    assert (built, worker.opened, sorted(worker.shards.open)) == ([0, 1], [1], [1])
    assert progress.load(settings, [0])[0].writer == ""


@pytest.mark.parametrize(("each", "pause"), [(1.25, 5.0), (4.0, 6.0)])
@pytest.mark.parametrize("settings", [2], indirect=True)
async def test_matches_are_compared_twice_as_long_after_the_opening_as_it_took(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch, each: float, pause: float
) -> None:
    seconds, naps = 0.0, []

    def slow(*arguments: Any) -> OpenShard:
        nonlocal seconds
        seconds += each
        return build(*arguments)

    async def sleep(nap: float) -> None:
        nonlocal seconds
        assert len(worker.opened) == 2
        assert not any(opened.is_healed for opened in worker.shards.open.values())
        seconds += nap
        naps.append(nap)

    monkeypatch.setattr("stream_processor.worker.assignment.build", slow)
    monkeypatch.setattr("stream_processor.worker.assignment.time", SimpleNamespace(monotonic=lambda: seconds))
    monkeypatch.setattr("stream_processor.worker.assignment.asyncio.sleep", sleep)
    worker = Worker(settings, sender)
    await worker.shards.assignment.assign([0, 1])
    await worker.shards.assignment.open_awaited(worker._heard)
    assert sum(naps) == pytest.approx(pause)
    assert worker.shards.assignment.ready


async def test_a_shard_takes_events_before_its_matches_are_compared(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    await (await Worker(settings, sender).open()).run()
    stale = records(settings, MATCHES.name)[0]
    sender.send([Record(MATCHES.name, b"j9|a9", stale.value, (("writer", b"zombie"),), 0), encode(applicant(2, "a2"))])
    second = Worker(settings, sender)
    await second.shards.assignment.assign([0])

    async def take(_: OpenShard) -> None:
        await second.deliver(records(settings, APPLICANTS.name)[1])
        assert set(view(settings)) == {b"j1|a1", b"j1|a2", b"j9|a9"}
        assert (second.shards.assignment.ready, progress.load(settings, [0])[0].is_healed) == (False, False)
        with pytest.raises(NotStill, match="shard 0, being healed"):
            wait_until_still(settings, 0.0, with_redis=False)

    await second.shards.assignment.open_awaited(take)
    assert set(view(settings)) == {b"j1|a1", b"j1|a2"}
    assert (second.shards.assignment.ready, progress.load(settings, [0])[0].is_healed) == (True, True)
    wait_until_still(settings, 0.0, with_redis=False)


@pytest.mark.parametrize("is_busy", [False, True])
async def test_a_late_writers_matches_are_written_over(
    settings: StreamSettings, sender: Sender, *, is_busy: bool
) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    zombie = await Worker(settings, sender).open()
    await zombie.run()
    owner = await Worker(settings, sender).open()
    sender.send([encode(applicant(2, title="z"))])
    await owner.run()
    right = view(settings)
    stale = records(settings, MATCHES.name)[0]
    extra = Record(MATCHES.name, b"j9|a9", stale.value, (("writer", b"zombie"),), 0)
    sender.send([stale.again(), Record(MATCHES.name, b"j1|a1", None, (("writer", b"zombie"),), 0), extra])
    assert view(settings) != right
    if is_busy:  # its own records, before and after, are acknowledged with offsets that leave some out
        sender.send([encode(applicant(2, "a2"))])
        await owner.run()
        right[b"j1|a2"] = view(settings)[b"j1|a2"]
    await _until(lambda: view(settings) == right, owner.shards.listen, owner.shards.publishing.publish_idle)


async def test_its_own_matches_need_not_be_read_back(settings: StreamSettings, sender: Sender) -> None:
    worker = await Worker(settings, sender).open()
    for number in range(3):
        sender.send([encode(job(number, f"j{number}")), encode(applicant(number, f"a{number}"))])
        await worker.run()
    assert worker.shards.open[0].own_until == len(records(settings, MATCHES.name)) == 9


@pytest.mark.parametrize("topic", [APPLICANTS, JOBS])
async def test_the_newest_revision_stands_last_though_an_older_one_came_late(
    settings: StreamSettings, sender: Sender, topic: topics.Topic
) -> None:
    make: Any = applicant if topic is APPLICANTS else job
    worker = await Worker(settings, sender).open()
    sender.send([encode(make(5, title="new"))])
    await worker.run()
    sender.send([encode(make(3, title="old"))])
    await worker.run()
    assert records(settings, topic.name)[-1].read() == make(5, title="new")
    assert records(settings, JOBS_BY_SHARD.name)[-1:] == [] or b"new" in (
        records(settings, JOBS_BY_SHARD.name)[-1].value or b""
    )


async def test_a_removal_stands_last_though_an_update_came_late(settings: StreamSettings, sender: Sender) -> None:
    worker = await Worker(settings, sender).open()
    gone = event(EventType.APPLICANT_REMOVED, "a1", time=EPOCH + timedelta(minutes=5), source="t", id="gone")
    sender.send([encode(job(1)), encode(gone)])
    await worker.run()
    sender.send([encode(applicant(3))])
    await worker.run()
    assert records(settings, APPLICANTS.name)[-1].value is None
    assert view(settings) == {}


async def test_a_new_champion_takes_over_in_one_step(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(champion, "load", lambda _settings, version: TitleScorer(version))
    sender.send(encode(e) for e in [job(1), applicant(1), applicant(2, "a2")])
    worker = await Worker(settings, sender, TitleScorer("first")).open()
    await worker.run()
    sender.send([Promotion("second", None).to_record()])
    await _until(lambda: worker.shards.health()["model_version"] == "second", worker.shards.listen)
    assert [b'"second"' in value for value in view(settings).values()] == [True, True]
    sender.send([encode(applicant(3, "a3"))])
    await worker.run()
    assert [b'"second"' in value for value in view(settings).values()] == [True] * 3


async def test_a_champion_that_the_registry_can_not_give_is_told_and_tried_again(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"second"}

    def load(_settings: StreamSettings, version: str) -> TitleScorer:
        if version not in there:
            raise ArtifactRefused(f"the registry holds no {version!r}")
        return TitleScorer(version)

    monkeypatch.setattr(champion, "load", load)
    monkeypatch.setattr(champion, "AGAIN_SECONDS", 0.0)
    sender.send(encode(e) for e in [job(1), applicant(1)])
    worker = await Worker(settings, sender, TitleScorer("first")).open()
    await worker.run()
    refused = metrics.REFUSED._value.get()
    sender.send([Promotion("third", None).to_record(), Promotion("second", None).to_record()])
    await _until(lambda: worker.shards.health()["status"] == "degraded", worker.shards.listen)
    await worker.shards.listen()
    health = worker.shards.health()
    assert (health["ready"], health["model_version"], health["model_announced"]) == (True, "first", "third")
    assert health["reasons"] == ["third is announced as champion, but first scores here: the registry holds no 'third'"]
    assert metrics.DIFFERS._value.get() == 1
    assert metrics.REFUSED._value.get() == refused + 1, "counted once, however often it is tried"
    assert [b'"first"' in value for value in view(settings).values()] == [True]
    there.add("third")
    await _until(lambda: worker.shards.health()["model_version"] == "third", worker.shards.listen)
    assert (worker.shards.health()["status"], worker.shards.health()["lists_by_bounds"]) == ("ready", True)
    assert metrics.DIFFERS._value.get() == 0
    assert [b'"third"' in value for value in view(settings).values()] == [True]


async def test_a_header_whose_name_is_no_utf_8_makes_a_dead_letter_and_stops_nobody(
    settings: StreamSettings, sender: Sender
) -> None:
    worker = await Worker(settings, sender).open()
    sender.send([encode(job(1)), encode(applicant(1))])
    record = encode(applicant(2, "a2"))
    sound = [(name, value) for name, value in record.headers]
    await odd_records.send(
        settings.kafka_bootstrap, APPLICANTS.name, b"a2", record.value or b"", sound + odd_records.ODD
    )
    sender.send([encode(applicant(3, "a3"))])
    # What Faust's client hands over: a stand-in for the batch.
    await worker.deliver(*records(settings, JOBS.name), *records(settings, JOBS_BY_SHARD.name))
    stand_in = records(settings, APPLICANTS.name)[1]
    assert stand_in.headers is None
    await worker.deliver(records(settings, APPLICANTS.name)[0], stand_in._replace(value=None, key=None))
    (letter,) = dead_letters.find(settings)
    assert (letter.reason, letter.original.key, letter.original.value) == ("no_cloud_event", b"a2", record.value)
    await worker.run()
    assert set(view(settings)) == {b"j1|a1", b"j1|a3"}
    assert [str(letter.origin)] == [str(origin) for origin in origins(settings)]


@EMBEDDED_ONLY
async def test_a_job_that_is_closed_by_its_id_keeps_what_it_said(settings: StreamSettings, sender: Sender) -> None:
    worker = await Worker(settings, sender).open()
    sender.send([encode(job(1, title="Dev")), encode(applicant(1))])
    await worker.run()
    assert view(settings)
    sender.send([encode(closing(2))])
    await worker.run()
    last = records(settings, JOBS.name)[-1].read()
    assert (last.type, last.revision) == (EventType.JOB_CLOSED, closing(2).revision)
    assert last.entity == Job(id="j1", titulo_vaga="Dev", status="fechada")
    assert view(settings) == {}
    written = len(records(settings, JOBS.name))
    sender.send([encode(closing(2))])
    await worker.run()
    assert records(settings, JOBS.name)[-1].read() == last
    assert len(records(settings, JOBS.name)) == written + 2, "the closing and its completion, no more"


@EMBEDDED_ONLY
async def test_a_job_that_is_closed_before_it_is_known_takes_what_comes_late(
    settings: StreamSettings, sender: Sender
) -> None:
    worker = await Worker(settings, sender).open()
    sender.send([encode(closing(2))])
    await worker.run()
    assert len(records(settings, JOBS.name)) == 1, "nothing is known to complete it"
    sender.send([encode(job(1, title="Dev"))])
    await worker.run()
    last = records(settings, JOBS.name)[-1].read()
    assert (last.revision, last.entity) == (closing(2).revision, Job(id="j1", titulo_vaga="Dev", status="fechada"))
    assert worker.shards.open[0].shard.jobs == 0


async def _until(seen: Callable[[], bool], *steps: Callable[[], Any]) -> None:
    """Take steps until something is seen; the test's own time-out is the deadline."""
    while not seen():
        for step in steps:
            await step()
