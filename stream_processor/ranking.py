"""The best members of many owners, kept exact while members come, change and go.

A shard keeps two of these: the best jobs of every applicant and the best applicants of every job. Both
are the same structure with the sides swapped.

The invariant of a list: it holds the best `length` of all its owner's members, in rank order (score
descending, then id ascending). It holds a reserve beyond the `k` that count, so that most removals need
no rescoring; a list that has fallen below `k` although more members exist is *short*, and its owner must
be scored against every member again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Slots = NDArray[np.int32]
Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]

MISSING = np.nan
"""The score of a pair that is in no list."""


class Ranking:
    """Top-k lists of many owners over members of the other side.

    Owners and members are slots: small integers that stand for ids.

    Parameters
    ----------
    k : int
        How many members of a list count.
    reserve : int
        How many more are kept.

    Attributes
    ----------
    slots : ndarray of int32, shape (owners, k + reserve)
    scores : ndarray of float64, shape (owners, k + reserve)
    length : ndarray of int32, shape (owners,)
    complete : ndarray of bool, shape (owners,)
        Whether the list holds every member there is.
    changed : ndarray of bool, shape (owners,)
        Whether the first `k` may differ from what was last published.
    """

    def __init__(self, k: int, reserve: int) -> None:
        self.k = k
        self._width = k + reserve
        self.slots: Slots = np.empty((0, self._width), np.int32)
        self.scores: Scores = np.empty((0, self._width), np.float64)
        self.length: Slots = np.empty(0, np.int32)
        self.complete: Flags = np.empty(0, np.bool_)
        self.changed: Flags = np.empty(0, np.bool_)
        self.published_slots: Slots = np.empty((0, k), np.int32)
        self.published_scores: Scores = np.empty((0, k), np.float64)
        self.published_length: Slots = np.empty(0, np.int32)

    def grow(self, owners: int) -> None:
        """Make room for owners' slots below this number."""
        held = self.length.size
        if owners <= held:
            return
        size = max(owners, 2 * held, 64)
        for name in (
            "slots",
            "scores",
            "length",
            "complete",
            "changed",
            "published_slots",
            "published_scores",
            "published_length",
        ):
            old: NDArray[Any] = getattr(self, name)
            new = np.zeros((size, *old.shape[1:]), old.dtype)
            new[:held] = old
            setattr(self, name, new)

    def clear(self, owners: Slots) -> None:
        """Empty these owners' lists; they hold every member offered from here on."""
        self.length[owners] = 0
        self.complete[owners] = True
        self.changed[owners] = True

    def abandon(self, owners: Slots) -> None:
        """Empty the lists of owners that are gone."""
        self.clear(owners)
        self.complete[owners] = False

    def remove(self, gone: Flags) -> None:
        """Take members out of every list; `gone` has a flag for each member's slot."""
        _remove(self.slots, self.scores, self.length, self.changed, self.k, gone)

    def offer(self, owners: Slots, members: Slots, block: Scores, rank: Slots) -> None:
        """Offer members, which no list of these owners holds, with their scores.

        Parameters
        ----------
        owners : ndarray of int32, shape (n,)
        members : ndarray of int32, shape (m,)
        block : ndarray of float64, shape (n, m)
            Score of each pair; finite.
        rank : ndarray of int32
            Order of the members' ids, by slot: breaks ties.
        """
        _offer(self.slots, self.scores, self.length, self.complete, self.changed, self.k, owners, members, block, rank)

    def short(self, owners: Slots) -> Slots:
        """Those of the owners whose list must be filled anew."""
        return owners[(self.length[owners] < self.k) & ~self.complete[owners]]

    def candidates(self) -> tuple[Slots, Slots]:
        """Every pair in a changed list, now or when last published: owners and members, with repeats."""
        owners = np.flatnonzero(self.changed).astype(np.int32)
        now = np.minimum(self.length[owners], self.k)
        places = np.arange(self.k)
        is_now = places < now[:, None]
        was = places < self.published_length[owners][:, None]
        column = np.broadcast_to(owners[:, None], is_now.shape)
        return (
            np.concatenate([column[is_now], column[was]]),
            np.concatenate([self.slots[owners, : self.k][is_now], self.published_slots[owners][was]]),
        )

    def find(self, owners: Slots, members: Slots) -> Scores:
        """Scores of pairs among the first `k`, `MISSING` where a pair is not there."""
        return _find(self.slots, self.scores, np.minimum(self.length, self.k), owners, members)

    def find_published(self, owners: Slots, members: Slots) -> Scores:
        """As `find`, in the lists as they were last published."""
        return _find(self.published_slots, self.published_scores, self.published_length, owners, members)

    def publish(self) -> None:
        """Take the lists as they are for published."""
        owners = np.flatnonzero(self.changed)
        self.published_slots[owners] = self.slots[owners, : self.k]
        self.published_scores[owners] = self.scores[owners, : self.k]
        self.published_length[owners] = np.minimum(self.length[owners], self.k)
        self.changed[:] = False


@njit(cache=True, nogil=True)
def _remove(slots: Slots, scores: Scores, length: Slots, changed: Flags, k: int, gone: Flags) -> None:
    for owner in range(length.size):
        kept = 0
        for place in range(length[owner]):
            if gone[slots[owner, place]]:
                if place < k:
                    changed[owner] = True
            else:
                if kept != place:
                    slots[owner, kept] = slots[owner, place]
                    scores[owner, kept] = scores[owner, place]
                kept += 1
        length[owner] = kept


@njit(cache=True, nogil=True)
def _offer(
    slots: Slots,
    scores: Scores,
    length: Slots,
    complete: Flags,
    changed: Flags,
    k: int,
    owners: Slots,
    members: Slots,
    block: Scores,
    rank: Slots,
) -> None:
    width = slots.shape[1]
    for i in range(owners.size):
        owner = owners[i]
        for j in range(members.size):
            score = block[i, j]
            member = members[j]
            n = length[owner]
            last = n - 1
            behind = (
                n == 0
                or score < scores[owner, last]
                or (score == scores[owner, last] and rank[member] > rank[slots[owner, last]])
            )
            if behind and not complete[owner]:
                continue  # members that are in no list may stand between
            if n == width:
                complete[owner] = False
                if behind:
                    continue
                n = last
            place = n
            while place > 0 and (
                scores[owner, place - 1] < score
                or (scores[owner, place - 1] == score and rank[slots[owner, place - 1]] > rank[member])
            ):
                scores[owner, place] = scores[owner, place - 1]
                slots[owner, place] = slots[owner, place - 1]
                place -= 1
            scores[owner, place] = score
            slots[owner, place] = member
            length[owner] = n + 1
            if place < k:
                changed[owner] = True


@njit(cache=True, nogil=True)
def _find(slots: Slots, scores: Scores, length: Slots, owners: Slots, members: Slots) -> Scores:
    found = np.full(owners.size, np.nan)
    for i in range(owners.size):
        owner = owners[i]
        for place in range(length[owner]):
            if slots[owner, place] == members[i]:
                found[i] = scores[owner, place]
                break
    return found
