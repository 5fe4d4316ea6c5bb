"""Skills of the taxonomy that are concepts of ESCO, the European classification of skills and occupations.

`esco.txt` has a line per skill: its name, the concept's identifier and the concept's preferred label in English. It
holds only concepts that mean the skill itself, none that is wider or narrower or only shares its name ("SPARK" of ESCO
is a micro framework for Java). Source: ESCO, European Commission (CC BY 4.0).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("esco.txt")
_COLUMNS = "skill | concept | label"
URI = "http://data.europa.eu/esco/skill/"
"""What stands before the identifier in the URI of a concept."""


class Concept(NamedTuple):
    """A concept: its URI, and its preferred label in English."""

    uri: str
    label: str


@cache
def concepts() -> dict[str, Concept]:
    """The concepts, by the name of the skill.

    Raises
    ------
    ValueError
        If the table has other columns, or a skill twice.
    """
    first, *lines = _FILE.read_text("utf-8").splitlines()
    if first != _COLUMNS:
        raise ValueError(f"a table of concepts begins with {_COLUMNS!r}")
    found: dict[str, Concept] = {}
    for line in lines:
        skill, concept, label = line.split(" | ")
        if found.setdefault(skill, Concept(URI + concept, label)) != (URI + concept, label):
            raise ValueError(f"{skill!r} stands in the table twice")
    return found
