"""Builds the store from Kafka."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from confluent_kafka import Message
from sqlalchemy import Connection, Engine, delete, update

from data.contract.decision_log import Entry
from data.errors import ExitCode, MatchstreamError
from data.kafka.reading import KafkaConnection, read
from data.store.connection import changing
from data.store.tables import BUILT, CHAIN, OUTBOX, PROGRESS, SETTINGS
from gateway.store import ledger
from gateway.store.admission import PLACE


class TwoChains(MatchstreamError):
    """The topic has entries of two logs, as two stores have written to it."""

    exit_code = ExitCode.CONFIGURE


def build(kafka: KafkaConnection, engine: Engine) -> int:
    """Replace what a store holds by what the topic has; returns how many entries that are.

    Raises
    ------
    TwoChains
    NothingRead, Refused, KafkaException
    StoreAway
    """
    with TemporaryDirectory() as folder, closing(_Newest(Path(folder) / "newest.sqlite")) as newest:
        following = 0
        for message in read(kafka, {PLACE: 0}):
            newest.take(message)
            following = (message.offset() or 0) + 1
        chains = newest.chains()
        if len(chains) > 1:
            raise TwoChains(f"{PLACE[0]} has entries of {len(chains)} logs ({', '.join(chains)}): keep one of them")
        with changing(engine) as connection:
            ledger.hold(connection)
            _clear(connection)
            return _fill(connection, newest, chains, following)


class _Newest:
    """The newest record under each key; in a file, for a log of years may not fit into memory."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("BEGIN")
        self._file.execute(
            "CREATE TABLE newest (first TEXT, seq INTEGER, name TEXT, value BLOB, PRIMARY KEY (first, name))"
        )

    def take(self, message: Message) -> None:
        """Note a record. What is erased stays so, although a late repeat may bring its earlier form again."""
        first, _, name = (message.key() or b"").decode(errors="replace").partition("|")
        value = message.value()
        if value is None:
            self._file.execute("DELETE FROM newest WHERE first = ? AND name = ?", (first, name))
            return
        seq: int | None
        try:
            seq = Entry.of_value(value).seq
        except (ValueError, KeyError, TypeError):
            seq = None  # what somebody set
        query = "SELECT value FROM newest WHERE first = ? AND name = ? AND seq IS NOT NULL"
        held = self._file.execute(query, (first, name)).fetchone()
        if held is None or Entry.of_value(held[0]).personal is not None:
            self._file.execute("INSERT OR REPLACE INTO newest VALUES (?, ?, ?, ?)", (first, seq, name, value))

    def chains(self) -> list[str]:
        """The logs of which there are entries."""
        rows = self._file.execute("SELECT DISTINCT first FROM newest WHERE seq IS NOT NULL ORDER BY first")
        return [first for (first,) in rows]

    def entries(self) -> Iterator[Entry]:
        """The entries, in their order."""
        for (value,) in self._file.execute("SELECT value FROM newest WHERE seq IS NOT NULL ORDER BY seq"):
            yield Entry.of_value(value)

    def settings(self) -> Iterator[tuple[str, str, bytes]]:
        """Kind, name and value of what people set."""
        yield from self._file.execute("SELECT first, name, value FROM newest WHERE seq IS NULL")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _clear(connection: Connection) -> None:
    for table in (*BUILT, OUTBOX):
        if table is not CHAIN:
            connection.execute(delete(table))
    of_topic = (PROGRESS.c.topic == PLACE[0], PROGRESS.c.partition == PLACE[1])
    connection.execute(delete(PROGRESS).where(*of_topic))


def _fill(connection: Connection, newest: _Newest, chains: list[str], following: int) -> int:
    count = 0
    for entry in newest.entries():
        if not count:
            begin = {"start_seq": entry.seq - 1, "start_digest": entry.previous}
            connection.execute(update(CHAIN).values(id=chains[0], **begin))
        ledger.put(connection, entry)
        count += 1
    for kind, name, value in newest.settings():
        told = orjson.loads(value)
        row = {"owner": told["owner"], "at": told["at"], "value": orjson.dumps(told["value"]).decode()}
        connection.execute(SETTINGS.insert().values(kind=kind, name=name, **row))
    connection.execute(PROGRESS.insert().values(topic=PLACE[0], partition=PLACE[1], next=following))
    return count
