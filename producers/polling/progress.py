"""How far a connection was read, kept in Kafka: what is still to be fetched, and what was told of each job already."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

import orjson

from data.contract.records import Record
from data.contract.topics import CONNECTIONS
from data.kafka.reading import KafkaConnection, read
from producers.connectors.outcome import Wanted
from producers.connectors.wanted import waiting

_CURSOR = "cursor"
_DIGEST = 16


class Cursor(NamedTuple):
    """What was told of a job.

    Attributes
    ----------
    job : str
        Its id in the system.
    open_at : float
        When it was last seen open, in seconds since 1970.
    told : frozenset of str
        Digests of the applications' states that were told.
    """

    job: str
    open_at: float
    told: frozenset[str] = frozenset()


def state_digest(*parts: object) -> str:
    """Stands for the state of an application."""
    return sha256("\x00".join(map(str, parts)).encode()).hexdigest()[:_DIGEST]


class Progress:
    """A connection's records in the compacted topic.

    Parameters
    ----------
    connection : KafkaConnection
    name : str
        The connection's.
    """

    def __init__(self, connection: KafkaConnection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._start = f"{name}|".encode()
        self._next = 0
        self._values: dict[bytes, bytes] = {}

    def look(self) -> None:
        """Read on to the topic's present end.

        Raises
        ------
        NothingRead, Refused, KafkaException
        """
        for message in read(self._connection, {(CONNECTIONS.name, 0): self._next}):
            self.take(message.key(), message.value())
            self._next = (message.offset() or 0) + 1

    def take(self, key: bytes | None, value: bytes | None) -> None:
        """Take a record in."""
        if key is None or not key.startswith(self._start):
            return
        self._values.pop(key, None)
        if value is not None:
            self._values[key] = value

    def wanted(self) -> list[Wanted]:
        """What is still to be fetched, the oldest first."""
        return waiting(self._name, self._values.items())

    def cursors(self) -> dict[str, Cursor]:
        """What was told of each job."""
        start = self._start + f"{_CURSOR}|".encode()
        values = (value for key, value in self._values.items() if key.startswith(start))
        return {cursor.job: cursor for value in values if (cursor := _read(value)) is not None}

    def kept(self, cursor: Cursor) -> Record:
        """The record of what was told of a job."""
        value = {"job": cursor.job, "open_at": cursor.open_at, "told": "".join(sorted(cursor.told))}
        return Record(CONNECTIONS.name, self._key(cursor.job), orjson.dumps(value))

    def dropped(self, job: str) -> Record:
        """The record that says that a job is of no interest any more."""
        return Record(CONNECTIONS.name, self._key(job), None)

    def note(self, records: Iterable[Record]) -> None:
        """Take in what was just sent."""
        for record in records:
            self.take(record.key, record.value)

    def _key(self, job: str) -> bytes:
        return f"{self._name}|{_CURSOR}|{sha256(job.encode()).hexdigest()[:32]}".encode()


def _read(value: bytes) -> Cursor | None:
    try:
        found = orjson.loads(value)
        text = str(found["told"])
        told = frozenset(text[at : at + _DIGEST] for at in range(0, len(text), _DIGEST))
        return Cursor(str(found["job"]), float(found["open_at"]), told)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None
