"""When each connection's system last answered all that it was asked: a record of Kafka each, from which gateways tell.

A program that asks once and ends has no metrics of its own, and one that never began says nothing at all.
"""

from __future__ import annotations

from typing import Any

import orjson
from confluent_kafka import KafkaError

from data.contract.records import Record
from data.contract.topics import CONNECTIONS
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection

SECONDS = 60.0
"""How often it is told at most, of a system that is asked all the time."""
_ROUND = b"|round"


def came_round(connection: str, at: float) -> Record:
    """The record that says that all was asked and answered.

    Parameters
    ----------
    connection : str
        Its name.
    at : float
        Seconds since 1970.
    """
    return Record(CONNECTIONS.name, connection.encode() + _ROUND, orjson.dumps({"at": at}))


class Rounds:
    """Follows the topic, for a program that must go on without Kafka.

    Parameters
    ----------
    connection : KafkaConnection
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._follower = Follower(connection, {"error_cb": _ignore, "fetch.wait.max.ms": 100})
        self._follower.assign({(CONNECTIONS.name, 0): 0})
        self.last: dict[str, float] = {}

    def look(self) -> None:
        """Read the records that came since the last call."""
        while messages := self._follower.read(1000, 0.02):
            for message in messages:
                key, value = message.key() or b"", message.value()
                if key.endswith(_ROUND) and value is not None and (at := _read(value)) is not None:
                    self.last[key.removesuffix(_ROUND).decode()] = at

    def close(self) -> None:
        """Close the connection."""
        self._follower.close()


def _read(value: bytes) -> float | None:
    try:
        return float(orjson.loads(value)["at"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _ignore(_error: KafkaError) -> Any:
    """Say nothing: whether Kafka is away is told elsewhere."""
