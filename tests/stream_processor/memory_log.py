"""The input topics in memory, and workers that take them in: every order of events, partitions, crashes and clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from confluent_kafka import TIMESTAMP_LOG_APPEND_TIME

from data.contract.records import Partition, Record
from data.contract.topics import APPLICANTS, DEAD_LETTERS, DRIFT, MATCHES, SHARD_PROGRESS
from data.kafka import progress, removals
from data.kafka.inputs import INPUTS, Input
from data.kafka.partitions import partition_of
from data.kafka.progress import Vector
from stream_processor.join.shard import Shard
from stream_processor.verification import cross_join
from stream_processor.worker import intake, moving, opening
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.opening import build, catch_up
from tests.stream_processor.titles import TitleScorer

KEPT = (*INPUTS, MATCHES.name, DRIFT.name, SHARD_PROGRESS.name)


class Message:
    """A record as confluent-kafka hands it over."""

    def __init__(self, item: Input) -> None:
        self.item = item

    def topic(self) -> str:
        return self.item.topic

    def partition(self) -> int:
        return self.item.partition

    def offset(self) -> int:
        return self.item.offset

    def key(self) -> bytes | None:
        return self.item.key

    def value(self) -> bytes | None:
        return self.item.value

    def headers(self) -> list[tuple[str, bytes | None]]:
        return list(self.item.headers or ())

    def timestamp(self) -> tuple[int, int]:
        return TIMESTAMP_LOG_APPEND_TIME, self.item.timestamp_ms


class Log:
    """Topics whose broker stamps what it appends.

    Parameters
    ----------
    partitions : int
    now_ms : int
        The broker's clock at first; it moves on by a millisecond a record.

    Attributes
    ----------
    dead_letters : list of Record
    """

    def __init__(self, partitions: int, now_ms: int) -> None:
        self.partitions = partitions
        self.now_ms = now_ms
        self.held: dict[Partition, list[Input]] = {(topic, n): [] for topic in KEPT for n in range(partitions)}
        self._ends = dict.fromkeys(self.held, 0)
        self.dead_letters: list[Record] = []

    def append(self, *records: Record) -> None:
        for topic, key, value, headers, partition in records:
            number = partition_of(key or b"", self.partitions) if partition is None else partition
            place = (topic, number)
            if topic == DEAD_LETTERS.name:
                self.dead_letters.append(Record(topic, key, value, headers, partition))
            else:
                self.held[place].append(Input(topic, number, self._ends[place], key, value, headers, self.now_ms))
                self._ends[place] += 1
                self.now_ms += 1

    def end(self, topic: str, partition: int = 0) -> int:
        """The offset of the next record of a partition."""
        return self._ends[topic, partition]

    def widen(self, partitions: int) -> None:
        """Raise the partitions; what there is stays where it is."""
        self.partitions = partitions
        for place in ((topic, n) for topic in KEPT for n in range(partitions)):
            self.held.setdefault(place, [])
            self._ends.setdefault(place, 0)

    def read(
        self, _connection: Any, starts: Mapping[Partition, int], stops: Mapping[Partition, int] | None = None
    ) -> Iterator[Message]:
        for place, start in starts.items():
            stop = (stops or {}).get(place, self._ends.get(place, 0))
            yield from (Message(item) for item in list(self.held.get(place, ())) if start <= item.offset < stop)

    def compact(self, *, forget_removals: bool) -> None:
        """Keep the last record of each key, and of removals those that are kept still."""
        for place, items in self.held.items():
            if "applications" in place[0]:
                continue
            last = {item.key: item for item in items}
            kept = [item for item in items if last[item.key] is item]
            self.held[place] = [item for item in kept if item.value is not None or not forget_removals]

    def patch(self, monkeypatch: Any) -> None:
        """Have the programs read from here."""
        for module in (intake, moving, opening, progress, cross_join, removals):
            monkeypatch.setattr(module, "read", self.read)


class Workers:
    """A worker for all shards; a crash forgets everything but the progress.

    Parameters
    ----------
    log : Log
    progress : mapping of int to Vector, optional
        By shard; those that are not in it begin at the beginning.
    """

    def __init__(self, log: Log, progress: Mapping[int, Vector] | None = None) -> None:
        self.log = log
        self.settings: Any = SimpleNamespace(partitions=log.partitions, k_applicant=2, k_job=2)
        self.progress = {n: dict.fromkeys(INPUTS, 0) | (progress or {}).get(n, {}) for n in range(log.partitions)}
        self.open: dict[int, OpenShard] = {}
        for number in range(log.partitions):
            self.start(number)

    def start(self, number: int) -> None:
        scorer: Any = TitleScorer()
        self.open[number] = build(self.settings, scorer, number, dict(self.progress[number]))

    def step(self, number: int, topic: str, size: int, *, crash: bool = False) -> bool:
        """Take up to so many records in; a worker that crashes has sent some of what follows. Answers if there were."""
        opened, place = self.open[number], (topic, number)
        items = [item for item in self.log.held[place] if item.offset >= opened.next[topic]][:size]
        if not items:
            return False
        taken = intake.take(self.settings, opened, items)
        self.log.append(*taken.records)
        if crash:
            self.start(number)
            return True
        self.log.append(*taken.marks)
        opened.shard.apply(taken.events)
        self.progress[number] = dict(opened.next)
        return True

    def drain(self) -> None:
        """Take in whatever is left."""
        for _ in range(1000):
            if not any(self.step(n, topic, 100) for n in self.open for topic in INPUTS):
                return
        raise AssertionError("records beget records without end")

    def applicants(self) -> list[dict[str, int]]:
        """By shard, the revision of each applicant."""
        return [held(opened.shard) for _, opened in sorted(self.open.items())]

    def rebuilt(self) -> list[dict[str, int]]:
        """The same of shards that are built anew, in one go and in two."""
        scorer: Any = TitleScorer()
        found = []
        for number, vector in self.progress.items():
            whole = build(self.settings, scorer, number, dict(vector))
            halves = build(self.settings, scorer, number, {topic: at // 2 for topic, at in vector.items()})
            catch_up(self.settings, halves, whole)
            assert held(halves.shard) == held(whole.shard)
            found.append(held(whole.shard))
        return found

    def verified(self) -> list[dict[str, int]]:
        """The same as `verify` folds it."""
        source = cross_join.fold(self.settings, self.log.now_ms)
        return [{name: event.revision for name, event in shard.items()} for shard in source.applicants]

    def verified_jobs(self) -> set[str]:
        """The open jobs as `verify` folds them."""
        return set(cross_join.fold(self.settings, self.log.now_ms).jobs)

    def removed(self, names: Iterable[str]) -> set[str]:
        """Those whose removal stands, as the eraser is told."""
        stops = {(APPLICANTS.name, n): len(self.log.held[APPLICANTS.name, n]) + 10**6 for n in self.open}
        return {name for name, gone in removals.removals(self.settings, names, stops).items() if gone.stands}

    def jobs(self) -> list[set[str]]:
        """By shard, the open jobs."""
        return [set(opened.shard._jobs._slot) for _, opened in sorted(self.open.items())]


def held(shard: Shard) -> dict[str, int]:
    """The revision of each applicant of a shard."""
    side = shard._applicants
    return dict(zip(side._slot, side.revisions(np.array(list(side._slot.values()), np.int32)), strict=True))
