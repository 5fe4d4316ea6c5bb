"""Progress of our own: one record a shard, the next offset of every input topic.

Faust's commits tell what was delivered, not what was done with it: they also move over events whose
handler failed or was cancelled. This record is written after everything that follows from the events below
it was acknowledged by the broker. It is one record, not one a topic: any whole vector is truthful by
itself, a mixture of two workers' vectors loses pairs.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.kafka import KafkaConnection
from data.progress import Vector, to_record, vectors
from stream_processor.inputs import INPUTS

__all__ = ["Vector", "beginning", "load", "to_record"]


def beginning() -> Vector:
    """The vector of a shard that has read nothing."""
    return dict.fromkeys(INPUTS, 0)


def load(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Vector]:
    """The last progress of shards; one that has none stands at the beginning."""
    held = vectors(connection, shards)
    return {shard: {topic: vector.get(topic, 0) for topic in INPUTS} for shard, vector in held.items()}
