"""Compiled: fills one owner's list, scoring few of the members.

The owner is bounded against every member already, and the best bound of each block of 16 is kept. Members with the best
bounds are looked at more closely: the similarity of texts is made exact. They are scored, best first, as many as the
list takes: its floor is then near its end. Of the others only those are scored whose bound reaches the floor. Members
that are equal are scored once, and put into the list in the order of their ids.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

from math import floor as whole
from math import log
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features.channels import CHANNELS
from model.features.layout import Arrays
from model.scoring.bounds import UNIT
from model.scoring.kernel import Compiled, rows_of, score_rows, text_of

_CHANNELS = len(CHANNELS)
_BUCKETS = 512
_SHIFT = np.int32(14)
"""Members are sorted by their bounds in buckets of 1/64 in log-odds."""
_BLOCK = 16
_LEAST = np.int32(-(1 << 30))
_TOP = 99.9999
"""A floor above this counts as this: nearer to 100 the log-odds of a score lose their digits."""
_ROUNDING = 2
"""By how many units a floor is taken lower than it is: the logit of a score is off by less than one."""


class Members(NamedTuple):
    """Members in groups of equal ones.

    Attributes
    ----------
    start : ndarray of int64, shape (groups + 1,)
        Where each group begins in `slots`.
    slots : ndarray of int32
        In each group in the order of ids.
    rank : ndarray of int32
        By slot, the position of its id among all ids.
    """

    start: NDArray[np.int64]
    slots: NDArray[np.int32]
    rank: NDArray[np.int32]


class Sides(NamedTuple):
    """The columns of both sides, and the model."""

    jobs: Arrays
    applicants: Arrays
    forest: Compiled


@njit(cache=True, nogil=True)
def fill(sides, owned, fixed, members, firsts, bound, text, lists, owner, room):  # type: ignore[no-untyped-def]
    """Fill one owner's empty list; returns how many members were scored.

    `owned` says whether the owner is a job. `fixed` is its slot in the columns, `firsts` are those of the members, and
    `room` is space for the blocks' best, and for the members that are looked at, in two orders, with their bounds.
    """
    best, found, order, exact = room
    size, scored, blocks = lists.slots.shape[1], 0, len(best)
    top = _LEAST
    for block in range(blocks):
        most = _LEAST
        for i in range(_BLOCK * block, _BLOCK * (block + 1)):
            most = max(most, bound[i])
        best[block] = most
        top = max(top, most)
    sizes = np.zeros(_BUCKETS, np.int64)
    for block in range(blocks):
        sizes[min((top - best[block]) >> _SHIFT, _BUCKETS - 1)] += 1
    # As many as the list takes, by bounds that are exact in the texts.
    count, good, seen, bucket, wanted = 0, 0, 0, 0, size
    below = np.int32(-_LEAST)
    while good < size and bucket < _BUCKETS:
        while bucket < _BUCKETS and seen < wanted:
            seen += sizes[bucket]
            bucket += 1
        above = np.int32(top - (bucket << _SHIFT)) if bucket < _BUCKETS else _LEAST
        count = _find(sides, owned, fixed, firsts, bound, text, room, above, below, count)
        good = 0
        for number in range(count):
            good += exact[found[number]] > above
        below, wanted = above, 2 * wanted
    _sort(top, found, exact, count, order)
    floor, scored = _score(sides, owned, fixed, members, firsts, exact, order[:count], lists, owner, _LEAST)
    if below > _LEAST and floor <= below:
        count = _find(sides, owned, fixed, firsts, bound, text, room, floor - np.int32(1), below, 0)
        _sort(top, found, exact, count, order)
        _, more = _score(sides, owned, fixed, members, firsts, exact, order[:count], lists, owner, floor)
        scored += more
    held = lists.length[owner]
    lists.complete[owner] = members.start[len(firsts)] <= size
    lists.floor[owner] = -np.inf if lists.complete[owner] else lists.scores[owner, held - 1]
    return scored


@njit(cache=True, nogil=True)
def _find(sides, owned, fixed, firsts, bound, text, room, above, below, count):  # type: ignore[no-untyped-def]
    """Append to `count` members those with bounds above one and not above another, and make them exact in texts."""
    best, found, _, exact = room
    jobs, people = sides.jobs, sides.applicants
    for block in range(len(best)):
        if best[block] <= above:
            continue
        for i in range(_BLOCK * block, min(_BLOCK * (block + 1), len(firsts))):
            if bound[i] <= above or bound[i] > below:
                continue
            j, a = (fixed, firsts[i]) if owned else (firsts[i], fixed)
            code = text_of(jobs, people, j, a)
            exact[i] = bound[i] - (text[code] if code else 0)
            found[count] = i
            count += 1
    return count


@njit(cache=True, nogil=True)
def _sort(top, found, exact, count, order):  # type: ignore[no-untyped-def]
    """Write members in the order of their bounds, the best first, those of a bucket as they come."""
    place = np.zeros(_BUCKETS + 1, np.int64)
    for number in range(count):
        place[min((top - exact[found[number]]) >> _SHIFT, _BUCKETS - 1) + 1] += 1
    for bucket in range(_BUCKETS):
        place[bucket + 1] += place[bucket]
    for number in range(count):
        bucket = min((top - exact[found[number]]) >> _SHIFT, _BUCKETS - 1)
        order[place[bucket]] = found[number]
        place[bucket] += 1


@njit(cache=True, nogil=True)
def _score(sides, owned, fixed, members, firsts, bound, order, lists, owner, floor):  # type: ignore[no-untyped-def]
    """Score those in the given order whose bounds reach a floor, which rises; returns it, and how many were scored."""
    jobs, people, model = sides.jobs, sides.applicants, sides.forest
    start, equal, rank = members.start, members.slots, members.rank
    rows, left = np.empty(_CHANNELS, np.int64), np.empty(model.trees, np.uint32)
    slots, scores = lists.slots[owner], lists.scores[owner]
    size, held, scored, last = slots.size, np.int64(lists.length[owner]), 0, -1.0
    for i in order:
        if bound[i] < floor:
            continue
        j, a = (fixed, firsts[i]) if owned else (firsts[i], fixed)
        rows_of(jobs, people, j, a, rows)
        score = score_rows(model, rows, left, 0.0)
        scored += 1
        for one in range(start[i], start[i + 1]):
            slot, place = equal[one], held
            if held == size:
                place -= 1
                if scores[place] > score or (scores[place] == score and rank[slots[place]] < rank[slot]):
                    break
            else:
                held += 1
            while place > 0 and (
                scores[place - 1] < score or (scores[place - 1] == score and rank[slots[place - 1]] > rank[slot])
            ):
                scores[place], slots[place] = scores[place - 1], slots[place - 1]
                place -= 1
            scores[place], slots[place] = score, slot
        if held == size and scores[size - 1] != last:
            last = scores[size - 1]
            floor = _floor(last)
    lists.length[owner] = held
    return floor, scored


@njit(cache=True, nogil=True)
def _floor(score):  # type: ignore[no-untyped-def]
    """The least bound of a pair that may score as much."""
    if score <= 0.0:
        return _LEAST
    last = min(score, _TOP)
    return np.int32(max(whole(log(last / (100.0 - last)) * UNIT) - _ROUNDING, float(_LEAST)))


@njit(cache=True, nogil=True)
def room_for(members, more):  # type: ignore[no-untyped-def]
    """Space for the bounds of members in whole blocks, for those of kinds, and the space that `_fill` takes."""
    blocks = -(-members // _BLOCK)
    best, found = np.empty(blocks, np.int32), np.empty(members, np.int32)
    room = best, found, np.empty(members, np.int32), np.empty(members, np.int32)
    return np.full(blocks * _BLOCK, _LEAST), np.empty(more, np.int32), room


@njit(cache=True, nogil=True)
def copy(lists, one, other):  # type: ignore[no-untyped-def]
    """Give an owner the list of another."""
    lists.slots[other], lists.scores[other] = lists.slots[one], lists.scores[one]
    lists.length[other], lists.complete[other] = lists.length[one], lists.complete[one]
    lists.floor[other] = lists.floor[one]
