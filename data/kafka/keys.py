"""The gateway's keys, as the keys topic has them."""

from __future__ import annotations

from confluent_kafka import Message

from data.contract.keys import Keys
from data.contract.records import Record
from data.contract.topics import KEYS
from data.kafka.reading import KafkaConnection, read
from data.kafka.topic_follower import TopicFollower


def keys(connection: KafkaConnection) -> Keys:
    """Read the topic to its present end.

    Raises
    ------
    NothingRead, Refused, KafkaException
    """
    found = Keys()
    for message in read(connection, {(KEYS.name, 0): 0}):
        found.take(message.key(), message.value())
    return found


class KeyFollower(TopicFollower):
    """Follows the topic; what was read stays known while Kafka is away.

    Parameters
    ----------
    connection : KafkaConnection

    Attributes
    ----------
    keys : Keys
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self.keys = Keys()
        self._last = -1
        super().__init__(connection, KEYS, self._apply)

    def note(self, *records: Record) -> None:
        """Take in what was just sent, before it is read."""
        for record in records:
            self.keys.take(record.key, record.value)

    def _apply(self, message: Message) -> None:
        offset = message.offset() or 0
        if offset <= self._last:  # the topic was made anew
            self.keys.clear()
        self._last = offset
        self.keys.take(message.key(), message.value())
