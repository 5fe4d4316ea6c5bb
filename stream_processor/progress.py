"""Progress of our own: one record a shard, the next offset of every input topic.

Faust's commits tell what was delivered, not what was done with it: they also move over events whose
handler failed or was cancelled. This record is written after everything that follows from the events below
it was acknowledged by the broker. It is one record, not one a topic: any whole vector is truthful by
itself, a mixture of two workers' vectors loses pairs.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from data.events import Record
from data.kafka import KafkaConnection, read
from data.topics import SHARD_PROGRESS
from stream_processor.inputs import INPUTS

Vector = dict[str, int]
"""By input topic, the offset at which reading goes on."""


def beginning() -> Vector:
    """The vector of a shard that has read nothing."""
    return dict.fromkeys(INPUTS, 0)


def to_record(shard: int, vector: Vector) -> Record:
    """The progress record of a shard."""
    return Record(SHARD_PROGRESS.name, str(shard).encode(), orjson.dumps({"next": vector}), (), shard)


def load(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Vector]:
    """The last progress of shards; one that has none stands at the beginning."""
    vectors = {shard: beginning() for shard in shards}
    for message in read(connection, {(SHARD_PROGRESS.name, shard): 0 for shard in vectors}):
        value = message.value()
        if value is not None:
            held = orjson.loads(value)["next"]
            vectors[message.partition() or 0] = {topic: int(held.get(topic, 0)) for topic in INPUTS}
    return vectors
