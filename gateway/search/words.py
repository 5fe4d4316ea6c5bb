"""A column of words: each row holds some, and the rows that hold a word are found by one look at all of them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from gateway.search.numbering import Numbering

PREFIX = 3
"""Letters from which on the beginning of a word finds it, for a word that is still being typed."""
_FIRST = 1 << 10


class WordColumn:
    """Words by row, as numbers in one array.

    A row's words lie side by side. What a row held before stays as a hole, until half of the array is holes.
    """

    def __init__(self) -> None:
        self._numbers = Numbering()
        self._held = np.zeros(_FIRST, np.int32)
        self._owner = np.zeros(_FIRST, np.int32)
        self._spans = np.zeros((_FIRST, 2), np.int32)
        self._used = self._holes = 0

    def put(self, row: int, words: Collection[str]) -> None:
        """Let a row hold these words, and no others."""
        self.remove(row)
        if not words:
            return
        start, end = self._used, self._used + len(words)
        if end > len(self._held):
            self._held, self._owner = (np.resize(column, 2 * end) for column in (self._held, self._owner))
        self._held[start:end] = [self._numbers.take(word) for word in words]
        self._owner[start:end] = row
        if row >= len(self._spans):
            self._spans = np.concatenate([self._spans, np.zeros((row + 1, 2), np.int32)])
        self._spans[row], self._used = (start, end), end

    def remove(self, row: int) -> None:
        """Let a row hold nothing."""
        if row >= len(self._spans):
            return
        start, end = self._spans[row].tolist()
        self._spans[row] = 0
        for number in self._held[start:end].tolist():
            self._numbers.drop(number)
        self._held[start:end] = 0
        self._holes += end - start
        if self._holes > _FIRST and 2 * self._holes > self._used:
            self._close_up()

    def holding(self, word: str, rows: int) -> NDArray[np.bool_]:
        """Which of so many rows hold a word, or one that begins with it if it has `PREFIX` letters or more."""
        if len(word) >= PREFIX:
            numbers = [number for held, number in self._numbers if held.startswith(word)]
        else:
            numbers = [number for number in (self._numbers.get(word),) if number]
        found = np.zeros(rows, np.bool_)
        held, owner = self._held[: self._used], self._owner[: self._used]
        if len(numbers) == 1:
            found[owner[held == numbers[0]]] = True
        elif numbers:
            wanted = np.zeros(len(self._numbers), np.bool_)
            wanted[numbers] = True
            found[owner[wanted[held]]] = True
        return found

    def _close_up(self) -> None:
        """Move all words together."""
        kept = np.flatnonzero(self._held[: self._used])
        self._used, self._holes = len(kept), 0
        self._held[: self._used], self._owner[: self._used] = self._held[kept], self._owner[kept]
        owners = self._owner[: self._used]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        self._spans[:] = 0
        self._spans[owners[starts]] = np.stack([starts, np.append(starts[1:], self._used)], axis=1)
