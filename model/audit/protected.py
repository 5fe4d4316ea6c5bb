"""Protected attributes of people, from a file of their own that nothing but the audit reads."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.errors import ExitCode, MatchstreamError

ID = "applicant_id"
MOST_ATTRIBUTES = 6
MOST_VALUES = 12


class ProtectedRefused(MatchstreamError):
    """The file of protected attributes can't be used; the text says why, and names nobody."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Protected:
    """What people themselves said, or the employer knows, and no feature may.

    Attributes
    ----------
    attributes : mapping of str to mapping of str to str
        By name, the value of each applicant's id; who said nothing is missing.
    """

    attributes: Mapping[str, Mapping[str, str]]

    def people(self) -> set[str]:
        """Everybody who said anything."""
        return {person for values in self.attributes.values() for person in values}


def read_protected(file: Path, data: Path) -> Protected:
    """Read a CSV file with a column `applicant_id` and one column for each attribute.

    Values that differ only in case or in spaces around them are one, shown in the spelling that comes most often. A
    blank is "unknown".

    Parameters
    ----------
    file : Path
        UTF-8, with commas or semicolons.
    data : Path
        The folder that is audited. The file must stand elsewhere: such folders are replayed into the stream.

    Raises
    ------
    ProtectedRefused
        If the file stands in `data`, can't be read, or an attribute has fewer than 2 or more than 12 values.
    """
    if file.resolve().is_relative_to(data.resolve()):
        raise ProtectedRefused(f"{file}: stands in {data}, which is replayed into the stream; keep it elsewhere")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProtectedRefused(f"{file}: can't be read as UTF-8 ({type(error).__name__})") from None
    head, *rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text))) or [[]]
    names = [name.strip() for name in head]
    if ID not in names or len(set(names)) < len(names) or not all(names):
        raise ProtectedRefused(f"{file}: the first line must name {ID} and each attribute, once")
    if not 2 <= len(names) <= MOST_ATTRIBUTES + 1:
        raise ProtectedRefused(f"{file}: {len(names) - 1} attributes, 1 to {MOST_ATTRIBUTES} are taken")
    place = names.index(ID)
    found: dict[str, dict[str, str]] = {name: {} for name in names if name != ID}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if not any(field.strip() for field in row):
            continue
        if len(row) != len(names) or not (person := row[place].strip()) or person in seen:
            raise ProtectedRefused(f"{file}: row {number} is too long or short, or its {ID} is blank or not the first")
        seen.add(person)
        for name, value in zip(names, row, strict=True):
            if name != ID and value.strip():
                found[name][person] = value.strip()
    return Protected({name: _spelt_alike(file, name, values) for name, values in found.items()})


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","


def _spelt_alike(file: Path, name: str, values: Mapping[str, str]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for value, _ in sorted(Counter(values.values()).items(), key=lambda one: (-one[1], one[0])):
        shown.setdefault(value.casefold(), value)
    if not 2 <= len(shown) <= MOST_VALUES:
        raise ProtectedRefused(
            f"{file}: {name} has {len(shown)} values, 2 to {MOST_VALUES} can be compared; numbers need bands"
        )
    return {person: shown[value.casefold()] for person, value in values.items()}
