"""Opens a shard: its state rebuilt from its topics, its place in them, and the matches topic made equal."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from typing import NamedTuple, Self
from uuid import uuid4

from data.contract.events import Event, Record
from data.contract.matches import PREVIOUS_SCORE
from data.contract.records import Partition
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS_BY_SHARD, MATCHES
from data.kafka.inputs import Input
from data.kafka.progress import UNKNOWN_TOPICS, Progress, Topics, Vector
from data.kafka.reading import KafkaConnection, read
from model.scoring.scorer import Scorer
from stream_processor import metrics
from stream_processor.join.match_records import WRITER, Changes
from stream_processor.join.shard import Shard
from stream_processor.settings import StreamSettings
from stream_processor.worker.moving import Moves
from stream_processor.worker.newest import COMPACTED, newest

LOG = logging.getLogger("matchstream.shards")

FOLDED = (APPLICANTS.name, JOBS_BY_SHARD.name, APPLICATIONS.name)
"""The inputs whose fold is a shard's state; the other, `jobs`, only passes through."""


_MILLISECOND = 999
"""Microseconds that Kafka's timestamps leave out at most."""


class Place(NamedTuple):
    """Where the newest revision of an entity stands in its topic."""

    revision: int
    offset: int
    is_removal: bool = False


def overrules(item: Input, event: Event, newest: Place) -> bool:
    """Whether an event removes its entity though the one that counts has the same time, or a newer one.

    What stands before a removal was received before it. So a time that is later than when the removal was received is
    that of a clock that is ahead. Shards' copies of jobs follow what was decided where the jobs came in.
    """
    if event.entity is not None or newest.is_removal or item.topic == JOBS_BY_SHARD.name:
        return False
    is_ahead = newest.revision > item.received_ms * 1000 + _MILLISECOND
    return event.revision == newest.revision or (event.revision < newest.revision and is_ahead)


def _new_writer() -> bytes:
    return uuid4().hex.encode()


@dataclass(eq=False)
class OpenShard:
    """A shard with its place in the topics.

    Attributes
    ----------
    number : int
    shard : Shard
    next : Vector
        Where reading goes on.
    saved : Vector
        The progress that was last written.
    topics : Topics
        What the offsets of `next` are of.
    writer : bytes
        Marks the matches and the progress that were written since the shard was opened here.
    heard : int
        Below this offset of the matches topic all is its own, or was answered.
    is_healed : bool
        Whether the matches topic was compared with the shard since it was opened.
    is_interrupted : bool
        Whether something stands between `heard` and the last of its own.
    disturbed : bool
        Whether somebody else wrote over its matches.
    sending : Task or None
        What is on its way to the broker; the next publishing waits for it.
    """

    number: int
    shard: Shard
    next: Vector
    saved: Vector
    topics: Topics = UNKNOWN_TOPICS
    writer: bytes = field(default_factory=_new_writer)
    heard: int = 0
    is_healed: bool = False
    is_interrupted: bool = False
    disturbed: bool = False
    sending: asyncio.Task[None] | None = None
    published_at: float = field(default_factory=time.monotonic)
    saved_at: float = field(default_factory=time.monotonic)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    places: dict[str, dict[str, Place]] = field(default_factory=lambda: {topic: {} for topic in COMPACTED})
    _moves: Moves | None = None

    @property
    def is_saved(self) -> bool:
        """Whether all it has read is published and written down."""
        return self.next == self.saved

    @property
    def is_busy(self) -> bool:
        """Whether events are being taken in, or something is on its way."""
        return self.busy.locked() or (self.sending is not None and not self.sending.done())

    def wrote(self, offsets: range | None) -> None:
        """Note where its own matches stand, if in one row: where that goes on from `heard`, nobody wrote between."""
        self.is_interrupted = offsets is None or offsets.start > self.heard
        if offsets is not None and not self.is_interrupted:
            self.heard = max(self.heard, offsets.stop)

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing to do or to publish."""
        return self.is_saved and not self.is_busy

    async def sent(self) -> None:
        """Wait until what is on its way is acknowledged; raises what went wrong with it."""
        if self.sending is not None:
            await self.sending

    def moves(self, connection: KafkaConnection) -> Moves:
        """What it moves out of its partitions."""
        if self._moves is None:
            self._moves = Moves(connection)
        return self._moves

    def place(self, item: Input) -> Place | None:
        """Where the newest revision stands of the entity that a record's key names, if it is known."""
        return self.places.get(item.topic, {}).get((item.key or b"").decode(errors="replace"))

    def note(self, item: Input, event: Event) -> Place | None:
        """Note where an entity's newest revision stands; answers where, if this one does not count as it is.

        It does not where it is older, or a removal of the same time: that is written again, just after what it removes.
        """
        places = self.places.get(item.topic)
        if places is None:
            return None
        newest, is_removal = places.get(event.key), event.entity is None
        if newest is not None and (event.revision < newest.revision or overrules(item, event, newest)):
            return newest
        places[event.key] = Place(event.revision, item.offset, is_removal)
        return None

    def progress(self, stand: Vector) -> Record:
        """The record that says that all below a vector is done, and whose the shard is."""
        return Progress(stand, self.is_healed, self.writer.decode(), topics=self.topics).to_record(self.number)

    def changes(self) -> list[Record]:
        """What changed since the last publishing, as records of the matches topic."""
        return self.to_records(self.shard.publish())

    def to_records(self, changes: Changes) -> list[Record]:
        """Changes as records of the matches topic."""
        writer = (WRITER, self.writer)
        headers = [
            (writer,) if previous is None else (writer, (PREVIOUS_SCORE, repr(previous).encode()))
            for previous in changes.previous_scores
        ]
        rows = zip(repeat(MATCHES.name), changes.keys, changes.values, headers, repeat(self.number), strict=False)
        # Past the constructor, which is written in Python and takes longer than all the rest.
        return list(map(partial(tuple.__new__, Record), rows))


def build(settings: StreamSettings, scorer: Scorer, number: int, vector: Vector) -> OpenShard:
    """Rebuild a shard as it was when its progress stood at a vector; nothing is written.

    What was published then is taken to be what follows from it, until the shard is healed.
    """
    opened = OpenShard(
        number, Shard(scorer, settings.k_applicant, settings.k_job), dict.fromkeys(vector, 0), dict(vector)
    )
    _fold(settings, opened, vector)
    opened.shard.settle()
    return opened


def catch_up(settings: StreamSettings, new: OpenShard, old: OpenShard) -> None:
    """Bring a shard that was built beside another to where that one stands."""
    _fold(settings, new, old.next)
    new.saved = dict(old.saved)


def _fold(settings: KafkaConnection, opened: OpenShard, stop: Vector) -> None:
    starts: dict[Partition, int] = {(topic, opened.number): offset for topic, offset in opened.next.items()}
    stops = {(topic, opened.number): offset for topic, offset in stop.items()}
    before = opened.shard.pairs_scored
    events = []
    found = map(Input.of_message, read(settings, starts, stops))
    for item, event in newest(item for item in found if item.counts_here(settings.partitions)):
        opened.note(item, event)
        if item.topic in FOLDED:
            events.append(event)
    opened.shard.apply(events)
    metrics.PAIRS.inc(opened.shard.pairs_scored - before)
    opened.next = dict(stop)


class Published:
    """The matches topic of a shard as it is read on.

    Attributes
    ----------
    values : dict of bytes to bytes
        The last value of each key.
    end : int
        How far it was read.
    """

    def __init__(self, settings: KafkaConnection, number: int) -> None:
        self._settings = settings
        self._number = number
        self.values: dict[bytes, bytes] = {}
        self.end = 0

    def read_on(self) -> Self:
        """Read what came since."""
        message = None
        for message in read(self._settings, {(MATCHES.name, self._number): self.end}):
            value = message.value()
            if value is None:
                self.values.pop(message.key() or b"", None)
            else:
                self.values[message.key() or b""] = value
        if message is not None:
            self.end = (message.offset() or 0) + 1
        return self

    def heal(self, opened: OpenShard) -> list[Record]:
        """The records that make the topic equal the shard's view, whoever wrote what is there.

        Nothing of the shard's own may be on its way.
        """
        changes = opened.shard.reconcile(self.read_on().values)
        opened.heard = self.end
        return opened.to_records(changes)
