"""Writes the decision log; each call is part of the transaction of whoever calls.

What people do is appended by one at a time, who holds the row of the chain: so entries and what is sent to Kafka have
one order, and a request that is sent twice finds its first entry.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, select, update

from data.contract.decision_log import Act, Entry, Head, sealed
from data.store.tables import CHAIN, DECISIONS, ENTRIES, MADE_OF_THE_LOG, NOTES, OUTBOX, REVIEWS
from gateway.store.records import COLUMNS, key_of


def chain(connection: Connection) -> str:
    """Which chain the store's log is."""
    return str(connection.execute(select(CHAIN.c.id)).scalar_one())


def hold(connection: Connection) -> Any:
    """Be the only one who appends, until the transaction ends; returns the chain's row."""
    return connection.execute(select(CHAIN).with_for_update()).one()


def append(connection: Connection, act: Act, facts: Mapping[str, Any], personal: Mapping[str, Any]) -> Entry:
    """Append an entry, with all that follows of it, and have it sent to Kafka."""
    held = hold(connection)
    at = max(time.time_ns() // 1_000_000, held.at)
    entry = sealed(held.id, Head(held.seq, held.digest), act, at, facts, personal)
    put(connection, entry)
    enqueue(connection, [key_of(entry)])
    return entry


def put(connection: Connection, entry: Entry) -> None:
    """Write an entry, and what follows of it."""
    told = entry.told
    row = asdict(entry)
    del row["chain"]
    row |= {name: told.get(name) for name in ("id", "job_id", "applicant_id")}
    connection.execute(ENTRIES.insert().values(row))
    connection.execute(update(CHAIN).values(seq=entry.seq, digest=entry.digest, at=entry.at))
    _follow(connection, entry, told)


def entries(
    connection: Connection, *wanted: Any, after: int = 0, newest: bool = False, limit: int = 500
) -> list[Entry]:
    """Entries that fit conditions, in the order of their numbers; with `newest` the last ones first."""
    order = ENTRIES.c.seq.desc() if newest else ENTRIES.c.seq
    query = select(*COLUMNS).where(ENTRIES.c.seq > after, *wanted).order_by(order)
    return [_entry(row) for row in connection.execute(query.limit(limit))]


def found(connection: Connection, identity: str) -> Entry | None:
    """The entry that a request made."""
    at_most_one = entries(connection, ENTRIES.c.id == identity, limit=1)
    return at_most_one[0] if at_most_one else None


def erase(connection: Connection, *wanted: Any) -> int:
    """Erase what entries that fit conditions tell of applicants, also in Kafka; returns how many did."""
    held = hold(connection)
    query = select(ENTRIES.c.seq).where(ENTRIES.c.personal.is_not(None), *wanted).order_by(ENTRIES.c.seq)
    numbers = list(connection.execute(query).scalars())
    for part in _parts(numbers):
        for table in MADE_OF_THE_LOG:
            connection.execute(delete(table).where(table.c.seq.in_(part)))
        connection.execute(
            update(ENTRIES).where(ENTRIES.c.seq.in_(part)).values(salt=None, personal=None, applicant_id=None)
        )
    enqueue(connection, [key_of(number, held.id) for number in numbers])
    return len(numbers)


def prune(connection: Connection, before: int) -> int:
    """Drop entries that are older than a time, also in Kafka; an entry of its own says up to where.

    Returns
    -------
    int
        How many were dropped.
    """
    held = hold(connection)
    young = select(ENTRIES.c.seq).where(ENTRIES.c.at >= before).order_by(ENTRIES.c.seq).limit(1)
    # The last entry stays, and with it the place at which the chain goes on.
    end = connection.execute(young).scalar_one_or_none() or held.seq
    last = connection.execute(
        select(ENTRIES.c.seq, ENTRIES.c.digest).where(ENTRIES.c.seq < end).order_by(ENTRIES.c.seq.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return 0
    append(connection, Act.PRUNED, {"to": last.seq, "digest": last.digest}, {})
    enqueue(connection, [key_of(seq, held.id) for seq in range(held.start_seq + 1, last.seq + 1)])
    return int(last.seq - held.start_seq)


def enqueue(connection: Connection, keys: Iterable[str]) -> None:
    """Have records sent to Kafka, as the store has them then."""
    rows = [{"key": key} for key in keys]
    if rows:
        connection.execute(OUTBOX.insert(), rows)


def _follow(connection: Connection, entry: Entry, told: dict[str, Any]) -> None:
    """Keep the tables that are made of the log."""
    row = {name: told.get(name) for name in ("id", "job_id", "applicant_id")} | {"seq": entry.seq}
    if entry.act == Act.PRUNED:
        for table in (ENTRIES, *MADE_OF_THE_LOG):
            connection.execute(delete(table).where(table.c.seq <= told["to"]))
        connection.execute(update(CHAIN).values(start_seq=told["to"], start_digest=told["digest"]))
    elif entry.act == Act.UNDONE:
        connection.execute(update(DECISIONS).where(DECISIONS.c.id == told["of"]).values(undone=entry.seq))
    elif entry.act == Act.NOTE_REMOVED:
        connection.execute(delete(NOTES).where(NOTES.c.id == told["of"]))
    elif entry.act == Act.REVIEW_CLOSED:
        connection.execute(update(REVIEWS).where(REVIEWS.c.id == told["of"]).values(closed=entry.seq))
    elif entry.personal is None:
        return
    elif entry.act == Act.DECIDED:
        connection.execute(DECISIONS.insert().values(row))
    elif entry.act == Act.NOTED:
        connection.execute(NOTES.insert().values(row))
    elif entry.act == Act.REVIEW_ASKED:
        connection.execute(REVIEWS.insert().values(row | {"due": told["due"]}))


def _entry(row: Any) -> Entry:
    return Entry(**row._asdict())


def _parts(numbers: list[int], size: int = 500) -> Iterable[list[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
