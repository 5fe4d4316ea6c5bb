"""The progress of shards, completed to all inputs; why it is our own: docs/decisions/01-own-progress.md."""

from __future__ import annotations

from collections.abc import Iterable

from data.kafka.inputs import INPUTS
from data.kafka.progress import UNKNOWN_TOPICS, Progress, Topics, Vector, last
from data.kafka.reading import KafkaConnection

__all__ = ["UNKNOWN_TOPICS", "Progress", "Topics", "Vector", "load"]


def load(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, Progress]:
    """The last progress of shards, with offset 0 for inputs that it does not name."""
    return {
        shard: held._replace(next={topic: held.next.get(topic, 0) for topic in INPUTS})
        for shard, held in last(connection, shards).items()
    }
