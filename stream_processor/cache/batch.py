"""A batch of records on its way to Redis, with as few writes as give the same contents as writing every record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from confluent_kafka import Message

from data.contract.entities import Applicant, Job
from data.contract.events import EventType
from data.contract.matches import PREVIOUS_SCORE, split_key
from data.contract.records import Headers, Partition
from data.contract.topics import JOBS, MATCHES
from data.contract.unreadable import Unreadable
from data.kafka.inputs import Input
from data.kafka.reading import headers_of
from data.redis import layout as results
from data.telemetry.traces import TRACEPARENT
from stream_processor import metrics
from stream_processor.cache.match_writes import MatchWrites, Put


class Part:
    """Arguments of one call of the script `results.WRITE`.

    Attributes
    ----------
    matches, entities : list of list
    removed : list of str
        Applicants who were removed.
    values : list of bytes
        The script's other arguments.
    """

    __slots__ = ("entities", "matches", "removed", "values")

    def __init__(self) -> None:
        self.matches: list[list[Any]] = []
        self.entities: list[list[Any]] = []
        self.removed: list[str] = []
        self.values: list[bytes] = []

    def put(self, pair: bytes, put: Put | None) -> None:
        """Add a match, or its removal."""
        ids = (pair.decode(errors="replace"), *split_key(pair))
        if put is None:
            self.matches.append([*ids])
        else:
            self.matches.append([*ids, *put.facts()])
            self.values.append(put.value)
            if put.pushed is not None:
                self.values.append(orjson.dumps(put.pushed | {"previous_score": put.before}))


class Batch:
    """Records of all topics that are written together.

    Parameters
    ----------
    push_line : float
        Score from which a match is pushed.
    silent : set of (topic, partition)
        Partitions whose records are history: they are not pushed.
    partitions : int
        Of each topic of entities.
    newest : dict of int to int, optional
        By shard, the time of the newest event of which a match came so far; kept up to date.

    Attributes
    ----------
    ends : dict
        For each partition, the offset after its last record.
    counts : dict
        Number of records by topic.
    models : dict of int to str
        For each shard, the model of its last match.
    event_times : list of (int, bytes or None)
        Times of the events of which these are the first matches, in microseconds since 1970, and their traces; without
        history. A match with an older time came because another left.
    traces : list of bytes
        The `traceparent` of each match that has one; without history.
    history, live : MatchWrites
    """

    def __init__(
        self, push_line: float, silent: set[Partition], partitions: int, newest: dict[int, int] | None = None
    ) -> None:
        self._partitions = partitions
        self._silent = frozenset(silent)
        self._entities: list[tuple[list[Any], bytes]] = []
        self._removed: list[str] = []
        self.ends: dict[Partition, int] = {}
        self.counts: dict[str, int] = {}
        self.models: dict[int, str] = {}
        self._newest = {} if newest is None else newest
        self.event_times: list[tuple[int, bytes | None]] = []
        self.traces: list[bytes] = []
        self.history = MatchWrites()
        self.live = MatchWrites(push_line)

    def parts(self, size: int) -> Iterator[Part]:
        """Split the batch into calls: history in parts of `size` matches, everything else with the last part."""
        part = Part()
        for pair, put in self.history.writes():
            if len(part.matches) == size:
                yield part
                part = Part()
            part.put(pair, put)
        for pair, put in self.live.writes():
            part.put(pair, put)
        for entity, value in self._entities:
            part.entities.append(entity)
            part.values.append(value)
        part.removed += self._removed
        yield part

    def add(self, message: Message) -> None:
        """Add a record of any of the topics."""
        if message.topic() == MATCHES.name:
            partition, at = message.partition() or 0, message.timestamp()[1]
            self.match(partition, message.offset() or 0, message.key(), message.value(), headers_of(message), at)
        else:
            self.entity(Input.of_message(message))

    def match(
        self, partition: int, offset: int, key: bytes | None, value: bytes | None, headers: Headers | None, at: int = 0
    ) -> None:
        """Add a record of the matches topic; one that is no match is skipped, for the shard's owner removes it."""
        previous = traceparent = None
        for name, held in headers or ():
            if name == PREVIOUS_SCORE:
                previous = held
            elif name == TRACEPARENT:
                traceparent = held
        place = (MATCHES.name, partition)
        self._count(place, offset)
        try:
            put = (self.history if place in self._silent else self.live).put(key or b"", value, previous, at)
            if put is not None and put.model is not None:
                self.models[partition] = put.model
            if put is not None and type(put.event_time) is int and put.event_time > self._newest.get(partition, 0):
                self._newest[partition] = put.event_time
                if place not in self._silent:
                    self.event_times.append((put.event_time, traceparent))
            if traceparent is not None and place not in self._silent:
                self.traces.append(traceparent)
                if put is not None and put.pushed is not None:
                    put.pushed["traceparent"] = traceparent.decode("ascii", "replace")
        except (ValueError, KeyError, TypeError):
            metrics.NO_MATCHES.inc()  # not ours; the owner of the shard removes it

    def entity(self, item: Input) -> None:
        """Add a record of jobs or applicants; a misplaced one is skipped, for a worker sends it to its partition."""
        self._count((item.topic, item.partition), item.offset)
        if not item.counts_here(self._partitions):
            return
        try:
            event = item.read()
        except Unreadable:
            return  # the worker sent its dead letter
        if event.type is EventType.APPLICANT_REMOVED:
            self._removed.append(event.key)
        job = event.topic is JOBS
        key = results.job(event.key) if job else results.applicant(event.key)
        value = orjson.dumps(event.entity.model_dump(exclude_none=True)) if event.entity else b""
        is_open = (isinstance(event.entity, Job) and event.entity.is_open) if job else None
        entity = [key, event.revision, event.key, is_open]
        if isinstance(event.entity, Job | Applicant):
            entity.append(results.shown(event.entity).decode())
        self._entities.append((entity, value))

    def _count(self, place: Partition, offset: int) -> None:
        self.ends[place] = offset + 1
        self.counts[place[0]] = self.counts.get(place[0], 0) + 1
