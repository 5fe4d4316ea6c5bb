"""Usual occupations with their code in the Classificação Brasileira de Ocupações (CBO 2002).

`cbo.txt` has a line per occupation: code, official title, and the areas of work that are read from it. Source: CBO
2002, Ministério do Trabalho e Emprego (Portaria 397 of 9 October 2002), the list of occupations without synonyms.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from model.text.short_text import words_of
from model.text.words import stem

_FILE = Path(__file__).with_name("cbo.txt")
_COLUMNS = "code | title | areas"


class Occupation(NamedTuple):
    """An occupation: its code, its title, and names of areas of `model.levels.work_areas`."""

    code: str
    title: str
    areas: tuple[str, ...]


@cache
def occupations() -> tuple[Occupation, ...]:
    """The occupations by code; raises ValueError for a table of other columns."""
    first, *lines = _FILE.read_text("utf-8").splitlines()
    if first != _COLUMNS:
        raise ValueError(f"a table of occupations begins with {_COLUMNS!r}")
    split = [line.split(" | ") for line in lines]
    return tuple(Occupation(code, title, tuple(areas.split(" ; "))) for code, title, areas in split)


def code_of(title: str) -> str | None:
    """Code of the occupation with exactly this title, in either gender and number; None for any other title.

    Examples
    --------
    >>> code_of("Programadora de Sistemas de Informação"), code_of("Programador Java")
    ('3171-10', None)
    """
    return _codes().get(_key(title))


def _key(title: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_of(title))


@cache
def _codes() -> dict[tuple[str, ...], str]:
    return {_key(occupation.title): occupation.code for occupation in occupations()}
