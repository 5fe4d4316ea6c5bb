"""The shipped taxonomy `skills.txt`: skills, the names under which people write them, and what each implies.

One line a skill: ``family | name | aliases | implies | short``, lists with ``;`` between. The name is what a person is
shown; folded, it is the skill's key and one of its aliases. Names and aliases are Portuguese and English; in reading
them case, accents, gender and plural don't matter, see `model.text.words`. Who knows a skill knows what it implies: a
framework its language, a product what it is one of, never a rival. Short names are other words as well: they count in a
list of skills, or beside words of programming; those of SAP's modules after SAP. A line without a name stands for what
it implies, or for nothing at all: so that "home office" is no office suite.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("skills.txt")
_COLUMNS = "family | name | aliases | implies | short"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    family, name : str
        Empty in a line that is no skill.
    aliases, implies, short : tuple of str
    """

    family: str
    name: str
    aliases: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


def parse(text: str) -> list[Row]:
    """Read a table; raises ValueError for one of other columns."""
    lines = [line for line in text.splitlines() if line.strip()]
    if lines[:1] != [_COLUMNS]:
        raise ValueError(f"a table of skills begins with {_COLUMNS!r}")
    rows = []
    for line in lines[1:]:
        family, name, *lists = (part.strip() for part in line.split("|"))
        if len(lists) != 3:
            raise ValueError(f"not five columns: {line!r}")
        rows.append(Row(family, name, *(tuple(filter(None, map(str.strip, part.split(";")))) for part in lists)))
    return rows


@cache
def text() -> str:
    """The shipped table as it stands in its file."""
    return _FILE.read_text("utf-8")


def table() -> list[Row]:
    """The rows of the shipped table."""
    return parse(text())
