"""What the store sends to Kafka: each entry and each setting under a key of its own, as it stands when it is sent."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from data.contract.decision_log import Entry
from data.contract.records import Record
from data.contract.topics import DECISIONS
from data.store.tables import CHAIN, ENTRIES, SETTINGS

SOURCE = "matchstream/decisions"
_PARTITION = 0

COLUMNS: tuple[Any, ...] = (
    select(CHAIN.c.id).scalar_subquery().label("chain"),
    *(ENTRIES.c[field.name] for field in fields(Entry) if field.name != "chain"),
)
"""What an `Entry` is read from."""


def key_of(entry: Entry | int, chain: str | None = None) -> str:
    """The key of an entry, or of the entry with a number in a chain."""
    seq, chain = (entry.seq, entry.chain) if isinstance(entry, Entry) else (entry, chain)
    return f"{chain}|{seq}"


def key_of_setting(kind: str, name: str) -> str:
    """The key of a setting; no kind looks like the id of a chain."""
    return f"{kind}|{name}"


def record(connection: Connection, key: str) -> Record:
    """The record under a key; a null value where the store has nothing under it any more."""
    first, _, rest = key.partition("|")
    if rest.isdecimal():
        row = connection.execute(select(*COLUMNS).where(ENTRIES.c.seq == int(rest))).one_or_none()
        if row is not None and row.chain == first:
            entry = Entry(**row._asdict())
            kind = f"recruiting.decision.{entry.act}"
            return _told(key, kind, f"{entry.chain}-{entry.seq}", entry.at, entry.to_value())
    row = connection.execute(select(SETTINGS).where(SETTINGS.c.kind == first, SETTINGS.c.name == rest)).one_or_none()
    if row is not None:
        value = orjson.dumps({"owner": row.owner, "at": row.at, "value": orjson.Fragment(row.value)})
        return _told(key, "recruiting.setting.changed", f"{key}|{row.at}", row.at, value)
    return Record(DECISIONS.name, key.encode(), None, (), _PARTITION)


def _told(key: str, kind: str, identity: str, at: int, value: bytes) -> Record:
    """A CloudEvent; sent twice, it has the same id and the same bytes."""
    time = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
    headers = (
        ("ce_specversion", "1.0"),
        ("ce_type", kind),
        ("ce_source", SOURCE),
        ("ce_id", identity),
        ("ce_time", time),
        ("content-type", "application/json"),
    )
    told = tuple((name, text.encode()) for name, text in headers)
    return Record(DECISIONS.name, key.encode(), value, told, _PARTITION)
