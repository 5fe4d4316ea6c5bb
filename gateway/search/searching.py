"""One search over the columns of one kind: what is asked for, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gateway.search.columns import Columns
from gateway.search.entries import Certificates
from gateway.search.facets import Counts, Facet
from gateway.search.wanted import Wanted
from model.text.bit_words import SKILL_WORDS

Sort = Literal["newest", "title"]
_WORD = (1 << 64) - 1
_LETTERS = 7
"""Bytes of a title that fit a number."""
_LAST = 1 << 62


@dataclass(frozen=True, slots=True)
class Query:
    """A search: everything that is given must hold.

    Attributes
    ----------
    id : str or None
        Finds this entity too, if its id is the searching text.
    wanted : tuple of Wanted
    filters : mapping of str to tuple of str
        Of facets, the values of which any suffices.
    """

    id: str | None = None
    wanted: tuple[Wanted, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "newest"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One entity that was found.

    Attributes
    ----------
    shown : str
        The row of lists, as JSON.
    skills, areas : int
        As bit sets.
    levels : tuple of int
    city, state : str or None
        As they were written.
    certificates : tuple of frozenset of str, or None
        As of an `Entry`.
    """

    id: str
    revision: int
    shown: str
    skills: int
    areas: int
    levels: tuple[int, ...]
    city: str | None = None
    state: str | None = None
    certificates: Certificates = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found.

    Attributes
    ----------
    facets : dict of str to list of (str, int)
        Of each filter, how many would be found with each of its values, all other filters in place.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, Counts]


def search(columns: Columns, facets: Mapping[str, Facet], query: Query) -> Found:
    """Search the columns.

    Parameters
    ----------
    columns : Columns
    facets : mapping of str to Facet
        All filters of this kind.
    query : Query
    """
    text = columns.used & _text(columns, query)
    passed = {name: facets[name].holding(columns, values) for name, values in query.filters.items() if values}
    rows = np.logical_and.reduce([text, *passed.values()])
    counts = {}
    for name, facet in facets.items():
        others = [mask for other, mask in passed.items() if other != name]
        counts[name] = facet.counts(columns, np.logical_and.reduce([text, *others]) if name in passed else rows)
    places = np.flatnonzero(rows)
    return Found([hit_of(columns, row) for row in _page(columns, places, query)], len(places), counts)


def _text(columns: Columns, query: Query) -> NDArray[np.bool_]:
    """Which rows hold all that the texts ask for, or have the id."""
    size = len(columns.used)
    found = np.ones(size, np.bool_)
    for asked in query.wanted:
        all_of = _bits(asked.skills)
        found &= (columns.skills & all_of == all_of).all(1)
        for group in asked.any_of:
            found &= (columns.skills & _bits(group) != 0).any(1)
        for word in asked.words:
            found &= columns.words.holding(word, size)
    row = columns.row(query.id) if query.id else None
    if row is not None:
        found[row] = True
    return found


def _page(columns: Columns, rows: NDArray[np.intp], query: Query) -> list[int]:
    """The rows of the page, in order; ties by id.

    Only as many rows as may stand before the page's end are sorted by more than a number.
    """
    end = query.offset + query.limit
    by_title = query.sort == "title"
    keys = _letters(columns, rows) if by_title else -columns.revisions[rows]
    if end < len(rows):
        rows = rows[keys <= np.partition(keys, end - 1)[end - 1]]

    def key(row: int) -> tuple[object, ...]:
        title = columns.titles[row]
        return (not title, title, columns.ids[row]) if by_title else (-int(columns.revisions[row]), columns.ids[row])

    return sorted(rows.tolist(), key=key)[query.offset : end]


def _letters(columns: Columns, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """The first letters of titles as numbers, in the order of the titles; blank titles last."""
    titles = (columns.titles[row].encode()[:_LETTERS].ljust(_LETTERS, b"\0") for row in rows.tolist())
    return np.array([int.from_bytes(title) if title.strip(b"\0") else _LAST for title in titles], np.int64)


def _bits(skills: int) -> NDArray[np.uint64]:
    return np.array([skills >> 64 * word & _WORD for word in range(SKILL_WORDS)], np.uint64)


def hit_of(columns: Columns, row: int) -> Hit:
    """What the columns hold of a row."""
    state, city = columns.places[row].tolist()
    return Hit(
        columns.ids[row],
        int(columns.revisions[row]),
        columns.shown[row],
        sum(word << 64 * place for place, word in enumerate(columns.skills[row].tolist())),
        int(columns.areas[row]),
        tuple(columns.levels[row].tolist()),
        columns.cities.text(city),
        columns.states.text(state),
        columns.certificates.get(row),
    )
