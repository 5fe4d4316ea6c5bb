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
"""For each input topic, the offset at which reading goes on."""


class Topics(NamedTuple):
    """Identifies the topics to which offsets belong: a topic that is made anew has the same name and another id.

    Attributes
    ----------
    ids : mapping of str to str
        Kafka's topic ids by name, where they are known.
    partitions : int
        Number of partitions of the sharded topics; 0 where it is not known.
    """

    ids: Mapping[str, str] = {}
    partitions: int = 0

    def told(self, names: Iterable[str]) -> bytes:
        """The ids of some topics and the partition count, as bytes to store and compare; empty where no id is known."""
        ids = {name: self.ids[name] for name in names if name in self.ids}
        return orjson.dumps(self._replace(ids=ids)._asdict(), option=orjson.OPT_SORT_KEYS) if ids else b""


UNKNOWN_TOPICS = Topics()


class Progress(NamedTuple):
    """How far a shard has come.

    Attributes
    ----------
    next : Vector
        All outputs of the events below these offsets were acknowledged by the broker.
    is_healed : bool
        Whether the owner has compared the matches topic with the shard since it opened it.
    writer : str
        Identifies the opening of the shard that wrote this; its matches carry the same name.
    written_ms : int
        When it was written, in milliseconds since 1970; 0 if it was not read from the topic.
    topics : Topics
        The topics to which the offsets belong.
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
        """Read the progress from a record; a tombstone gives an empty one."""
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
    """The last progress of each shard; an empty vector where none was written yet."""
    found = {shard: Progress({}) for shard in shards}
    for message in read(connection, {(SHARD_PROGRESS.name, shard): 0 for shard in found}):
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # a foreign record: ignored
            found[message.partition() or 0] = Progress.of_message(message)
    return found


def load(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Progress]:
    """The last progress of shards, with an offset of every input; a shard that has written none begins at 0."""
    return {
        shard: progress._replace(next={topic: progress.next.get(topic, 0) for topic in INPUTS})
        for shard, progress in last(connection, shards).items()
    }
