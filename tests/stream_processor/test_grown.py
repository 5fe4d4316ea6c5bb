"""Partitions are raised: every entity ends where its key belongs, and nobody who was removed comes back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.codec import encode
from data.contract.events import Event
from data.contract.topics import APPLICANTS, APPLICATIONS, REMOVALS_KEPT_MS
from data.kafka.partitions import partition_of
from data.kafka.progress import Progress, Topics
from producers.topics import growth
from tests.stream_processor.memory_log import Log, Workers
from tests.stream_processor.worker.test_one_place import (
    IDS,
    NOW_MS,
    PARTITIONS,
    elsewhere,
    events,
    job,
    removed,
    steps,
    upserted,
)

MORE = 5


class Stopped(Exception):
    """The command was interrupted."""


def grown(monkeypatch: pytest.MonkeyPatch, workers: Workers, *, interrupted_after: int | None = None) -> Workers:
    """What `--grow` makes of the topics, and workers that start then; interrupted, it is run once more."""
    log = workers.log
    log.widen(MORE)
    monkeypatch.setattr(growth, "read", log.read)
    told = {
        number: Progress(dict(vector), topics=Topics({}, PARTITIONS)) for number, vector in workers.progress.items()
    }
    monkeypatch.setattr(growth, "last", lambda _, shards: {number: told.get(number, Progress({})) for number in shards})
    wide: Any = SimpleNamespace(partitions=MORE)
    for left in (interrupted_after, None):
        sender: Any = MemorySender(log, left)
        try:
            growth.rearrange(wide, sender)
        except Stopped:
            continue
        break
    return Workers(log, workers.progress)


class MemorySender:
    """Appends to the topics in memory, and stops after so many records."""

    def __init__(self, log: Log, left: int | None) -> None:
        self._log = log
        self._left = left

    def send(self, records: Any) -> int:
        sent = 0
        for record in records:
            if self._left == 0:
                raise Stopped
            self._left = None if self._left is None else self._left - 1
            self._log.append(record)
            sent += 1
        return sent


@settings(max_examples=25, deadline=None)
@given(
    sent=st.lists(st.tuples(events, st.integers(0, PARTITIONS - 1)), max_size=14),
    between=st.lists(st.lists(steps, max_size=3), min_size=14, max_size=14),
    later=st.lists(st.tuples(events, st.integers(0, MORE - 1)), max_size=5),
    interrupted_after=st.none() | st.integers(0, 12),
    data=st.data(),
)
def test_every_entity_is_where_its_key_belongs(
    sent: list[tuple[Event, int]], between: list[list[tuple[int, str, int, bool]]], later: list[tuple[Event, int]],
    interrupted_after: int | None, data: Any,
) -> None:  # fmt: skip
    with pytest.MonkeyPatch.context() as monkeypatch:
        log = Log(PARTITIONS, NOW_MS)
        log.patch(monkeypatch)
        narrow = Workers(log)
        for (one, by), several in zip(sent, between, strict=False):
            log.append(elsewhere(one, by))
            for number, topic, size, crash in several:
                narrow.step(number, topic, size, crash=crash)
        is_still = data.draw(st.booleans())
        if is_still:
            narrow.drain()
            if data.draw(st.booleans()):
                log.compact(forget_removals=data.draw(st.booleans()))
        people = {name for shard in narrow.applicants() for name in shard}
        jobs = narrow.verified_jobs()

        wide = grown(monkeypatch, narrow, interrupted_after=interrupted_after)
        wide.drain()
        if is_still:
            assert {name for shard in wide.applicants() for name in shard} == people
            assert wide.jobs() == [jobs] * MORE
        for one, by in later:  # from a sender that has its own partitioner still
            record = encode(one)
            log.append(record._replace(partition=(partition_of(record.key or b"", MORE) + by) % MORE))
        wide.drain()
        shards = wide.applicants()
        assert wide.verified() == wide.rebuilt() == shards
        assert wide.jobs() == [wide.verified_jobs()] * MORE
        for number, opened in wide.open.items():
            assert all(partition_of(name.encode(), MORE) == number for name in shards[number])
            pairs = {one.key for one, _ in (*sent, *later) if one.topic is APPLICATIONS}
            here = {name for name in pairs if partition_of(name.encode(), MORE) == number}
            assert {applicant for _, applicant in opened.shard._applications._of_pair} == here
        log.compact(forget_removals=data.draw(st.booleans()))
        assert wide.verified() == wide.rebuilt() == shards


@pytest.mark.parametrize("is_right_now", [True, False], ids=["it lies where it should now", "it lies elsewhere still"])
def test_a_copy_that_was_moved_and_removed_does_not_come_back(
    monkeypatch: pytest.MonkeyPatch, *, is_right_now: bool
) -> None:
    """The copy is not compacted yet; the removal, where it was moved to, is forgotten."""
    log = Log(PARTITIONS, NOW_MS)
    log.patch(monkeypatch)
    name, lay = next(
        (name, lay)
        for name, (was, will) in places("a")
        for lay in range(PARTITIONS)
        if lay != was and (lay == will) is is_right_now
    )
    narrow = Workers(log)
    log.append(encode(upserted(1, name))._replace(partition=lay))
    narrow.drain()
    log.append(encode(removed(2, name)))
    narrow.drain()
    log.held[APPLICANTS.name, partition_of(name.encode(), PARTITIONS)].clear()
    log.now_ms += REMOVALS_KEPT_MS
    wide = grown(monkeypatch, narrow)
    wide.drain()
    log.now_ms += REMOVALS_KEPT_MS
    assert wide.applicants() == wide.rebuilt() == wide.verified() == [{}] * MORE


def test_new_shards_are_given_the_jobs_that_stay_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(PARTITIONS, NOW_MS)
    log.patch(monkeypatch)
    stays, goes = (next(name for name, (was, will) in places("j") if (was == will) is same) for same in (True, False))
    narrow = Workers(log)
    log.append(encode(job(1, stays)), encode(job(2, goes)))
    narrow.drain()
    wide = grown(monkeypatch, narrow)
    wide.drain()
    assert wide.jobs() == [{stays, goes}] * MORE


def places(letter: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Ids, and the partition of each before and after."""
    for name in (f"{letter}{number}" for number in count()):
        yield name, (partition_of(name.encode(), PARTITIONS), partition_of(name.encode(), MORE))


def test_what_was_a_dead_letter_before_is_none_again_and_can_be_compacted_away(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(PARTITIONS, NOW_MS)
    log.patch(monkeypatch)
    narrow = Workers(log)
    log.append(*(encode(upserted(1, name))._replace(value=b"{") for name in IDS))
    narrow.drain()
    assert len(log.dead_letters) == len(IDS)
    grown(monkeypatch, narrow).drain()
    assert len(log.dead_letters) == len(IDS)
    log.compact(forget_removals=True)
    left = {item.key for (topic, _), items in log.held.items() if topic == APPLICANTS.name for item in items}
    keys = {name.encode() for name in IDS}
    assert left == {key for key in keys if partition_of(key, MORE) == partition_of(key, PARTITIONS)} < keys
