"""Compares a store with one that is built from Kafka, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Table, select

from data.kafka.reading import KafkaConnection
from data.store.connection import StoreConnection, reading
from data.store.migrating import migrate
from data.store.tables import BUILT
from gateway.store.building import build
from gateway.store.outbox import waiting

MOST = 20
"""Differences that are told; the first say enough."""


class Compared(NamedTuple):
    """What a comparison found.

    Attributes
    ----------
    rows : int
        Of the store.
    waiting : int
        Records that are to be sent to Kafka: where there are some, differences are no wonder.
    differences : list of str
        Table and key of rows that are in one alone, or not the same in both; never what stands in them.
    """

    rows: int
    waiting: int
    differences: list[str]


def compare(kafka: KafkaConnection, engine: Engine) -> Compared:
    """Build a store from Kafka, in a temporary file, and compare.

    Raises
    ------
    TwoChains
    NothingRead, Refused, KafkaException
    StoreAway
    """
    with TemporaryDirectory() as folder:
        made = StoreConnection(store_path=Path(folder) / "built.sqlite", store_url=None)
        built = made.store_engine()
        try:
            migrate(made, built)
            build(kafka, built)
            with reading(engine) as ours, reading(built) as theirs:
                counts = [_count(ours, table) for table in BUILT]
                found = islice((one for table in BUILT for one in _differences(table, ours, theirs)), MOST)
                return Compared(sum(counts), waiting(ours), list(found))
        finally:
            built.dispose()


def _count(connection: Connection, table: Table) -> int:
    return sum(1 for _ in connection.execute(select(*table.primary_key.columns)))


def _differences(table: Table, ours: Connection, theirs: Connection) -> Iterator[str]:
    """Rows of a table that are not in both."""
    keys = [column.name for column in table.primary_key.columns]
    held = {tuple(row._mapping[name] for name in keys): tuple(row) for row in theirs.execute(select(table))}  # noqa: SLF001 -- SQLAlchemy's public name
    for row in ours.execute(select(table)):
        key = tuple(row._mapping[name] for name in keys)  # noqa: SLF001
        other = held.pop(key, None)
        if other != tuple(row):
            named = "|".join(map(str, key))
            yield f"{table.name} {named}: {'only in the store' if other is None else 'not the same in Kafka'}"
    for key in held:
        yield f"{table.name} {'|'.join(map(str, key))}: only in Kafka"
