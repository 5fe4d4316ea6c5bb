"""How the shards' progress rests: one record a shard, the next offset of every input topic."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple, Self

import orjson
from confluent_kafka import Message

from data.events import Record
from data.kafka import KafkaConnection, read
from data.topics import SHARD_PROGRESS

Vector = dict[str, int]
"""By input topic, the offset at which reading goes on."""


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
    """

    next: Vector
    is_healed: bool = True
    writer: str = ""
    written_ms: int = 0

    def to_record(self, shard: int) -> Record:
        """The progress record of a shard."""
        value = orjson.dumps({"next": self.next, "healed": self.is_healed, "writer": self.writer})
        return Record(SHARD_PROGRESS.name, str(shard).encode(), value, (), shard)

    @classmethod
    def of_message(cls, message: Message) -> Self:
        """The progress that a record of the topic holds; a tombstone's is empty."""
        value = message.value()
        if value is None:
            return cls({})
        held = orjson.loads(value)
        vector = {str(topic): int(offset) for topic, offset in held["next"].items()}
        return cls(vector, bool(held["healed"]), str(held.get("writer", "")), message.timestamp()[1])


def last(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Progress]:
    """The last progress of shards; an empty vector of one that has written none."""
    found = {shard: Progress({}) for shard in shards}
    for message in read(connection, {(SHARD_PROGRESS.name, shard): 0 for shard in found}):
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # what is no progress tells of none
            found[message.partition() or 0] = Progress.of_message(message)
    return found
