"""The filters of a search: which rows each lets through, and how many rows each of its values would leave."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gateway.search.columns import Columns
from gateway.search.entries import STATES
from gateway.search.spellings import Spellings
from model.features import layout as at
from model.levels.levels import ACADEMIC, AREAS, LANGUAGE, SENIORITY, area_bits

Counts = list[tuple[str, int]]
"""Each value that some row has, with the number of rows."""


class Facet(Protocol):
    """A filter; `wanted` are the values of a search, of which any suffices."""

    def holding(self, columns: Columns, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which rows have any of the values."""

    def counts(self, columns: Columns, rows: NDArray[np.bool_]) -> Counts:
        """Of these rows, how many have each value."""


@dataclass(frozen=True, slots=True)
class Area:
    """Areas of work, of which an entity may have several."""

    def holding(self, columns: Columns, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which rows have any of the areas."""
        bits = sum(1 << bit for bit, (name, _, _) in enumerate(AREAS) if name in wanted)
        found: NDArray[np.bool_] = columns.areas & np.uint64(bits) != 0
        return found

    def counts(self, columns: Columns, rows: NDArray[np.bool_]) -> Counts:
        """How many have each area, in the order of the table."""
        told = area_bits(columns.areas[rows]).sum(0).tolist()
        return [(name, count) for (name, _, _), count in zip(AREAS, told, strict=True) if count]


@dataclass(frozen=True, slots=True)
class Level:
    """A level, or at least a level.

    Attributes
    ----------
    place : int
        Of the level in the columns.
    names : tuple of str
        Of the levels; the first is "no data".
    or_more : bool
        Whether higher levels have it too.
    """

    place: int
    names: tuple[str, ...]
    or_more: bool = False

    def holding(self, columns: Columns, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which rows have any of the levels."""
        told, numbers = columns.levels[:, self.place], [self.names.index(name) for name in wanted]
        return told >= min(numbers) if self.or_more else np.isin(told, numbers)

    def counts(self, columns: Columns, rows: NDArray[np.bool_]) -> Counts:
        """How many have each level, from the lowest on."""
        told = np.bincount(columns.levels[rows, self.place], minlength=len(self.names))
        if self.or_more:
            told = told[::-1].cumsum()[::-1]
        return [(name, count) for name, count in zip(self.names, told.tolist(), strict=True) if name and count]


@dataclass(frozen=True, slots=True)
class Place:
    """Cities or states, however they are spelt.

    Attributes
    ----------
    place : int
        Of the number in the columns.
    spellings : callable
        From the columns to the texts of the numbers.
    """

    place: int
    spellings: Callable[[Columns], Spellings]

    def holding(self, columns: Columns, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which rows have any of the places."""
        return self.spellings(columns).holding(columns.places[:, self.place], wanted)

    def counts(self, columns: Columns, rows: NDArray[np.bool_]) -> Counts:
        """How many have each place, the most frequent first."""
        return self.spellings(columns).counts(columns.places[rows, self.place])


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a job is open, as its status is understood."""

    def holding(self, columns: Columns, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which rows have any of the states."""
        return np.isin(columns.status, [number for number, state in enumerate(STATES) if state.value in wanted])

    def counts(self, columns: Columns, rows: NDArray[np.bool_]) -> Counts:
        """How many have each state."""
        told = np.bincount(columns.status[rows], minlength=len(STATES)).tolist()
        return [(state.value, count) for state, count in zip(STATES, told, strict=True) if count]


_AREA, _SENIORITY = Area(), Level(at.SENIORITY, SENIORITY)
OF_JOBS: dict[str, Facet] = {
    "area": _AREA,
    "seniority": _SENIORITY,
    "state": Place(0, lambda columns: columns.states),
    "city": Place(1, lambda columns: columns.cities),
    "status": Status(),
}
OF_APPLICANTS: dict[str, Facet] = {
    "area": _AREA,
    "seniority": _SENIORITY,
    "english": Level(at.ENGLISH, LANGUAGE, or_more=True),
    "spanish": Level(at.SPANISH, LANGUAGE, or_more=True),
    "academic": Level(at.ACADEMIC, ACADEMIC, or_more=True),
}
