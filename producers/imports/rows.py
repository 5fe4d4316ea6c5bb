"""The rows of a CSV or JSON file as people's programs write them, numbered as they show them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Values
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from data.contract.entities import MAX_TEXT, fold
from producers.connectors.paths import values
from producers.imports.items import UnreadableFile
from producers.imports.mapping import Mapping

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ";,\t|"
_LINES = frozenset({".jsonl", ".ndjson"})


class Row(NamedTuple):
    """A row: its place for people, and a reader of its values by a column's name; or why it can't be read."""

    place: str
    values: Callable[[str], list[Any]]
    problem: str | None = None


@dataclass
class Rows:
    """The rows of a file, and what was found out about it."""

    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)
    """For people: encoding, separator, columns that no field takes."""


def read(file: Path, mapping: Mapping) -> Rows:
    """Read a file: JSON or lines of JSON by its name, else CSV.

    Raises
    ------
    UnreadableFile
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read ({error.strerror}); check the path") from None
    if file.suffix.lower() in _LINES:
        return Rows(_of_lines(content))
    return _of_json(file, content, mapping) if file.suffix.lower() == ".json" else _of_csv(file, content, mapping)


def _nothing(_column: str) -> list[Any]:
    return []


def _of_lines(content: bytes) -> Iterator[Row]:
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _of_object(f"line {number}", orjson.loads(line))
        except orjson.JSONDecodeError:
            yield Row(f"line {number}", _nothing, "no valid JSON")


def _of_json(file: Path, content: bytes, mapping: Mapping) -> Rows:
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(f"{file}: no valid JSON at line {error.lineno}, column {error.colno}") from None
    if mapping.rows is not None:
        found = values(document, mapping.rows)
        document = found[0] if found else None
    if not isinstance(document, list):
        where = f"at {mapping.rows}" if mapping.rows else "at its top"
        raise UnreadableFile(
            f'{file} has no list of rows {where}; name its place in the mapping file, such as rows = "Report_Entry"'
        )
    return Rows(_of_object(f"row {number}", one) for number, one in enumerate(document, start=1))


def _of_object(place: str, row: Any) -> Row:
    if not isinstance(row, dict):
        return Row(place, _nothing, "this is no object")

    def of(column: str) -> list[Any]:
        # A name with dots may be a column's own.
        found = [row[column]] if column in row else values(row, column)
        return [item for one in found for item in (one if isinstance(one, list) else [one])]

    return Row(place, of)


def _of_csv(file: Path, content: bytes, mapping: Mapping) -> Rows:
    text, encoding = _decoded(file, content, mapping.encoding)
    # Excel writes its separator into a line of its own, which it does not show.
    stated, _, rest = text.partition("\n")
    separator = mapping.separator
    if stated.strip().lower().startswith("sep=") and len(stated.strip()) == len("sep=") + 1:
        separator, text = separator or stated.strip()[-1], rest
    separators = [separator] if separator else list(_SEPARATORS)
    headers = {one: _header(text, one) for one in separators}
    wanted = {fold(name): name for name in mapping.columns}
    best = max(separators, key=lambda one: len(wanted.keys() & set(headers[one])))
    header = headers[best]
    if missing := [name for folded, name in wanted.items() if folded not in header]:
        raise UnreadableFile(
            f"{file}: its first row has no column {', '.join(missing)} (separator {best!r}, encoding {encoding}); "
            "correct the mapping file, or name another separator or encoding in it"
        )
    if twice := [name for folded, name in wanted.items() if header.count(folded) > 1]:
        raise UnreadableFile(f"{file}: the column {', '.join(twice)} stands there more than once; rename one")
    others = sum(1 for name in header if name and name not in wanted)
    notes = [f"separator {best!r}, encoding {encoding}; {others} columns that no field takes"]
    return Rows(_cells(text, best, header, short=mapping.short_rows), notes)


def _decoded(file: Path, content: bytes, encoding: str | None) -> tuple[str, str]:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    tried = [encoding] if encoding else [marked] if marked else ["utf-8", "cp1252", "latin-1"]
    for name in tried:
        try:
            return content.decode(name).removeprefix("\ufeff"), name
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{file} is not {tried[0]}; name its encoding in the mapping file")


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_TEXT))
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _header(text: str, separator: str) -> list[str]:
    try:
        return [fold(name) for name in next(_reader(text, separator), [])]
    except csv.Error:
        return []


def _cells(text: str, separator: str, header: list[str], *, short: bool) -> Iterator[Row]:
    reader = _reader(text, separator)
    next(reader)
    number = 1
    while True:
        number += 1
        place = f"row {number}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            is_open = "unexpected end of data" in str(error)
            yield Row(place, _nothing, _UNCLOSED if is_open else "a quotation mark stands where none may be")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) == len(header) or (short and len(cells) < len(header)):
            yield Row(place, _values_of(dict(zip(header, cells, strict=False))))
        else:
            yield Row(place, _nothing, f"it has {len(cells)} cells, the first row {len(header)}")


_UNCLOSED = "a quotation mark is opened here and never closed: all that follows was taken for this row"


def _values_of(cells: Values[str, str]) -> Callable[[str], list[Any]]:
    def of(column: str) -> list[Any]:
        cell = cells.get(fold(column), "").strip()
        return [cell] if cell else []

    return of
