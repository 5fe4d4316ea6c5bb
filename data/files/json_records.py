"""Reads a file that holds one JSON object of records; the error for a damaged file names the record to blame.

A file is read whole or not at all. Duplicate keys, which JSON parsers drop silently, are refused at every depth: nobody
could know which of the two values is true.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

from data.errors import MatchstreamError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLANKS = re.compile(r"[ \t\r\n]*")
_PLAIN_KEY = re.compile(r"[\w.:-]{1,64}")


class UnreadableData(MatchstreamError, ValueError):
    """A file cannot be trusted: names the file, the record, what is wrong and what to do.

    Parameters
    ----------
    file : Path
        The file.
    problem : str
        What was found; never a value of the record, which may be personal.
    record : str or None, default=None
        Where in the file: a record and possibly a field.
    remedy : str, default="Correct the record or take it out, then read again."
        What to do.
    """

    def __init__(
        self,
        file: Path,
        problem: str,
        record: str | None = None,
        remedy: str = "Correct the record or take it out, then read again.",
    ) -> None:
        self.file = file
        self.record = record
        where = str(file) if record is None else f"{file}, {record}"
        super().__init__(f"{where}: {problem}. {remedy}")


class _RefusedError(ValueError):
    """The text is JSON, or nearly, but can't be trusted."""


def record_name(number: int, key: str) -> str:
    """Name a record by its place and, where the key looks like an id, by its key."""
    return f"record {number} ({key})" if _PLAIN_KEY.fullmatch(key) else f"record {number}"


def read_records(file: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield the records of a file, in its order.

    Parameters
    ----------
    file : Path
        One JSON object in UTF-8; compressed by gzip if the name ends in ``.gz``.

    Yields
    ------
    name : str
        The record's name for error messages.
    key : str
        Its key.
    value : Any
        Its value.

    Raises
    ------
    UnreadableData
        At the first damage.
    """
    text, damage = _text(file)
    last = "the beginning"
    try:
        for number, key, value in _records(text):
            last = record_name(number, key)
            yield last, key, value
    except json.JSONDecodeError as error:
        problem = damage or f"no valid JSON at line {error.lineno}, column {error.colno}: {error.msg}"
    except RecursionError:
        problem = "objects nested too deeply"
    except ValueError as error:
        problem = str(error) if isinstance(error, _RefusedError) else "a number too long to read"
    else:
        if damage is None:
            return
        problem = damage
    remedy = "Fetch or write the file again." if damage else "Correct the file, then read again."
    raise UnreadableData(file, problem, f"after {last}", remedy)


def _text(file: Path) -> tuple[str, str | None]:
    """The text up to the first damage, and what the damage is; None where there is none."""
    parts: list[bytes] = []
    damage = None
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as source:
            while part := source.read1(1 << 18):  # not read(): the part before the damage is kept, to name the record
                parts.append(part)
    except EOFError:
        damage = "the compressed file ends too early"
    except (zlib.error, gzip.BadGzipFile):
        damage = "the compressed data is damaged, or not gzip"
    except OSError as error:
        raise UnreadableData(
            file,
            f"cannot be read ({error.strerror or type(error).__name__})",
            remedy="Check the path and its permissions.",
        ) from None
    raw = b"".join(parts)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = raw[: error.start].decode("utf-8-sig")
        damage = damage or f"byte {error.start} is not UTF-8"
    if damage is None and not text.strip():
        raise UnreadableData(file, "is empty", remedy="Fetch or write the file again.")
    return text, damage


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("an object holds the same key twice")
    return found


def _constant(name: str) -> Any:
    raise _RefusedError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_constant)


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _after(text: str, at: int, character: str) -> int:
    """Step over a character that must stand here, and the blanks around it."""
    at = _after_blanks(text, at)
    if text[at : at + 1] != character:
        raise json.JSONDecodeError(f"expecting {character!r}", text, at)
    return _after_blanks(text, at + 1)


def _records(text: str) -> Iterator[tuple[int, str, Any]]:
    """Yield number, key and value of the outermost object, one after the other."""
    at = _after_blanks(text, 0)
    if text[at : at + 1] == "[":
        raise _RefusedError("a list stands where an object of records is expected")
    at = _after(text, at, "{")
    seen: set[str] = set()
    while text[at : at + 1] != "}":
        if seen:
            at = _after(text, at, ",")
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("expecting a key in double quotes", text, at)
        key, at = _DECODER.raw_decode(text, at)
        name = record_name(len(seen) + 1, key)
        if key in seen:
            raise _RefusedError(f"{name} has the key of an earlier record")
        seen.add(key)
        try:
            value, at = _DECODER.raw_decode(text, _after(text, at, ":"))
        except _RefusedError as error:
            raise _RefusedError(f"{name}: {error}") from None
        yield len(seen), key, value
        at = _after_blanks(text, at)
    at = _after_blanks(text, at + 1)
    if at != len(text):
        raise json.JSONDecodeError("more text after the end of the object", text, at)
