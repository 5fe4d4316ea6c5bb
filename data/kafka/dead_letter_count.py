"""How many dead letters there are, for people who may not see them: followed, and counted without keeping any."""

from __future__ import annotations

import time
from typing import Any

from confluent_kafka import KafkaError

from data.contract.topics import DEAD_LETTERS
from data.kafka.dead_letters import DeadLetter, partitions, slot_of
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection

_KEPT_MS = int(DEAD_LETTERS.config["retention.ms"])


class DeadLetterCount:
    """Follows the topic, for a program that must go on without Kafka.

    Parameters
    ----------
    connection : KafkaConnection
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._follower = Follower(connection, {"error_cb": _ignore, "fetch.wait.max.ms": 100})
        self._follower.assign(partitions(connection))
        # Of each slot its hash alone: a key names the place of what could not be read, which is nobody's business here.
        self._standing: dict[int, int] = {}

    def look(self) -> None:
        """Read the records that came since the last call."""
        while messages := self._follower.read(1000, 0.02):
            for message in messages:
                slot = hash(slot_of(message))
                if DeadLetter.of(message) is None:
                    self._standing.pop(slot, None)
                else:
                    self._standing[slot] = message.timestamp()[1]

    @property
    def count(self) -> int | None:
        """How many are not erased and not older than the topic keeps them; None until all were read once."""
        if self._follower.behind:
            return None
        oldest = time.time() * 1000 - _KEPT_MS
        return sum(at >= oldest for at in self._standing.values())

    def close(self) -> None:
        """Close the connection."""
        self._follower.close()


def _ignore(_error: KafkaError) -> Any:
    """Say nothing: whether Kafka is away is told elsewhere."""
