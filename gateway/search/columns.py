"""Entries of one kind as columns: a row each, replaced in place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.search.entries import Certificates, Entry
from gateway.search.spellings import Spellings
from gateway.search.words import WordColumn
from model.features.layout import LEVELS
from model.text.bit_words import SKILL_WORDS

_FIRST = 64
_WORD = (1 << 64) - 1


class Columns:
    """All entries of one kind.

    Attributes
    ----------
    ids, titles, shown : list of str
        By row; a row that nobody has holds an empty id.
    used : ndarray of shape (n,), bool
        Which rows somebody has.
    revisions : ndarray of shape (n,), int64
    skills : ndarray of shape (n, SKILL_WORDS), uint64
    areas : ndarray of shape (n,), uint64
    levels : ndarray of shape (n, LEVELS), int8
    places : ndarray of shape (n, 2), int32
        Numbers of `states` and `cities`.
    status : ndarray of shape (n,), int8
    certificates : dict of int to tuple of frozenset of str
        Of the rows of which something is said of certificates.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.titles: list[str] = []
        self.shown: list[str] = []
        self.words = WordColumn()
        self.states, self.cities = Spellings(), Spellings()
        self._row: dict[str, int] = {}
        self._free: list[int] = []
        self.used = np.zeros(_FIRST, np.bool_)
        self.revisions = np.zeros(_FIRST, np.int64)
        self.skills = np.zeros((_FIRST, SKILL_WORDS), np.uint64)
        self.areas = np.zeros(_FIRST, np.uint64)
        self.levels = np.zeros((_FIRST, LEVELS), np.int8)
        self.places = np.zeros((_FIRST, 2), np.int32)
        self.status = np.zeros(_FIRST, np.int8)
        self.certificates: dict[int, Certificates] = {}

    def __len__(self) -> int:
        """Number of entries."""
        return len(self._row)

    def row(self, name: str) -> int | None:
        """The row of an id."""
        return self._row.get(name)

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of its id."""
        row = self._row.get(entry.id)
        if row is None:
            row = self._row[entry.id] = self._free.pop() if self._free else self._appended()
        else:
            self._leave(row)
        self.ids[row], self.titles[row], self.shown[row] = entry.id, entry.title, entry.shown
        self.words.put(row, entry.words)
        self.used[row], self.revisions[row] = True, entry.revision
        self.skills[row] = [entry.skills >> 64 * word & _WORD for word in range(SKILL_WORDS)]
        self.areas[row], self.levels[row], self.status[row] = entry.areas, entry.levels, entry.status
        self.places[row] = self.states.take(entry.state), self.cities.take(entry.city)
        if entry.certificates is not None:
            self.certificates[row] = entry.certificates

    def remove(self, name: str) -> None:
        """Forget an entry and everything of it."""
        row = self._row.pop(name, None)
        if row is None:
            return
        self._leave(row)
        self.words.remove(row)
        self.ids[row] = self.titles[row] = ""
        self.shown[row] = "{}"
        for column in (self.used, self.revisions, self.skills, self.areas, self.levels, self.status):
            column[row] = 0
        self._free.append(row)

    def _leave(self, row: int) -> None:
        """Let go of the places and certificates that a row held."""
        self.certificates.pop(row, None)
        state, city = self.places[row].tolist()
        self.states.drop(state)
        self.cities.drop(city)
        self.places[row] = 0

    def _appended(self) -> int:
        row = len(self.ids)
        if row == len(self.used):
            for name in ("used", "revisions", "skills", "areas", "levels", "places", "status"):
                column: NDArray[np.generic] = getattr(self, name)
                setattr(self, name, np.concatenate([column, np.zeros_like(column)]))
        self.ids.append("")
        self.titles.append("")
        self.shown.append("{}")
        return row
