"""The items of a file or a folder, of each kind that can be brought in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from data.contract.events import EventType
from producers.documents import reading
from producers.documents.outcome import NotRead
from producers.imports import job_posting, json_resume, rows, tables
from producers.imports import mapping as mappings
from producers.imports.items import Item, UnreadableFile

_PAGES = frozenset({".html", ".htm"})


class Source(StrEnum):
    """What can be brought in."""

    TABLE = "table"
    JSON_RESUME = "json-resume"
    JOB_POSTING = "job-posting"
    CV = "cv"


@dataclass
class Files:
    """The items of some files."""

    items: Iterator[Item]
    notes: list[str] = field(default_factory=list)
    """For people: what was found out about them."""


def items_of(kind: Source, path: Path, mapping: Path | None, now: datetime) -> Files:
    """Read a file, or all files of a folder.

    Parameters
    ----------
    kind : Source
    path : Path
        Of a table one file.
    mapping : Path or None
        The mapping file, which a table needs.
    now : datetime

    Raises
    ------
    UnreadableFile, MappingUnfit
    """
    if kind is Source.TABLE:
        if mapping is None:
            raise UnreadableFile("a table needs a mapping file: --mapping FILE")
        told = mappings.read(mapping)
        found = rows.read(path, told)
        return Files(_changed(path, tables.items(found, told, path.parent), now), found.notes)
    files = _files(path)
    if kind is Source.CV:
        return Files(_cvs(files, now))
    reader = _resume if kind is Source.JSON_RESUME else _postings_of(now)
    return Files(_placed(files, reader, now))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
        if not found:
            raise UnreadableFile(f"{path} holds no files")
        return found
    if not path.exists():
        raise UnreadableFile(f"{path} is not there; check the path")
    return [path]


def _changed(file: Path, items: Iterable[Item], now: datetime) -> Iterator[Item]:
    """Items with the time of their file's last change; a file of tomorrow is of now."""
    changed = min(datetime.fromtimestamp(file.stat().st_mtime, UTC), now)
    for item in items:
        yield replace(item, changed=changed)


def _placed(files: list[Path], read: Callable[[Path], Iterator[Item]], now: datetime) -> Iterator[Item]:
    """The items of each file, with its number: a file's name may be a person's."""
    for number, file in enumerate(files, start=1):
        for item in _changed(file, read(file), now):
            yield replace(item, place=f"file {number}, {item.place}")


def _json(file: Path) -> Any:
    return orjson.loads(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))


def _resume(file: Path) -> Iterator[Item]:
    try:
        document = _json(file)
    except (orjson.JSONDecodeError, OSError):
        return iter([Item("resume", EventType.APPLICANT_UPSERTED, problem="this is no JSON that can be read")])
    return json_resume.items(document, file.stem)


def _postings_of(now: datetime) -> Callable[[Path], Iterator[Item]]:
    def read(file: Path) -> Iterator[Item]:
        try:
            page = file.suffix.lower() in _PAGES
            document = job_posting.of_page(file.read_text("utf-8", "replace")) if page else _json(file)
        except (orjson.JSONDecodeError, OSError):
            return iter([Item("posting", EventType.JOB_UPSERTED, problem="this is no JSON that can be read")])
        return job_posting.items(document, file.stem, now)

    return read


def _cvs(files: list[Path], now: datetime) -> Iterator[Item]:
    with ThreadPoolExecutor(tables.READERS) as pool:
        for file, item in zip(files, pool.map(_cv, range(1, len(files) + 1), files), strict=True):
            yield from _changed(file, [item], now)


def _cv(number: int, file: Path) -> Item:
    place, kind = f"file {number}", EventType.APPLICANT_UPSERTED
    try:
        found = reading.read(file.read_bytes())
    except OSError as error:
        return Item(place, kind, problem=f"it cannot be opened ({error.strerror})")
    except NotRead as error:
        return Item(place, kind, problem=str(error))
    return Item(place, kind, {"id": file.stem, "cv": found.text}, doubts=found.doubts)
