"""Numbers in the order of ids, with room between two of them: an id that comes changes no other's number."""

from __future__ import annotations

from array import array

import numpy as np

from stream_processor.join.ranking import Slots

_MOST = (1 << 31) - 1
"""Numbers are below this."""


class Ranks:
    """The numbers of a side's slots; all are given anew where there is no room left."""

    def __init__(self) -> None:
        self._of: Slots | None = None
        self._spacing = 1

    def of(self, order: array[int], size: int) -> Slots:
        """By slot below `size`, its number; `order` are the slots in the order of their ids."""
        if self._of is None:
            self._spacing = _MOST // (2 * len(order) + 2)
            self._of = np.zeros(size, np.int32)
            self._of[np.frombuffer(order, np.int32)] = _MOST // 4 + self._spacing * np.arange(len(order))
        return self._of

    def insert(self, order: array[int], place: int, size: int) -> None:
        """Give the id that was inserted at a place of the order a number between its neighbours'."""
        if self._of is None:
            return
        if size > self._of.size:
            self._of = np.pad(self._of, (0, size - self._of.size))
        last = len(order) - 1
        before = int(self._of[order[place - 1]]) if place else -1
        after = int(self._of[order[place + 1]]) if place < last else _MOST
        number = (before + after) // 2
        if place == last:
            number = min(number, before + self._spacing)
        elif not place:
            number = max(number, after - self._spacing)
        if before < number < after:
            self._of[order[place]] = number
        else:
            self._of = None
