"""When a shard is opened, rebuilt and compared, against a real broker, without Faust."""

from __future__ import annotations

import asyncio
import math
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from data.contract.codec import encode
from data.contract.records import Record
from data.contract.topics import APPLICANTS, JOBS, MATCHES
from data.kafka import progress
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.verification.stillness import NotStill, wait_until_still
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.opening import build
from tests.stream_processor.worker.stepped_worker import Worker, applicant, job, records, view


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
