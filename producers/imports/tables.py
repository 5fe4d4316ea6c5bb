"""Rows of a table as items, by a mapping file."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from data.contract.entities import Stage, fold
from data.contract.events import STAGES, EventType
from data.files.days import moment
from producers.connectors.html_text import text_of
from producers.documents import reading
from producers.documents.outcome import Doubt, NotRead
from producers.imports.items import Item
from producers.imports.mapping import Column, Kind, Mapping
from producers.imports.rows import Row, Rows

READERS = 2
"""Documents that are read at a time, each by a process of its own."""

_OF_STAGE = {stage: kind for kind, stage in STAGES.items()}
_TYPES = {Kind.APPLICANT: EventType.APPLICANT_UPSERTED, Kind.JOB: EventType.JOB_UPSERTED}


def items(rows: Rows, mapping: Mapping, folder: Path) -> Iterator[Item]:
    """Read the rows of a table.

    Parameters
    ----------
    rows : Rows
    mapping : Mapping
    folder : Path
        Where documents that rows name are looked for, and nowhere else.
    """
    reader = _Reader(mapping, folder)
    if not any(column.document for column in mapping.fields.values()):
        yield from map(reader.read, rows.rows)
        return
    with ThreadPoolExecutor(READERS) as pool:
        yield from pool.map(reader.read, rows.rows)


@dataclass
class _Found:
    """What was read of one row."""

    fields: dict[str, Any] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    doubts: tuple[Doubt, ...] = ()


class _Reader:
    """Reads rows by a mapping."""

    def __init__(self, mapping: Mapping, folder: Path) -> None:
        self._mapping = mapping
        self._folder = folder
        self._tables = {
            name: {fold(key): value for key, value in column.values.items()}
            for name, column in [*mapping.fields.items(), ("stage", mapping.stage)]
            if column and column.values
        }

    def read(self, row: Row) -> Item:
        kind = self._mapping.kind
        if row.problem:
            return Item(row.place, _TYPES.get(kind, EventType.APPLICATION_APPLIED), problem=row.problem)
        found = _Found()
        for name, column in self._mapping.fields.items():
            self._fill(found, name, column, row)
        time, problem = self._time(row)
        return Item(
            row.place,
            _TYPES.get(kind) or self._stage(found, row),
            found.fields,
            time=time,
            unread=tuple(found.unread),
            problem=problem,
            remarks=tuple(found.remarks),
            doubts=found.doubts,
        )

    def _fill(self, found: _Found, name: str, column: Column, row: Row) -> None:
        told = [row.values(one) for one in column.columns]
        if column.first:
            told = [next(filter(None, told), [])]
        said = [item for one in told for item in one if item is not None and item != ""]
        plain = [item for item in said if isinstance(item, str | int | float)]
        if len(plain) < len(said):
            found.unread.append(name)
        if column.document:
            self._document(found, name, [str(item) for item in plain])
        elif name in self._tables:
            known = [self._tables[name].get(fold(str(item))) for item in plain]
            if None in known:
                found.unread.append(name)
            found.fields[name] = column.join.join(filter(None, known)) or None
        elif len(plain) == 1 and not isinstance(plain[0], str):
            found.fields[name] = plain[0]
        else:
            texts = [text_of(str(item)) if column.html else str(item) for item in plain]
            found.fields[name] = column.join.join(filter(None, texts)) or None

    def _document(self, found: _Found, name: str, files: list[str]) -> None:
        texts = []
        for one in files:
            try:
                its = reading.read(self._within(one).read_bytes())
            except (OSError, ValueError) as error:
                found.unread.append(name)
                found.remarks.append(f"{name}: {error if isinstance(error, NotRead) else 'no such file'}")
                continue
            texts.append(its.text)
            found.doubts += its.doubts
        found.fields[name] = "\n\n".join(texts) or None

    def _within(self, name: str) -> Path:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise FileNotFoundError
        return path

    def _time(self, row: Row) -> tuple[datetime | None, str | None]:
        its = self._mapping.time
        told = row.values(its.column) if its else []
        if its is None or not told:
            return None, None
        read = moment(str(told[0]), its.order, self._mapping.offset)
        return read, None if read else "its time is no date that can be read"

    def _stage(self, found: _Found, row: Row) -> EventType:
        if self._mapping.stage is None:
            return EventType.APPLICATION_APPLIED
        told = [item for one in self._mapping.stage.columns for item in row.values(one)]
        stage = self._tables["stage"].get(fold(str(told[0]))) if told else Stage.APPLIED
        if stage is None:
            found.unread.append("stage")
        return _OF_STAGE[Stage(stage or Stage.APPLIED)]
