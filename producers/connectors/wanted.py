"""What is still to be fetched from a system, as records of Kafka: a key each, null once it was fetched.

Keys hold a digest, so that no id stays in a topic whose records are kept for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import orjson

from data.contract.records import Record
from data.contract.topics import CONNECTIONS
from producers.connectors.outcome import Wanted

_FETCH = "fetch"


def key_of(connection: str, wanted: Wanted) -> bytes:
    """The key of a state that is to be fetched: of each event its own, as what is done may be asked again since."""
    digest = sha256("\x00".join((wanted.kind, *wanted.ids, wanted.id)).encode()).hexdigest()[:32]
    return f"{connection}|{_FETCH}|{digest}".encode()


def asked(connection: str, wanted: Wanted) -> Record:
    """The record that says that something is to be fetched."""
    value = orjson.dumps({"kind": wanted.kind, "ids": wanted.ids, "time": wanted.time, "id": wanted.id})
    return Record(CONNECTIONS.name, key_of(connection, wanted), value)


def done(connection: str, wanted: Wanted) -> Record:
    """The record that says that it was fetched."""
    return Record(CONNECTIONS.name, key_of(connection, wanted), None)


def waiting(connection: str, records: Iterable[tuple[bytes | None, bytes | None]]) -> list[Wanted]:
    """What is still to be fetched for a connection, of all records of the topic in their order."""
    start = f"{connection}|{_FETCH}|".encode()
    left: dict[bytes, bytes] = {}
    for key, value in records:
        if key is None or not key.startswith(start):
            continue
        left.pop(key, None)
        if value is not None:
            left[key] = value
    return [wanted for value in left.values() if (wanted := _read(value)) is not None]


def _read(value: bytes) -> Wanted | None:
    try:
        told = orjson.loads(value)
        return Wanted(str(told["kind"]), tuple(map(str, told["ids"])), told["time"], str(told["id"]))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
