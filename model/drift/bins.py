"""Bins of a trait, fixed once by the reference: whatever comes later falls into one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.drift.traits import ABSENT, UNREAD, Trait

BINS = 10
"""Bins of a number, beside that of absent ones; a value with more than that share of the reference has its own."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bins:
    """The bins of one trait.

    Of a category these are: absent, unread, each code of the reference, and all other codes. Of a number: absent, each
    value of which the reference holds more than a tenth, and intervals between quantiles of the rest, open at both
    ends, of which each holds its upper edge.

    Attributes
    ----------
    is_number : bool
    values : tuple of int
        Codes or values with a bin each, ascending.
    edges : tuple of int
        Of a number, between intervals, ascending.
    """

    is_number: bool
    values: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()

    @classmethod
    def of(cls, trait: Trait, column: ArrayLike) -> Self:
        """The bins that follow from a reference.

        Parameters
        ----------
        trait : Trait
        column : array_like of shape (n,), int
        """
        held, counts = np.unique(np.asarray(column, np.int64), return_counts=True)
        if not trait.is_number:
            return cls(False, tuple(held[held > UNREAD].tolist()))
        is_spike = (held != ABSENT) & (counts * BINS > counts.sum())
        rest = np.repeat(held, np.where(is_spike | (held == ABSENT), 0, counts))
        number = BINS - int(is_spike.sum())
        cuts = np.linspace(0, 1, max(number, 1) + 1)[1:-1]
        edges = np.unique(np.quantile(rest, cuts, method="inverted_cdf")) if rest.size else rest
        # At the greatest value there would be an interval that no row of the reference can be in.
        return cls(True, tuple(held[is_spike].tolist()), tuple(edges[edges < rest.max(initial=0)].tolist()))

    def places(self, column: ArrayLike) -> Counts:
        """The bin of each value: ndarray of shape (n,), int64."""
        column = np.asarray(column, np.int64)
        if self.is_number:
            found = 1 + len(self.values) + np.searchsorted(self.edges, column, side="left")
            first = 1
        else:
            found = np.where(column == UNREAD, 1, self.size - 1)
            first = 2
        if self.values:
            place = np.minimum(np.searchsorted(self.values, column), len(self.values) - 1)
            found = np.where(np.asarray(self.values)[place] == column, first + place, found)
        return np.asarray(np.where(column == ABSENT, 0, found), np.int64)

    def count(self, column: ArrayLike) -> Counts:
        """How many values are in each bin: ndarray of shape (size,), int64."""
        return np.bincount(self.places(column), minlength=self.size)

    @property
    def size(self) -> int:
        """Number of bins."""
        return 1 + len(self.values) + (len(self.edges) + 1 if self.is_number else 2)

    def names(self, trait: Trait) -> list[str]:
        """What each bin holds, for a report."""
        if not self.is_number:
            unread = "not understood" if trait.reads else "says none"
            return ["absent", unread, *(trait.names[code] for code in self.values), "any other"]
        ends = [f"to {edge}" for edge in self.edges] + [f"over {self.edges[-1]}" if self.edges else "any other"]
        return ["absent", *(f"exactly {value}" for value in self.values), *ends]

    def to_json(self) -> dict[str, Any]:
        """As JSON."""
        return {"number": self.is_number, "values": list(self.values), "edges": list(self.edges)}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """Read from JSON; raises `KeyError`, `TypeError` or `ValueError` where it is none of these."""
        values, edges = (tuple(int(value) for value in told[name]) for name in ("values", "edges"))
        if any(list(some) != sorted(set(some)) for some in (values, edges)):
            raise ValueError("bins are out of order")
        return cls(bool(told["number"]), values, edges)
