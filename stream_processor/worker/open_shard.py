"""An open shard: its state, its place in the topics, and what of it is published and written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterable
from functools import partial
from itertools import repeat
from typing import Any
from uuid import uuid4

from data.contract.matches import PREVIOUS_SCORE
from data.contract.records import Record
from data.contract.topics import MATCHES
from data.kafka.inputs import Input
from data.kafka.progress import UNKNOWN_TOPICS, Progress, Topics, Vector
from data.kafka.reading import KafkaConnection
from data.telemetry.traces import TRACEPARENT
from stream_processor.join.match_records import WRITER, Changes, Pair
from stream_processor.join.shard import Shard
from stream_processor.worker.causes import Causes
from stream_processor.worker.drift import ShardWatch
from stream_processor.worker.moving import Moves
from stream_processor.worker.places import Places


class OpenShard:
    """A shard with its place in the topics. Nobody else assigns its attributes: each change is a method.

    Parameters
    ----------
    number : int
    shard : Shard
    start : Vector
        Where reading begins.
    saved : Vector
        The progress that is written down.
    topics : Topics
        What the offsets of `next` and `saved` are of.

    Attributes
    ----------
    next : Vector
        Where reading goes on.
    saved : Vector
        The progress that was last written.
    saved_at, published_at : float
        When progress was last written, and changes last looked for; monotonic seconds.
    writer : bytes
        Marks the matches and the progress that were written since the shard was opened here.
    own_until : int
        Every record below this offset of the matches topic is ours, or was foreign and is written again.
    is_healed : bool
        Whether the matches topic was compared with the shard since it was opened.
    is_interrupted : bool
        Whether something stands between `own_until` and the last record of ours.
    is_overwritten : bool
        Whether somebody else wrote over its matches, and they are not yet published again.
    busy : asyncio.Lock
        Has whoever feeds, publishes or replaces the shard.
    places : Places
    causes : Causes
        The events whose matches are not published yet.
    watch : ShardWatch or None
    """

    def __init__(
        self, number: int, shard: Shard, start: Vector, saved: Vector, topics: Topics = UNKNOWN_TOPICS
    ) -> None:
        self.number = number
        self.shard = shard
        self.next = start
        self.saved = saved
        self.topics = topics
        self.saved_at = self.published_at = time.monotonic()
        self.writer = uuid4().hex.encode()
        self.own_until = 0
        self.is_healed = self.is_interrupted = self.is_overwritten = False
        self.busy = asyncio.Lock()
        self.places = Places()
        self.causes = Causes()
        self.watch: ShardWatch | None = None
        self._sending: asyncio.Task[None] | None = None
        self._moves: Moves | None = None
        self._scored = 0

    @property
    def is_saved(self) -> bool:
        """Whether all it has read is published and written down."""
        return self.next == self.saved

    @property
    def is_busy(self) -> bool:
        """Whether events are being taken in, or something is on its way."""
        return self.busy.locked() or (self._sending is not None and not self._sending.done())

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing to do or to publish."""
        return self.is_saved and not self.is_busy

    def is_due(self, interval: float) -> bool:
        """Whether changes were last looked for that many seconds ago or more."""
        return time.monotonic() - self.published_at >= interval

    def advance(self, item: Input) -> None:
        """Go on reading behind a record."""
        self.next[item.topic] = item.offset + 1

    def advance_to(self, vector: Vector) -> None:
        """Go on reading at a vector."""
        self.next = dict(vector)

    def moves(self, connection: KafkaConnection) -> Moves:
        """What it moves out of its partitions."""
        if self._moves is None:
            self._moves = Moves(connection)
        return self._moves

    def newly_scored(self) -> int:
        """How many pairs were scored since this was last asked."""
        before, self._scored = self._scored, self.shard.pairs_scored
        return self._scored - before

    def changes(self) -> tuple[list[Record], Causes]:
        """What changed since the last publishing, as records of the matches topic, and what it follows from."""
        self.is_overwritten = False
        records, causes = self.to_records(self.shard.publish()), self.causes
        self.causes, self.published_at = Causes(), time.monotonic()
        return _bearing(records, causes) if causes.are_traced else records, causes

    def to_records(self, changes: Changes) -> list[Record]:
        """Changes as records of the matches topic."""
        return _records(changes, self.number, self.writer)

    def send_behind(self, sending: Coroutine[Any, Any, None]) -> None:
        """Go on sending while the next events are taken in."""
        self._sending = asyncio.create_task(sending)

    async def sent(self) -> None:
        """Wait until what is on its way is acknowledged; raises what went wrong with it."""
        if self._sending is not None:
            await self._sending

    def wrote(self, offsets: range | None) -> None:
        """Record where its own matches were written, None if not in one row.

        If they begin at `own_until`, no other writer came in between, and `own_until` moves past them.
        """
        self.is_interrupted = offsets is None or offsets.start > self.own_until
        if offsets is not None and not self.is_interrupted:
            self.own_until = max(self.own_until, offsets.stop)

    def progress(self, vector: Vector) -> Record:
        """The record that says that all below a vector is done, and whose the shard is."""
        return Progress(vector, self.is_healed, self.writer.decode(), topics=self.topics).to_record(self.number)

    def save(self, vector: Vector) -> None:
        """Record that this progress was written."""
        self.saved = vector
        self.saved_at = time.monotonic()

    def inherit(self, old: OpenShard) -> None:
        """Take over the progress that the shard whose place this one takes has written."""
        self.saved = dict(old.saved)

    def review(self, until: int) -> None:
        """Record that the matches topic was read up to an offset, and that what is foreign below is written again."""
        self.own_until = until

    def count_with(self, watch: ShardWatch) -> None:
        """Have a watch count what it takes in."""
        self.watch = watch

    def rewrite(self, pairs: Iterable[Pair]) -> None:
        """Have pairs that somebody else wrote published again as they are now."""
        self.shard.touch(pairs)
        self.is_overwritten = True

    def heal(self) -> None:
        """Record that the matches topic equals the shard's view."""
        self.is_healed = True


def _bearing(records: list[Record], causes: Causes) -> list[Record]:
    """Matches that bear the traces of the events that they follow from."""
    found: list[Record] = []
    for record in records:
        topic, key, value, headers, partition = record
        traceparent = causes.of(key or b"")
        if traceparent is not None:
            headers = (*headers, (TRACEPARENT, traceparent))
            record = tuple.__new__(Record, (topic, key, value, headers, partition))  # noqa: PLW2901 -- as `_records`
        found.append(record)
    return found


def _records(changes: Changes, shard: int, writer: bytes) -> list[Record]:
    by = (WRITER, writer)
    headers = [
        (by,) if previous is None else (by, (PREVIOUS_SCORE, repr(previous).encode()))
        for previous in changes.previous_scores
    ]
    rows = zip(repeat(MATCHES.name), changes.keys, changes.values, headers, repeat(shard), strict=False)
    # Past the constructor, which is written in Python and takes longer than all the rest.
    return list(map(partial(tuple.__new__, Record), rows))
