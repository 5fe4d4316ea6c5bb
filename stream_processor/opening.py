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

from data.events import Event, Record
from data.kafka import KafkaConnection, Partition, read
from data.matches import PREVIOUS_SCORE
from data.topics import APPLICANTS, APPLICATIONS, JOBS_BY_SHARD, MATCHES
from model.scorer import Scorer
from stream_processor import metrics
from stream_processor.inputs import Input
from stream_processor.newest import COMPACTED, newest
from stream_processor.progress import UNKNOWN_TOPICS, Progress, Topics, Vector
from stream_processor.records import WRITER, Changes
from stream_processor.settings import StreamSettings
from stream_processor.shard import Shard

LOG = logging.getLogger("matchstream.shards")

FOLDED = (APPLICANTS.name, JOBS_BY_SHARD.name, APPLICATIONS.name)
"""The inputs whose fold is a shard's state; the other, `jobs`, only passes through."""


class Place(NamedTuple):
    """Where the newest revision of an entity stands in its topic."""

    revision: int
    offset: int


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

    def note(self, item: Input, event: Event) -> int | None:
        """Note where an entity's newest revision stands; answers its offset where this one is older."""
        places = self.places.get(item.topic)
        if places is None:
            return None
        newest = places.get(event.key)
        if newest is not None and event.revision < newest.revision:
            return newest.offset
        places[event.key] = Place(event.revision, item.offset)
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
    for item, event in newest(map(Input.of_message, read(settings, starts, stops))):
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
