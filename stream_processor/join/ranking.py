"""Exact top-k lists of many owners, kept up to date while members are added, changed and removed.

A shard has two of these: the best jobs of every applicant and the best applicants of every job. Both are the same
structure with the sides swapped.

The invariant of a list: it holds the best `length` of all its owner's members, in rank order (score descending, then id
ascending). Beyond the `k` published members it holds a reserve, so that most removals need no rescoring. A list with
fewer than `k` members although more exist is *short*: its owner must be scored against every member again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from stream_processor.join.building_room import uncounted
from stream_processor.join.direct_calls import direct
from stream_processor.join.fetching import AHEAD, fetch
from stream_processor.join.floors import NEVER, hold, keep, keep_all, leave, set_floor
from stream_processor.join.published_rows import (
    HASHES,
    SAME,
    Flags,
    Lists,
    Rows,
    Saved,
    Scores,
    Slots,
    find,
    find_published,
    has_room,
    save,
)

__all__ = ["MISSING", "Flags", "Ranking", "Scores", "Slots"]

MISSING = np.nan
"""The score of a pair that is not in a list."""
_FIRST = 64
MANY = 32
"""Members that leave at once: from more on all lists are walked, instead of those that hold each."""


class Ranking:
    """Top-k lists of many owners over members of the other side.

    Owners and members are slots: small integers that identify entities.

    Parameters
    ----------
    k : int
        How many members of a list are published.
    reserve : int
        How many more members are kept.

    Attributes
    ----------
    slots : ndarray of int32, shape (owners, k + reserve)
    scores : ndarray of float64, shape (owners, k + reserve)
    length : ndarray of int32, shape (owners,)
    complete : ndarray of bool, shape (owners,)
        Whether the list holds every member there is.
    floor : ndarray of float64, shape (owners,)
        A lower score does not change the list: most offers end with this one comparison.
    reach : ndarray of int32, shape (owners,)
        The least bound of a pair that may reach the floor (`model.scoring.bounds`).
    held : ndarray of uint64, shape (sum(HASHES), words)
        By each of a member's two hashes and owner, a bit: whether the list may hold it.
    """

    def __init__(self, k: int, reserve: int) -> None:
        self.k = k
        self.slots: Slots = np.empty((0, k + reserve), np.int32)
        self.scores: Scores = np.empty((0, k + reserve), np.float64)
        self.length: Slots = np.empty(0, np.int32)
        self.complete: Flags = np.empty(0, np.bool_)
        self.floor: Scores = np.empty(0, np.float64)
        self.reach: Slots = np.empty(0, np.int32)
        self.held = np.empty((sum(HASHES), 0), np.uint64)
        self._saved = Saved(k)
        self._short: Slots = np.empty(0, np.int32)

    @cached_property
    def lists(self) -> Lists:
        """The lists, as arguments of the kernels; stale after the next growth."""
        return Lists(self.slots, self.scores, self.length, self.complete, self.floor, self.reach, self.held)

    def grow(self, owners: int) -> None:
        """Make room for owners' slots below `owners`; the room grows by at least an eighth."""
        held = self.length.size
        if owners <= held:
            return
        size = -(-max(owners, held + held // 8) // _FIRST) * _FIRST  # whole words of the map
        for name, old in self.lists._asdict().items():
            shape = (sum(HASHES), size // _FIRST) if name == "held" else (size, *old.shape[1:])
            new = np.zeros(shape, old.dtype)
            new[tuple(map(slice, old.shape))] = old
            setattr(self, name, new)
        self.floor[held:], self.reach[held:] = np.inf, NEVER
        self._saved.grow(size)
        self._short = np.empty(2 * size, np.int32)
        del self.lists

    def _change(self, step: Callable[[int], int], size: int) -> None:
        """Run a kernel that changes lists; where it stopped for lack of room to save a list, widen and continue."""
        done = 0
        while (done := step(done)) < size:
            self._saved.widen()

    def clear(self, owners: Slots) -> None:
        """Empty these owners' lists; where an owner still exists, every member must then be offered again."""
        self._change(lambda start: _EMPTY(self.lists, self._saved.rows, owners, start), owners.size)

    def remove(self, members: Slots) -> Slots:
        """Remove members from every list; returns the owners whose list fell below `k` by that, each once."""
        if not members.size:
            return members
        short, found = self._short, np.zeros(1, np.int32)
        if members.size > MANY:
            gone = np.zeros(int(members.max()) + 1, np.bool_)
            gone[members] = True
            self._leave(_REMOVE, gone, short, found, self.length.size)
        else:
            for member in members.tolist():
                self._leave(_LEAVE, member, short, found, 1)
        return short[: found[0]].copy()

    def _leave(self, kernel: Callable[..., int], gone: Flags | int, short: Slots, found: Slots, size: int) -> None:
        self._change(lambda start: kernel(self.lists, self._saved.rows, self.k, gone, short, found, start), size)

    def close(self, owners: Slots) -> None:
        """Let no bound reach these owners' lists until they are kept."""
        self.reach[owners] = NEVER

    def keep(self, owners: Slots | None = None) -> None:
        """Take over what was written into lists past this class: those of some owners, which were empty, or all."""
        if owners is None:
            keep_all(self.lists)
        else:
            _KEEP(self.lists, owners)

    def put(self, owners: Slots, member: int, scores: Scores, rank: Slots) -> None:
        """Offer one member to these owners' lists, with its score in each; it must not be in them yet."""
        self._change(
            lambda start: _PUT(self.lists, self._saved.rows, self.k, owners, member, scores, rank, start), owners.size
        )

    def offer(self, owners: Slots, members: Slots, block: Scores, rank: Slots) -> None:
        """Offer members with their scores; they must not be in these owners' lists yet.

        Parameters
        ----------
        owners : ndarray of int32, shape (n,)
        members : ndarray of int32, shape (m,)
        block : ndarray of float64, shape (n, m)
            Score of each pair, finite.
        rank : ndarray of int32
            For each slot the position of its id among all ids: breaks ties.
        """
        self._change(
            lambda start: _offer(self.lists, self._saved.rows, self.k, owners, members, block, rank, start),
            owners.size,
        )

    def short(self, owners: Slots) -> Slots:
        """Those of the owners whose list is short, and must be filled anew."""
        if not owners.size:
            return owners
        return owners[(self.length[owners] < self.k) & ~self.complete[owners]]

    @property
    def state(self) -> tuple[Lists, Rows, int]:
        """The lists, as they were published, and how many members are, as arguments of the kernels."""
        return self.lists, self._saved.rows, self.k

    def find(self, owners: Slots, members: Slots) -> Scores:
        """Scores of pairs, `MISSING` where the member is not among the first `k` of the owner's list."""
        return _FIND(self.lists, self.k, owners, members)

    def find_published(self, owners: Slots, members: Slots) -> Scores:
        """As `find`, in the last published lists."""
        return _FIND_PUBLISHED(self.lists, self._saved.rows, self.k, owners, members)

    def publish(self) -> None:
        """Mark the present lists as published."""
        self._saved.publish()

    def withdraw(self) -> None:
        """Mark all lists as never published."""
        self._saved.withdraw()


@uncounted
def _empty(lists: Lists, rows: Rows, owners: Slots, start: int) -> int:
    for i in range(start, owners.size):
        if not has_room(lists, rows, owners[i]):
            return i
        save(lists, rows, owners[i])
        lists.length[owners[i]] = 0
        lists.complete[owners[i]] = True
        set_floor(lists, owners[i])
    return owners.size


@uncounted
def _remove(lists: Lists, rows: Rows, k: int, gone: Flags, short: Slots, found: Slots, start: int) -> int:
    """As `leave`, of many members: walks all lists, from an owner on."""
    slots, scores, length = lists.slots, lists.scores, lists.length
    for owner in range(start, length.size):
        n = length[owner]
        kept = 0
        while kept < n and not _is_in(gone, slots[owner, kept]):
            kept += 1
        if kept == n:
            continue
        if kept < k:
            if not has_room(lists, rows, owner):
                return owner
            save(lists, rows, owner)
        for place in range(kept + 1, n):
            if not _is_in(gone, slots[owner, place]):
                slots[owner, kept] = slots[owner, place]
                scores[owner, kept] = scores[owner, place]
                kept += 1
        length[owner] = kept
        set_floor(lists, owner)
        if kept < k <= n:
            short[found[0]] = owner
            found[0] += 1
    return length.size


@uncounted
def _is_in(gone: Flags, member: int) -> bool:
    return bool(member < gone.size and gone[member])


@uncounted
def _offer(
    lists: Lists, rows: Rows, k: int, owners: Slots, members: Slots, block: Scores, rank: Slots, start: int
) -> int:
    of, used, room = rows.of, rows.used, rows.length.size
    for i in range(start, owners.size):
        owner = owners[i]
        if used[0] == room and of[owner] == SAME and lists.length[owner] > 0:
            return i  # no room to save it; `has_room` written out, for a call per list would cost more than the rest
        for j in range(members.size):
            if block[i, j] >= lists.floor[owner]:
                _insert(lists, rows, k, owner, members[j], block[i, j], rank)
                set_floor(lists, owner)
    return owners.size


@uncounted
def _put(lists: Lists, rows: Rows, k: int, owners: Slots, member: int, scores: Scores, rank: Slots, start: int) -> int:
    for i in range(start, owners.size):
        ahead = owners[min(i + AHEAD, owners.size - 1)]
        fetch(lists.slots, ahead)
        fetch(lists.scores, ahead)
        if not has_room(lists, rows, owners[i]):
            return i
        _insert(lists, rows, k, owners[i], member, scores[i], rank)
        set_floor(lists, owners[i])
    return owners.size


@uncounted
def _insert(lists: Lists, rows: Rows, k: int, owner: int, member: int, score: float, rank: Slots) -> None:
    """Insert a member at its place; not behind the last, if there is no room or other members may rank before it."""
    slots, scores, n = lists.slots[owner], lists.scores[owner], lists.length[owner]
    place = n
    while place > 0 and (
        scores[place - 1] < score or (scores[place - 1] == score and rank[slots[place - 1]] > rank[member])
    ):
        place -= 1
    if place == n and not lists.complete[owner]:
        return
    if n == slots.size:
        lists.complete[owner] = False
        n -= 1
    if place > n:
        return
    if place < k:
        save(lists, rows, owner)
    for after in range(n, place, -1):
        scores[after] = scores[after - 1]
        slots[after] = slots[after - 1]
    scores[place] = score
    slots[place] = member
    hold(lists.held, owner, member)
    lists.length[owner] = n + 1


_LEAVE, _REMOVE, _EMPTY, _KEEP, _PUT = map(direct, (leave, _remove, _empty, keep, _put))
_FIND, _FIND_PUBLISHED = direct(find), direct(find_published)
