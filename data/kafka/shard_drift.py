"""Reads what shards count of drift: the last record of each partition of the drift topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from confluent_kafka import KafkaError

from data.contract.drift import ShardDrift
from data.contract.topics import DRIFT
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection, read

_LAST = -2001
"""To librdkafka the offset of a partition's last record, one before its end."""


def last(connection: KafkaConnection, shards: Iterable[int]) -> dict[int, ShardDrift]:
    """The last record of each shard; shards of which there is none that can be read are left out.

    Raises
    ------
    NothingRead, Refused, KafkaException
    """
    found = {}
    for message in read(connection, {(DRIFT.name, shard): _LAST for shard in shards}):
        if (told := ShardDrift.of(message.value())) is not None:
            found[message.partition() or 0] = told
    return found


class DriftFollower:
    """Follows the topic, for a program that must go on without Kafka.

    Parameters
    ----------
    connection : KafkaConnection

    Attributes
    ----------
    shards : dict of int to ShardDrift
        The last that each shard wrote; replaced, never changed.
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._follower = Follower(connection, {"error_cb": _ignore, "fetch.wait.max.ms": 100})
        self._follower.assign({(DRIFT.name, shard): _LAST for shard in range(connection.partitions)})
        self.shards: dict[int, ShardDrift] = {}

    @property
    def is_known(self) -> bool:
        """Whether every partition was read to its end since the start."""
        return not self._follower.behind

    def look(self) -> None:
        """Read the records that came since the last call."""
        while messages := self._follower.read(1000, 0.02):
            told = {message.partition() or 0: ShardDrift.of(message.value()) for message in messages}
            self.shards = self.shards | {shard: one for shard, one in told.items() if one is not None}

    def close(self) -> None:
        """Close the connection."""
        self._follower.close()


def _ignore(_error: KafkaError) -> Any:
    """Say nothing: whether Kafka is away is told elsewhere."""
