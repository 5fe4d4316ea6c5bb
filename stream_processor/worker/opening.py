"""Opens a shard: its state is rebuilt from its topics, and the matches topic made equal to it."""

from __future__ import annotations

from typing import Self

from data.contract.records import Partition, Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS_BY_SHARD, MATCHES
from data.kafka.inputs import Input
from data.kafka.progress import UNKNOWN_TOPICS, Topics, Vector
from data.kafka.reading import KafkaConnection, read
from model.scoring.scorer import Scorer
from stream_processor.join.shard import Shard
from stream_processor.settings import StreamSettings
from stream_processor.worker.drift import Reference, restored
from stream_processor.worker.newest import newest
from stream_processor.worker.open_shard import OpenShard

FOLDED = (APPLICANTS.name, JOBS_BY_SHARD.name, APPLICATIONS.name)
"""The inputs whose fold is a shard's state; the other, `jobs`, only passes through."""


def build(
    settings: StreamSettings,
    scorer: Scorer,
    number: int,
    vector: Vector,
    topics: Topics = UNKNOWN_TOPICS,
    reference: Reference | None = None,
) -> OpenShard:
    """Rebuild a shard as it was when its progress stood at a vector; nothing is written.

    What was published then is taken to be what follows from it, until the shard is healed. With a reference it is
    watched for drift.
    """
    shard = Shard(scorer, settings.k_applicant, settings.k_job, watched=reference is not None and not reference.missing)
    opened = OpenShard(number, shard, dict.fromkeys(vector, 0), dict(vector), topics)
    if reference is not None:
        opened.count_with(restored(settings, reference, number, vector.get(APPLICATIONS.name, 0)))
    _fold(settings, opened, vector)
    opened.shard.settle()
    return opened


def catch_up(settings: StreamSettings, new: OpenShard, old: OpenShard) -> None:
    """Bring a shard that was built beside another to where that one stands."""
    _fold(settings, new, old.next)
    new.inherit(old)
    if new.watch is not None and old.watch is not None:
        new.watch.inherit(old.watch)


def _fold(settings: KafkaConnection, opened: OpenShard, stop: Vector) -> None:
    starts: dict[Partition, int] = {(topic, opened.number): offset for topic, offset in opened.next.items()}
    stops = {(topic, opened.number): offset for topic, offset in stop.items()}
    events = []
    found = map(Input.of_message, read(settings, starts, stops))
    for item, event in newest(item for item in found if item.counts_here(settings.partitions)):
        opened.places.note(item, event)
        if item.topic in FOLDED:
            events.append(event)
    opened.shard.apply(events)
    opened.advance_to(stop)


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
        opened.review(self.end)
        return opened.to_records(changes)
