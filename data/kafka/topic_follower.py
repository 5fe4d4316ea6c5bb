"""Follows a topic of one partition from its start, for a program that must go on without Kafka."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from confluent_kafka import KafkaError, Message

from data.contract.topics import Topic
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection


class TopicFollower:
    """Gives each record of a topic to whoever keeps what it says.

    Parameters
    ----------
    connection : KafkaConnection
    topic : Topic
        Of one partition.
    take : callable
        Given each record, in order. An offset that is not above the one before shows that the topic was made anew.

    Attributes
    ----------
    is_known : bool
        Whether the topic was read to its end since the start.
    """

    def __init__(self, connection: KafkaConnection, topic: Topic, take: Callable[[Message], object]) -> None:
        self._take = take
        self._is_down = self._is_closed = False
        self._busy = Lock()
        self._follower = Follower(connection, {"error_cb": self._note})
        self._follower.assign({(topic.name, 0): 0})
        self.is_known = False

    def look(self, seconds: float = 0.0) -> None:
        """Read the records that came since the last call.

        Parameters
        ----------
        seconds : float
            How long to wait for the end of the topic at most, while a broker can be reached.
        """
        deadline = time.monotonic() + seconds
        self._is_down = False
        while self._read() or not (self.is_known or self._is_down or time.monotonic() >= deadline):
            pass

    def _read(self) -> bool:
        """Hand on the records that have arrived; returns whether there may be more."""
        with self._busy:
            messages = [] if self._is_closed else self._follower.read(1000, 0.02)
            for message in messages:
                self._take(message)
            self.is_known = not self._follower.behind
            return bool(messages)

    def close(self) -> None:
        """Close the connection; another thread may be in `look`."""
        with self._busy:
            self._is_closed = True
            self._follower.close()

    def _note(self, error: KafkaError) -> None:
        self._is_down |= error.code() == KafkaError._ALL_BROKERS_DOWN  # noqa: SLF001 -- the library's public constant
