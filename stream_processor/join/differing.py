"""Compiled: pairs whose record may have to change, from the lists of both sides now and as they were published.

A member mostly stands in a list before and after, one place further; so both are walked side by side. Only what
entered or left a list, and fresh entities, are looked up in the list of the other side.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

import numpy as np

from stream_processor.join.building_room import NONE_YET, uncounted
from stream_processor.join.published_rows import SAME, score_before, score_now


@uncounted
def differing(of_applicants, of_jobs, fresh_applicants, fresh_jobs, out):  # type: ignore[no-untyped-def]
    """Write each pair once; returns how many there are.

    Lists of either side come as the lists, the saved rows, and how many members are published. `out` takes jobs,
    applicants, scores now and as published.
    """
    found = _of_side(of_applicants, of_jobs, fresh_applicants, fresh_jobs, out, (np.bool_(False), NONE_YET))
    return _of_side(of_jobs, of_applicants, fresh_jobs, fresh_applicants, out, (np.bool_(True), found))


@uncounted
def _of_side(mine, others, fresh_owners, fresh_members, out, state):  # type: ignore[no-untyped-def]
    lists, rows, k = mine
    owned_by_jobs, found = state
    for owner in rows.log[: rows.logged[0]]:
        row, length, kept, place = rows.of[owner], min(lists.length[owner], k), NONE_YET, NONE_YET
        slots, scores = lists.slots[owner], lists.scores[owner]
        before, earlier, size = rows.slots[max(row, 0)], rows.scores[max(row, 0)], rows.length[max(row, 0)]
        size = size if row >= 0 else np.int32(0)
        for number in range(length):
            member = slots[number]
            at = _place(before, size, member, place)
            was = earlier[at] if at >= 0 else np.nan
            if at >= 0:
                place, kept = at + 1, kept + 1
            if at < 0 or fresh_owners[owner] or fresh_members[member]:
                pair = owned_by_jobs, owner, member, fresh_owners[owner] or fresh_members[member]
                found = _note(pair, scores[number], was, others, out, found)
        for number in range(size if kept < size else np.int32(0)):
            member = before[number]
            if _place(slots, length, member, NONE_YET) < 0:
                pair = owned_by_jobs, owner, member, fresh_owners[owner] or fresh_members[member]
                found = _note(pair, np.nan, earlier[number], others, out, found)
    return found


@uncounted
def _place(slots, size, member, begin):  # type: ignore[no-untyped-def]
    """Where a member stands, from a place on and then before it; -1 where it doesn't."""
    for place in range(begin, size):
        if slots[place] == member:
            return place
    for place in range(min(begin, size)):
        if slots[place] == member:
            return place
    return -1


@uncounted
def _note(pair, now, was, others, out, found):  # type: ignore[no-untyped-def]
    """Write a pair of a changed list, unless it does not differ or stood in a changed list of the other side."""
    owned_by_jobs, owner, member, fresh = pair
    lists, rows, k = others
    other_now = score_now(lists, k, member, owner)
    other_was = score_before(lists, rows, k, member, owner)
    if owned_by_jobs and rows.of[member] != SAME and not (np.isnan(other_now) and np.isnan(other_was)):
        return found
    now, was = other_now if np.isnan(now) else now, other_was if np.isnan(was) else was
    there = not np.isnan(now)
    if there == np.isnan(was) or (there and fresh):
        jobs, applicants, scores, published = out
        jobs[found], applicants[found] = (owner, member) if owned_by_jobs else (member, owner)
        scores[found], published[found] = now, was
        found += 1
    return found
