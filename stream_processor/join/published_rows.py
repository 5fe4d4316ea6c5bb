"""The last published state of lists, kept only for lists that may have changed since.

A list is saved before the first change to its first k members; `publish` drops what was saved. So the memory depends on
the number of changed lists, not on that of all.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from stream_processor.join.building_room import uncounted

Slots = NDArray[np.int32]
Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]

SAME: Final = -1
"""In place of a row number: the list has not changed since it was published."""
NONE: Final = -2
"""In place of a row number: nothing was published of the list."""
HASHES: Final = (256, 256)
"""In how many parts each half of the map of members tells them apart."""
_FIRST = 64
_KEPT = 1024
"""For at most so many rows the room stays once they are published: it is needed again by the next changes."""


class Lists(NamedTuple):
    """The lists of all owners, as arguments of the kernels; see `Ranking`."""

    slots: Slots
    scores: Scores
    length: Slots
    complete: Flags
    floor: Scores
    reach: Slots
    held: NDArray[np.uint64]


class Rows(NamedTuple):
    """The saved rows, as arguments of the kernels; see `Saved`."""

    of: Slots
    slots: Slots
    scores: Scores
    length: Slots
    used: Slots
    log: Slots
    logged: Slots


class Saved:
    """The published rows of lists that changed since they were published.

    Parameters
    ----------
    k : int
        How many members of a list are published.

    Attributes
    ----------
    of : ndarray of int32, shape (owners,)
        The row of each owner, or `SAME`, or `NONE`.
    slots : ndarray of int32, shape (rows, k)
    scores : ndarray of float64, shape (rows, k)
    length : ndarray of int32, shape (rows,)
    """

    def __init__(self, k: int) -> None:
        self._k = k
        self.of: Slots = np.empty(0, np.int32)
        self._log: Slots = np.empty(0, np.int32)
        self._logged: Slots = np.zeros(1, np.int32)
        self._allocate(_FIRST)

    def _allocate(self, rows: int) -> None:
        self.slots: Slots = np.empty((rows, self._k), np.int32)
        self.scores: Scores = np.empty((rows, self._k), np.float64)
        self.length: Slots = np.empty(rows, np.int32)
        self._used: Slots = np.zeros(1, np.int32)
        self.__dict__.pop("rows", None)

    @cached_property
    def rows(self) -> Rows:
        """The saved rows, as arguments of the kernels; stale after the next growth."""
        return Rows(self.of, self.slots, self.scores, self.length, self._used, self._log, self._logged)

    @property
    def owners(self) -> Slots:
        """The owners whose list may differ from its published state, in the order in which they were changed."""
        return self._log[: self._logged[0]].copy()

    def grow(self, size: int) -> None:
        """Make room for `size` owners."""
        self.of = np.concatenate([self.of, np.full(size - self.of.size, SAME, np.int32)])
        self._log = np.concatenate([self._log, np.empty(size - self._log.size, np.int32)])
        self.__dict__.pop("rows", None)

    def widen(self) -> None:
        """Double the room for rows."""
        old = self.rows
        self._allocate(2 * old.length.size)
        self._used = old.used
        held = old.length.size
        self.slots[:held], self.scores[:held], self.length[:held] = old.slots, old.scores, old.length

    def publish(self) -> None:
        """Mark the present lists as published: drop all saved rows, and free the memory of many."""
        self.of[self.owners] = SAME
        self._logged[0] = 0
        if self.length.size > _KEPT:
            self._allocate(_FIRST)
        self._used[0] = 0

    def withdraw(self) -> None:
        """Mark all lists as never published."""
        self.of[:] = NONE
        self._log[:] = np.arange(self.of.size)
        self._logged[0] = self.of.size
        self._allocate(_FIRST)


@uncounted
def has_room(lists: Lists, rows: Rows, owner: int) -> bool:
    """Whether the list of an owner can be saved, or need not be."""
    return bool(rows.used[0] < rows.length.size or rows.of[owner] != SAME or lists.length[owner] == 0)


@uncounted
def save(lists: Lists, rows: Rows, owner: int) -> None:
    """Save the list of an owner before its first change since publishing; there must be room."""
    if rows.of[owner] != SAME:
        return
    rows.log[rows.logged[0]] = owner
    rows.logged[0] += 1
    n = min(lists.length[owner], rows.slots.shape[1])
    if n == 0:
        rows.of[owner] = NONE
        return
    row = rows.used[0]
    for place in range(n):
        rows.slots[row, place] = lists.slots[owner, place]
        rows.scores[row, place] = lists.scores[owner, place]
    rows.length[row] = n
    rows.of[owner] = row
    rows.used[0] = row + 1


@njit(cache=True, nogil=True)
def find(lists: Lists, k: int, owners: Slots, members: Slots) -> Scores:
    """Scores of pairs, NaN where the member is not among the first `k` of the owner's list."""
    found = np.full(owners.size, np.nan)
    for i in range(owners.size):
        found[i] = score_now(lists, k, owners[i], members[i])
    return found


@njit(cache=True, nogil=True)
def find_published(lists: Lists, rows: Rows, k: int, owners: Slots, members: Slots) -> Scores:
    """As `find`, in the last published lists."""
    found = np.full(owners.size, np.nan)
    for i in range(owners.size):
        found[i] = score_before(lists, rows, k, owners[i], members[i])
    return found


@uncounted
def score_now(lists: Lists, k: int, owner: int, member: int) -> float:
    """Score of a pair, NaN where the member is not among the first `k` of the owner's list."""
    return _in_row(lists.slots[owner], lists.scores[owner], min(lists.length[owner], k), member)  # type: ignore[no-any-return]


@uncounted
def score_before(lists: Lists, rows: Rows, k: int, owner: int, member: int) -> float:
    """As `score_now`, in the last published list."""
    row = rows.of[owner]
    if row == SAME:
        return score_now(lists, k, owner, member)  # type: ignore[no-any-return]
    return np.nan if row == NONE else _in_row(rows.slots[row], rows.scores[row], rows.length[row], member)


@uncounted
def _in_row(slots: Slots, scores: Scores, length: int, member: int) -> float:
    for place in range(length):
        if slots[place] == member:
            return float(scores[place])
    return np.nan
