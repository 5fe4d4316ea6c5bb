"""Progress of our own: one record per shard, the next offset of every input topic.

Faust's commits say what was delivered, not what was done with it: they also move past events whose handler
failed or was cancelled. This record is written after the broker acknowledged everything that follows from the
events below it. It is one record, not one per topic: any whole vector is truthful by itself, a mixture of two
workers' vectors loses pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple, Self

import orjson
from confluent_kafka import Message

from data.contract.records import Record
from data.contract.topics import SHARD_PROGRESS
from data.kafka.inputs import INPUTS
from data.kafka.reading import KafkaConnection, read

Vector = dict[str, int]
"""By input topic, the offset at which reading goes on."""


class Topics(NamedTuple):
    """Which topics offsets are of: a topic that is made anew has the same name and another id.

    Attributes
    ----------
    ids : mapping of str to str
        Kafka's topic ids by name, of those that are known.
    partitions : int
        How many partitions the sharded ones have; 0 where that is not known.
    """

    ids: Mapping[str, str] = {}
    partitions: int = 0

    def told(self, names: Iterable[str]) -> bytes:
        """Some of them, as bytes to be kept and compared; none where the id of none is known."""
        ids = {name: self.ids[name] for name in names if name in self.ids}
        return orjson.dumps(self._replace(ids=ids)._asdict(), option=orjson.OPT_SORT_KEYS) if ids else b""


UNKNOWN_TOPICS = Topics()


class Progress(NamedTuple):
    """How far a shard came.

    Attributes
    ----------
    next : Vector
        What follows from the events below it was acknowledged by the broker.
    is_healed : bool
        Whether its owner has compared the matches topic with the shard since it opened it.
    writer : str
        Marks the opening of the shard that wrote it, as the matches that were written since.
    written_ms : int
        When it was written, in milliseconds since the epoch; 0 if it was not read from the topic.
    topics : Topics
        What its offsets are of.
    """

    next: Vector
    is_healed: bool = True
    writer: str = ""
    written_ms: int = 0
    topics: Topics = UNKNOWN_TOPICS

    def to_record(self, shard: int) -> Record:
        """The progress record of a shard."""
        told = {"next": self.next, "healed": self.is_healed, "writer": self.writer, "topics": self.topics._asdict()}
        value = orjson.dumps(told)
        return Record(SHARD_PROGRESS.name, str(shard).encode(), value, (), shard)

    @classmethod
    def of_message(cls, message: Message) -> Self:
        """The progress that a record of the topic holds; a tombstone's is empty."""
        value = message.value()
        if value is None:
            return cls({})
        held = orjson.loads(value)
        vector = {str(topic): int(offset) for topic, offset in held["next"].items()}
        told = held.get("topics") or {}
        ids = {str(topic): str(identity) for topic, identity in told.get("ids", {}).items()}
        of = Topics(ids, int(told.get("partitions", 0)))
        return cls(vector, bool(held["healed"]), str(held.get("writer", "")), message.timestamp()[1], of)


def last(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Progress]:
    """The last progress of shards; an empty vector of one that has written none."""
    found = {shard: Progress({}) for shard in shards}
    for message in read(connection, {(SHARD_PROGRESS.name, shard): 0 for shard in found}):
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # what is no progress tells of none
            found[message.partition() or 0] = Progress.of_message(message)
    return found


def load(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Progress]:
    """The last progress of shards, with an offset of every input; a shard that has written none begins at 0."""
    return {
        shard: progress._replace(next={topic: progress.next.get(topic, 0) for topic in INPUTS})
        for shard, progress in last(connection, shards).items()
    }
