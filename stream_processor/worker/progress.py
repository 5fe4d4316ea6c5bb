"""Progress of our own: one record a shard, the next offset of every input topic.

Faust's commits tell what was delivered, not what was done with it: they also move over events whose
handler failed or was cancelled. This record is written after everything that follows from the events below
it was acknowledged by the broker. It is one record, not one a topic: any whole vector is truthful by
itself, a mixture of two workers' vectors loses pairs.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.kafka.inputs import INPUTS
from data.kafka.progress import UNKNOWN_TOPICS, Progress, Topics, Vector, last
from data.kafka.reading import KafkaConnection

__all__ = ["UNKNOWN_TOPICS", "Progress", "Topics", "Vector", "load"]


def load(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Progress]:
    """The last progress of shards; one that has none stands at the beginning."""
    return {
        shard: held._replace(next={topic: held.next.get(topic, 0) for topic in INPUTS})
        for shard, held in last(connection, shards).items()
    }
