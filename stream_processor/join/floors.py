"""Compiled: what a list takes, and which lists hold a member; kept with every change of a list.

The floor of a list is kept twice: as a score, and as the least bound in log-odds of a pair that may score as much. A
map tells by two hashes of a member which lists may hold it: those with a bit at both. It is only ever too large:
whoever looks into a list clears the bits of a hash that no other of its members has.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

from math import floor as whole
from math import log

import numpy as np

from model.scoring.bounds import UNIT
from model.text.bit_words import lowest64
from stream_processor.join.building_room import uncounted
from stream_processor.join.fetching import fetch
from stream_processor.join.published_rows import HASHES, save

LEAST = np.int32(-(1 << 30))
"""Below every bound."""
NEVER = np.int32((1 << 31) - 1)
"""Above every bound."""
_TOP = 99.9999
"""A floor above this counts as this: nearer to 100 the log-odds of a score lose their digits."""
_ROUNDING = 2
"""By how many units a floor is taken lower than it is: the logit of a score is off by less than one."""
_ONE = np.uint64(1)
assert HASHES == (256, 256), "`_rows` takes eight bits of a number, and their sum with the next eight"
_ONES, _PARTS, _SHIFT = np.uint32(256), np.uint32(255), np.uint32(8)


@uncounted
def bound_of(score):  # type: ignore[no-untyped-def]
    """The least bound of a pair that may score as much."""
    if score <= 0.0:
        return LEAST
    last = min(score, _TOP)
    return np.int32(max(whole(log(last / (100.0 - last)) * UNIT) - _ROUNDING, float(LEAST)))


@uncounted
def set_floor(lists, owner):  # type: ignore[no-untyped-def]
    """Bring the floor of a list up to date."""
    n = lists.length[owner]
    if lists.complete[owner]:
        lists.floor[owner], lists.reach[owner] = -np.inf, LEAST
    elif n == 0:
        lists.floor[owner], lists.reach[owner] = np.inf, NEVER
    else:  # members outside the list may rank just behind its last
        lists.floor[owner] = lists.scores[owner, n - 1]
        lists.reach[owner] = bound_of(lists.scores[owner, n - 1])


@uncounted
def _rows(member):  # type: ignore[no-untyped-def]
    """The two rows of the map in which a member's lists have their bits."""
    number = np.uint32(member)
    return number & _PARTS, _ONES + ((number + (number >> _SHIFT)) & _PARTS)


@uncounted
def hold(held, owner, member):  # type: ignore[no-untyped-def]
    """Note in the map that a list holds a member."""
    bit = _ONE << np.uint64(owner & 63)
    one, other = _rows(member)
    held[one, owner >> 6] |= bit
    held[other, owner >> 6] |= bit


@uncounted
def keep_all(lists):  # type: ignore[no-untyped-def]
    """Bring floors and map up to date after lists were written past them."""
    lists.held[:] = 0
    for owner in range(len(lists.length)):
        set_floor(lists, owner)
        for place in range(lists.length[owner]):
            hold(lists.held, owner, lists.slots[owner, place])


@uncounted
def keep(lists, owners):  # type: ignore[no-untyped-def]
    """As `keep_all`, of some lists that were empty before."""
    for owner in owners:
        set_floor(lists, owner)
        for place in range(lists.length[owner]):
            hold(lists.held, owner, lists.slots[owner, place])


@uncounted
def leave(lists, rows, k, member, short, found, _):  # type: ignore[no-untyped-def]
    """Remove a member from the lists that hold it; returns 0 where there is no room to save them, and nothing is done.

    `short` takes the owners whose list fell below `k`, `found` counts them; behind them it has room for all owners.
    """
    one, other = _rows(member)
    ones, others = lists.held[one], lists.held[other]
    first = last = found[0]
    for word in range(len(ones)):
        bits = ones[word] & others[word]
        while bits != 0:
            short[last] = 64 * word + np.int64(lowest64(bits))
            fetch(lists.slots, short[last])
            last += 1
            bits &= bits - _ONE
    held = first
    for number in range(first, last):
        owner = short[number]
        hits, alike, like = _count(lists.slots[owner], lists.length[owner], member)
        if hits:
            fetch(lists.scores, owner)
            short[held] = owner << 2 | (alike == hits) | (like == hits) << 1
            held += 1
        else:
            _let_go(ones, others, owner, alike == 0, like == 0)
    if rows.used[0] + held - first > rows.length.size:
        return 0
    for number in range(first, held):
        owner, alone = short[number] >> 2, short[number] & 3
        _leave(lists, rows, k, owner, member)
        _let_go(ones, others, owner, alone & 1, alone >> 1)
        if lists.length[owner] == k - 1:
            short[found[0]] = owner
            found[0] += 1
    return 1


@uncounted
def _let_go(ones, others, owner, is_one, is_other):  # type: ignore[no-untyped-def]
    """Clear the bits of a list for hashes that none of its members has."""
    word, place = owner >> 6, np.uint64(owner & 63)
    ones[word] &= ~(np.uint64(is_one) << place)
    others[word] &= ~(np.uint64(is_other) << place)


@uncounted
def _count(slots, n, member):  # type: ignore[no-untyped-def]
    """How often a list holds a member, and members of each of its hashes."""
    hits, alike, like = np.int32(0), np.int32(0), np.int32(0)  # no branch: several places are compared at a time
    one, other = _rows(member)
    for place in range(n):
        hits += np.int32(slots[place] == member)
        its_one, its_other = _rows(slots[place])
        alike += np.int32(its_one == one)
        like += np.int32(its_other == other)
    return hits, alike, like


@uncounted
def _leave(lists, rows, k, owner, member):  # type: ignore[no-untyped-def]
    """Remove a member from a list that holds it; there must be room to save the list."""
    slots, scores, n, place = lists.slots[owner], lists.scores[owner], lists.length[owner], 0
    while slots[place] != member:
        place += 1
    if place < k:
        save(lists, rows, owner)
    for after in range(place + 1, n):
        slots[after - 1] = slots[after]
    for after in range(place + 1, n):
        scores[after - 1] = scores[after]
    lists.length[owner] = n - 1
    set_floor(lists, owner)
