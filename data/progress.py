"""How the shards' progress rests: one record a shard, the next offset of every input topic."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from data.events import Record
from data.kafka import KafkaConnection, read
from data.topics import SHARD_PROGRESS

Vector = dict[str, int]
"""By input topic, the offset at which reading goes on."""


def to_record(shard: int, vector: Vector) -> Record:
    """The progress record of a shard."""
    return Record(SHARD_PROGRESS.name, str(shard).encode(), orjson.dumps({"next": vector}), (), shard)


def vectors(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Vector]:
    """The last progress of shards; empty of one that has written none."""
    found: dict[int, Vector] = {shard: {} for shard in shards}
    for message in read(connection, {(SHARD_PROGRESS.name, shard): 0 for shard in found}):
        value = message.value()
        if value is not None:
            found[message.partition() or 0] = {str(t): int(o) for t, o in orjson.loads(value)["next"].items()}
    return found
