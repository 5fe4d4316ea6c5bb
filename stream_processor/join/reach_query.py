"""Compiled: with whom an entity may enter a list, its own or one of the other side, and the scores of these pairs.

The entity is bounded against all of the other side (`model.scoring.bounds`): by classes and areas for all at once, and
by counted skills those with which it shares one. In that the forest stands at its most. Whoever reaches a floor so is
looked at more closely: families and texts are made exact, and the forest is bounded by the class of both, once a class.
Who still reaches the floor is scored: first for lists of the other side, then those with the best bounds, which raises
the floor of the own list, then whoever reaches that.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

import numpy as np

from model.features import layout as at
from model.features.channels import PLACE, STARTS
from model.scoring.bounds import LEAVES
from model.scoring.kernel import rows_of, score_rows, text_of
from model.scoring.lanes import LANES, leaves_of_levels
from model.text.bit_words import lowest, popcount
from stream_processor.join.building_room import BLOCK, NONE_YET, uncounted
from stream_processor.join.fetching import AHEAD, fetch, fetch_place
from stream_processor.join.floors import LEAST, NEVER, bound_of
from stream_processor.join.reach_bounds import FLAGS, FLAGS_AT, HELD, LEVEL_STARTS, bound_all, level_of

_FAMILY = STARTS[PLACE["family"]]
BUCKETS = 256
_SHIFT = np.int32(14)
NOBODY = np.int32(-1_600_000_000)
"""Below `LEAST` whatever is added."""
_FOR_OTHERS, _SEEDS = 0, 1
_AS_BOUNDED, _WITH_TEXTS, _WITH_FOREST = np.uint8(0), np.uint8(1), np.uint8(2)
"""How closely a pair was looked at: its bound is made lower by each look."""
_FLAGS_BITS = np.uint64(FLAGS)
_TOGETHER = 32
"""So many are looked at more closely before those who are left of them are scored."""


@uncounted
def reached(sides, who, odds, mine, index, named, lists, others, room):  # type: ignore[no-untyped-def]
    """Write the owner's empty list; returns how many pairs may enter lists of others, and how many were scored.

    `who` says whether the owner is a job, and its slot; `mine` is its class, `named` what jobs ask and whom
    the owner's side names, `others` floors, reach and ranks of the other side. The pairs for others are written at the
    beginning of the last two of `room`.
    """
    bound, counts, touched, looked, best, hit, _, _, memo, sizes, _, _, _, _, _, _, _ = room
    met = bound_all(sides, who, odds, mine, index, named, room)
    memo[:] = NEVER
    looked[:] = _AS_BOUNDED
    reach = others[1]
    _scan(bound, reach, best, hit)
    full = lists.slots.shape[1]
    held, found, scored, floor = NONE_YET, NONE_YET, NONE_YET, LEAST
    for turn in range(3):
        above = floor if turn != _SEEDS else _enough(best, sizes, full, floor)
        state = above, floor, held, found
        found, more, held, floor = _turn(turn, sides, who, odds, mine, index, lists, others, room, state)
        scored += more
    lists.length[who[1]] = held
    for number in range(met):
        counts[touched[number]] = 0
    return found, scored


@uncounted
def _scan(bound, reach, best, hit):  # type: ignore[no-untyped-def]
    """The best bound of each block, and whether any in it reaches a list of the other side."""
    for block in range(len(best)):
        most, hits = NOBODY, np.int32(0)
        for one in range(BLOCK * block, BLOCK * block + BLOCK):
            most = max(most, bound[one])
            hits = max(hits, np.int32(bound[one] >= reach[one]))
        best[block], hit[block] = most, hits


@uncounted
def _enough(best, sizes, wanted, floor):  # type: ignore[no-untyped-def]
    """A bound that about so many reach, or the floor."""
    top = LEAST
    sizes[:] = 0
    for block in range(len(best)):
        top = max(top, best[block])
    for block in range(len(best)):
        sizes[min((top - max(best[block], LEAST)) >> _SHIFT, BUCKETS - 1)] += 1
    bucket, enough = 0, 0
    while bucket < BUCKETS and enough < wanted:
        enough += sizes[bucket]
        bucket += 1
    return max(np.int32(top - (bucket << _SHIFT)), floor) if bucket < BUCKETS else max(LEAST, floor)


@uncounted
def _turn(turn, sides, who, odds, mine, index, lists, others, room, state):  # type: ignore[no-untyped-def]
    """Look at all whose bound reaches what the turn asks; returns pairs for others, number scored, length, floor.

    Some are looked at more closely at a time, then those of them are scored that still reach it.
    """
    bound, counts, _, looked, _, _, _, _, memo, _, rows, left, _, _, _, out, out_scores = room
    floors, reach, rank = others
    (owned, fixed), (above, floor, held, found) = who, state
    jobs, people, model = sides
    of, classes = index[0], index[1]
    slots, scores = lists.slots[fixed], lists.scores[fixed]
    scored, begin, last = 0, found, _find(turn, reach, max(above, floor), room, found)
    while begin < last:
        end = min(begin + _TOGETHER, last)
        close = _look(turn, sides, who, odds, counts, reach, (begin, end, last, above, floor), room)
        for number in range(begin, close):
            one = out[number]
            j, a = (fixed, one) if owned else (one, fixed)
            some, least = counts[one] != 0, reach[one] if turn == _FOR_OTHERS else floor
            if looked[one] != _WITH_FOREST:
                place = 2 * of[one] + (1 if some else 0)
                if memo[place] == NEVER:
                    memo[place] = _forest(odds, mine, classes[of[one]], owned, some, rows)
                bound[one] -= memo[place]
                looked[one] = _WITH_FOREST
            if bound[one] < least:
                continue
            rows_of(jobs, people, j, a, rows)
            score = score_rows(model, rows, left, 0.0)
            scored += 1
            bound[one] = NOBODY
            if turn == _FOR_OTHERS and score >= floors[one]:
                out[found], out_scores[found] = one, score
                found += 1
            held, floor = _insert(slots, scores, held, one, score, rank, floor)
        begin = end
    return found, scored, held, floor


@uncounted
def _find(turn, reach, above, room, last):  # type: ignore[no-untyped-def]
    """Write who reaches what the turn asks behind those found for others; returns where they end."""
    bound, best, hit, out = room[0], room[4], room[5], room[15]
    for block in range(len(best)):
        if (hit[block] == 0) if turn == _FOR_OTHERS else best[block] < above:
            continue
        for one in range(BLOCK * block, BLOCK * block + BLOCK):
            if bound[one] >= max(reach[one] if turn == _FOR_OTHERS else above, LEAST):
                out[last] = one
                last += 1
    return last


@uncounted
def _look(turn, sides, who, odds, counts, reach, asked, room):  # type: ignore[no-untyped-def]
    """Make families and texts of some exact; moves to the front those who still reach a floor, returns their end."""
    bound, looked, out = room[0], room[3], room[15]
    begin, end, last, above, floor = asked
    owned, fixed = who
    jobs, people, _ = sides
    parts, close, others = (odds[3], odds[11], odds[13]), begin, people if owned else jobs
    for number in range(begin, end):
        _fetch_looked_at(owned, others, out[min(number + AHEAD, last - 1)])
        one = out[number]
        if turn != _FOR_OTHERS and bound[one] < max(above, floor):
            continue
        if looked[one] == _AS_BOUNDED:
            j, a = (fixed, one) if owned else (one, fixed)
            bound[one] -= _excess(jobs, people, j, a, counts[one] != 0, parts)
            looked[one] = _WITH_TEXTS
        if bound[one] >= (reach[one] if turn == _FOR_OTHERS else floor):
            fetch(others.bits, one)
            fetch(others.small, one)
            out[close] = one
            close += 1
    return close


@uncounted
def _fetch_looked_at(owned, others, ahead):  # type: ignore[no-untyped-def]
    """Ask for what `_excess` reads: of most whom it looks at nothing else is read."""
    if owned:
        fetch_place(others.bits, ahead, at.A_FAMILIES)
        fetch(others.text, ahead)
        fetch(others.real, ahead)
    else:
        fetch_place(others.bits, ahead, at.J_FAMILIES)
        fetch_place(others.small, ahead, at.J_INVERSE_FAMILIES)
        fetch_place(others.text, ahead, 0)
        fetch_place(others.real, ahead, at.REAL_INVERSE)


@uncounted
def _excess(jobs, people, j, a, some, parts):  # type: ignore[no-untyped-def]
    """By how much families and texts stay below what the bound of a pair has of them."""
    js, families = jobs.small, people.bits[a, at.A_FAMILIES]
    additive, text, family_top = parts
    code = text_of(jobs, people, j, a)
    excess = text[code] if code else np.int32(0)
    if js[j, at.J_COUNT_FAMILIES] and (some or families != 0):
        known = np.int64(popcount(jobs.bits[j, at.J_FAMILIES] & families))
        family = 1 + ((at.FAMILY_STEPS * known * js[j, at.J_INVERSE_FAMILIES]) >> at.INVERSE_SHIFT)
        excess += family_top - additive[_FAMILY + family]
    return excess


@uncounted
def _forest(odds, mine, theirs, owned, some, rows):  # type: ignore[no-untyped-def]
    """By how much the forest stays below its most where the classes of both are known."""
    trees, leaves, top = odds[1], odds[2], odds[14]
    masks = odds[6] if some else odds[4]
    job, applicant = (mine, theirs) if owned else (theirs, mine)
    rows[0] = odds[0] + np.int64(job >> FLAGS_AT << _FLAGS_BITS | applicant >> FLAGS_AT)
    for level in range(5):
        asked, held = level_of(job, level), level_of(applicant, level)
        rows[level + 1] = LEVEL_STARTS[level] + asked * HELD[level] + held
    width, whole = np.uint64(trees), np.uint64(trees - trees % LANES)
    total = np.int64(0)
    for first in range(np.uint64(0), whole, np.uint64(LANES)):
        total += leaves_of_levels(masks, rows, width, first, leaves)
    for tree in range(whole, width):
        left = masks[np.uint64(rows[0]) * width + tree]
        for level in range(1, 6):
            left &= masks[np.uint64(rows[level]) * width + tree]
        total += leaves[(tree << np.uint64(5)) | np.uint64(lowest(left))]
    return np.int32(top + (-total // LEAVES))


@uncounted
def _insert(slots, scores, held, member, score, rank, floor):  # type: ignore[no-untyped-def]
    """Put a member into a list of the best, by score, then rank; returns the list's length and floor."""
    place = held
    if held == slots.size:
        place -= 1
        if scores[place] > score or (scores[place] == score and rank[slots[place]] < rank[member]):
            return held, floor
    else:
        held += 1
    while place > 0 and (
        scores[place - 1] < score or (scores[place - 1] == score and rank[slots[place - 1]] > rank[member])
    ):
        scores[place], slots[place] = scores[place - 1], slots[place - 1]
        place -= 1
    scores[place], slots[place] = score, member
    return held, bound_of(scores[held - 1]) if held == slots.size else floor
