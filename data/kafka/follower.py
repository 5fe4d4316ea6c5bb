"""Follows topics for ever, without a group: what every program shares that reads on and on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from data.contract.records import Partition
from data.kafka.reading import KafkaConnection, reader

_LOG = logging.getLogger("matchstream.kafka")


class Follower:
    """Reads partitions on. Where a broker is away or busy, the client tries again by itself, ever less often.

    Parameters
    ----------
    connection : KafkaConnection
    options : mapping
        librdkafka's, for the client.

    Attributes
    ----------
    partitions : set of Partition
        Those that are followed.
    behind : set of Partition
        Those that were not read to their end since they were assigned.
    at_end : bool
        Whether the last reading met the end of a partition.
    """

    def __init__(self, connection: KafkaConnection, options: Mapping[str, Any]) -> None:
        self._consumer = reader(connection, options)
        self.partitions: set[Partition] = set()
        self.behind: set[Partition] = set()
        self.at_end = False

    def assign(self, positions: Mapping[Partition, int]) -> None:
        """Follow exactly these partitions, each from an offset, whatever was followed before."""
        self.partitions, self.behind = set(positions), set(positions)
        self._consumer.assign([TopicPartition(*partition, offset) for partition, offset in positions.items()])

    def add(self, positions: Mapping[Partition, int]) -> None:
        """Follow further partitions; the others go on."""
        self.partitions |= positions.keys()
        self.behind |= positions.keys()
        self._consumer.incremental_assign([TopicPartition(*place, offset) for place, offset in positions.items()])

    def drop(self, partitions: set[Partition]) -> None:
        """Follow these no more; the others go on."""
        self.partitions -= partitions
        self.behind -= partitions
        self._consumer.incremental_unassign([TopicPartition(*partition) for partition in partitions])

    def read(self, limit: int, seconds: float) -> list[Message]:
        """Read what came.

        Parameters
        ----------
        limit : int
            Of records and ends together.
        seconds : float
            How long is waited for that many.

        Raises
        ------
        KafkaException
            Of an error that the client can't come out of.
        """
        records = []
        self.at_end = False
        for message in self._consumer.consume(limit, seconds):
            error = message.error()
            if error is None:
                records.append(message)
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 -- the library's public constant
                self.behind.discard((message.topic() or "", message.partition() or 0))
                self.at_end = True
            elif error.fatal():
                raise KafkaException(error)
            else:
                _LOG.warning("Kafka: %s", error.str())
        return records

    def close(self) -> None:
        """Let the connection go."""
        self._consumer.close()
