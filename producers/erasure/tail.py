"""Reads topics on, look by look."""

from __future__ import annotations

from collections.abc import Iterator

from confluent_kafka import Message

from data.contract.records import Partition
from data.contract.topics import Topic
from data.kafka.reading import KafkaConnection, read


class Tail:
    """Reads the new records of some topics since the last look.

    Attributes
    ----------
    next : dict of partition to offset
        Where the next look begins.
    """

    def __init__(self, connection: KafkaConnection, *topics: Topic) -> None:
        self._connection = connection
        self.next: dict[Partition, int] = {
            (topic.name, number): 0 for topic in topics for number in range(topic.partitions(connection.partitions))
        }

    def new(self) -> Iterator[Message]:
        """The records since the last call, up to the present end."""
        for message in read(self._connection, dict(self.next)):
            self.next[message.topic() or "", message.partition() or 0] = (message.offset() or 0) + 1
            yield message
