"""A column of short texts, of which those that differ in case or accents alone are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import fold
from gateway.search.numbering import Numbering


class Spellings:
    """Numbers of texts as they are written; 0 is "no data"."""

    def __init__(self) -> None:
        self._numbers = Numbering()

    def take(self, text: str | None) -> int:
        """The number of a text that one more row holds."""
        return self._numbers.take(text) if text else 0

    def text(self, number: int) -> str | None:
        """The text of a number; None of 0."""
        return self._numbers.text(number) if number else None

    def drop(self, number: int) -> None:
        """Note that one row less holds a number."""
        if number:
            self._numbers.drop(number)

    def holding(self, column: NDArray[np.int32], wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows hold any of the texts, however they are spelt."""
        folded = {fold(text) for text in wanted}
        return np.isin(column, [number for text, number in self._numbers if fold(text) in folded])

    def counts(self, column: NDArray[np.int32]) -> list[tuple[str, int]]:
        """How many rows hold each text, in its most frequent spelling; the most frequent text first."""
        spelt: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, count in enumerate(np.bincount(column).tolist()):
            if number and count:
                text = self._numbers.text(number)
                spelt[fold(text)].append((-count, text))
        found = [(sum(count for count, _ in ways), min(ways)[1]) for ways in spelt.values()]
        return [(text, -count) for count, text in sorted(found)]
