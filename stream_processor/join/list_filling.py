"""Compiled: fills one job's list, scoring few of the pairs.

The job is bounded against every group of equal applicants already. Of the best the similarity of texts is made exact.
Then the log-odds of pairs are computed as integers, best bound first, until no bound left reaches the last place of the
list: that is the floor, in the units of the bounds. A pair gets its score, a float, once it is known to be in a list,
or within the rounding of its last place.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

import numpy as np

from model.features import layout as at
from model.features.channels import CHANNELS, PLACE, STARTS
from model.scoring.area_bounds import ROW_BITS
from model.scoring.bounds import LEAVES, UNIT
from model.scoring.kernel import counted_rows, leaves_of, score_of, skill_rows
from model.scoring.lanes import lower_by_texts, most_of
from stream_processor.join.building_room import (
    BLOCK,
    BUCKETS,
    LEAST,
    NONE_YET,
    P_AREAS,
    P_CERTIFIED,
    P_FAMILIES,
    P_SAID,
    uncounted,
)
from stream_processor.join.fetching import fetch

_CHANNELS = len(CHANNELS)
_TEXT, _TEXT_START = PLACE["text"], STARTS[PLACE["text"]]
_AREA, _NEAR, _CONTRACT = (PLACE[name] for name in ("area", "near", "contract"))
_ROW = (1 << ROW_BITS) - 1
LEVEL_PLACES = tuple(PLACE[name] for name in ("english", "spanish", "academic", "seniority"))
HELD = at.LEVELS_HELD
_SHIFT = np.int32(14)
"""Bounds are sorted in buckets of 1/64 in log-odds."""
_TOP = 13 * UNIT
"""Higher log-odds count as these: nearer to a score of 100 two of them may have the same score."""
ROUNDING = _CHANNELS + 2
"""By how many units whole log-odds may be too high, and one more: each channel's and the forest's are rounded up."""
COUNT_BITS = 16
COUNT = np.uint64((1 << COUNT_BITS) - 1)
MATCHED_BITS, TITLE_BITS, NICE_BITS, RARE_BITS = (np.uint64(COUNT_BITS * number) for number in range(4))
"""Where each of four counts of skills stands in one word."""
_FIRST_BLOCKS = 4
"""The first block for so many places of a list: most have several who are good enough."""
_STEP = 8
"""So many pairs are scored between two looks at the floor."""


@uncounted
def survey(room):  # type: ignore[no-untyped-def]
    """Write what is best of each block; returns the highest bound."""
    bound, best, reach, floors = room.bound, room.best, room.reach, room.floors
    top = np.int32(LEAST)
    for block in range(len(best)):
        most_of(bound, floors, np.uint64(block), best, reach)
        top = max(top, best[block])
    return top


@uncounted
def fill(sides, job, number, members, text, room, lists, top):  # type: ignore[no-untyped-def]
    """Fill the empty list of a job, the `number`-th; returns how many pairs were scored, which are in `room` then."""
    best, sizes, size = room.best, room.sorting[0], lists.slots.shape[1]
    sizes[:] = 0
    for block in range(len(best)):
        sizes[min((top - best[block]) >> _SHIFT, BUCKETS - 1)] += 1
    # As many as the list takes, from few blocks; then the others that reach the floor of these.
    found, people, seen, bucket, wanted = 0, 0, 0, 0, -(-size // _FIRST_BLOCKS)
    while people < size and bucket < BUCKETS:
        while bucket < BUCKETS and seen < wanted:
            seen += sizes[bucket]
            bucket += 1
        above = np.int32(top - (bucket << _SHIFT)) if bucket < BUCKETS else np.int32(LEAST)
        found, people = _find(sides, job, number, members, text, room, above)
        wanted *= 2
    ordered = _sort(top, room, found, 2 * size)
    state = _take(sides, job, members, room, ordered, size, (NONE_YET, NONE_YET, NONE_YET, np.int32(LEAST)))
    found, people = _find(sides, job, number, members, text, room, np.int32(max(state[3] - 1, LEAST)))
    ordered = _sort(top, room, found, found)
    state = _take(sides, job, members, room, ordered, size, state)
    _write(sides, job, state[1], members, room, lists)
    return state[0]


@uncounted
def _find(sides, job, number, members, text, room, above):  # type: ignore[no-untyped-def]
    """Find the groups with bounds above one that is exact in texts; returns how many groups and applicants they are."""
    bound, best, found, start = room.bound, room.best, room.found, members.start
    count, people = 0, 0
    for block in range(len(best)):
        if best[block] <= above:
            continue
        look(sides, job, number, text, room, block)
        if best[block] <= above:
            continue
        for i in range(BLOCK * block, min(BLOCK * block + BLOCK, len(start) - 1)):
            is_above = bound[i] > above  # no branch: it would be guessed wrong every other time
            found[count] = i
            count += is_above
            people += is_above * (start[i + 1] - start[i])
    return count, people


@uncounted
def look(sides, job, number, text, room, block):  # type: ignore[no-untyped-def]
    """Make the bounds of a block exact in the texts."""
    jt, jr = sides.jobs.text, sides.jobs.real
    if room.looked[block] == number:
        return
    room.looked[block] = number
    inverse, present = jr[job, at.REAL_INVERSE], sides.present[block]
    if inverse != 0.0 and present != 0:
        begin = np.uint64(BLOCK * block)
        room.best[block] = lower_by_texts(
            room.bound, room.texts, begin, jt[job], inverse, sides.texts, sides.inverses, present, text
        )
    else:
        room.texts[BLOCK * block : BLOCK * block + BLOCK] = 0


@uncounted
def _sort(top, room, count, wanted):  # type: ignore[no-untyped-def]
    """Write the groups with the best bounds in their order, those of a bucket as they come; returns how many."""
    bound, found, order, place = room.bound, room.found, room.order, room.sorting[1]
    place[:] = 0
    for number in range(count):
        place[min((top - bound[found[number]]) >> _SHIFT, BUCKETS - 1) + 1] += 1
    last = 0
    while last < BUCKETS and place[last] < wanted:
        last += 1
        place[last] += place[last - 1]
    total = place[last]
    for number in range(count):
        bucket = min((top - bound[found[number]]) >> _SHIFT, BUCKETS - 1)
        if bucket < last:
            order[place[bucket]] = found[number]
            place[bucket] += 1
    return total


@uncounted
def _take(sides, job, members, room, count, size, state):  # type: ignore[no-untyped-def]
    """Score those of the ordered groups whose bounds reach the floor, and keep those that do.

    The state is how many were scored, how many of them are kept, how many applicants these are, and the floor.
    """
    bound, taken, kept, odds, start, groups = room.bound, room.taken, room.kept, room.odds, members.start, room.order
    scored, held, people, floor = state
    place = 0
    while place < count:
        begin, most = scored, size if people < size else _STEP
        while place < count and scored - begin < most:
            i = groups[place]
            place += 1
            if bound[i] >= floor:
                taken[scored] = i
                bound[i] = LEAST
                scored += 1
        score(sides, job, members.firsts, room, begin, scored)
        for number in range(begin, scored):
            if odds[number] < floor:
                continue
            after = held
            while after > 0 and odds[kept[after - 1]] < odds[number]:
                kept[after] = kept[after - 1]
                after -= 1
            kept[after] = number
            held += 1
            people += start[taken[number] + 1] - start[taken[number]]
            last, rest = held - 1, people
            more = start[taken[kept[last]] + 1] - start[taken[kept[last]]]
            while rest - more >= size:
                rest -= more
                last -= 1
                more = start[taken[kept[last]] + 1] - start[taken[kept[last]]]
            if rest >= size:
                floor = np.int32(odds[kept[last]] - ROUNDING)
                while odds[kept[held - 1]] < floor:
                    held -= 1
                    people -= start[taken[kept[held]] + 1] - start[taken[kept[held]]]
    return scored, held, people, floor


@uncounted
def score(sides, job, firsts, room, begin, end):  # type: ignore[no-untyped-def]
    """Write codes, leaves and whole log-odds of a job's pairs with the groups that are taken."""
    asked, people, model, left, known = sides.jobs, sides.people, sides.forest, room.left, room.areas
    additive, taken, rows, texts, counts = sides.additive, room.taken, room.rows, room.texts, room.counts
    is_counted = asked.small[job, at.J_GROUPS] == 0  # a skill of a group may be counted twice
    for number in range(begin, end):
        fetch(people, taken[number])
    for number in range(begin, end):
        group = taken[number]
        of_pair, held = rows[number], people[group]
        for place in range(at.LEVELS):
            of_pair[LEVEL_PLACES[place]] = HELD[place] * asked.small[job, place] + held[place]
        of_areas = known[np.uint64(held[P_AREAS])]
        of_pair[_AREA], of_pair[_CONTRACT] = of_areas & _ROW, of_areas >> 2 * ROW_BITS
        of_pair[_NEAR] = of_areas >> ROW_BITS & _ROW
        if is_counted:
            all_of_them = counts[group]
            matched, rare = np.int64(all_of_them & COUNT), np.int64(all_of_them >> RARE_BITS)
            in_title, nice = np.int64(all_of_them >> TITLE_BITS & COUNT), np.int64(all_of_them >> NICE_BITS & COUNT)
            said = held[P_SAID], held[P_CERTIFIED], np.uint64(held[P_FAMILIES])
            counted_rows(asked, job, said, (matched, rare, in_title, nice), of_pair)
        else:
            skill_rows(asked, sides.applicants, job, firsts[group], of_pair)
        of_pair[_TEXT] = _TEXT_START + texts[group]
    for number in range(begin, end):
        total = leaves_of(model, rows[number], left)
        room.leaves[number] = total
        whole = -(-np.int64(total) // LEAVES)
        for channel in range(_CHANNELS):
            whole += additive[np.uint64(rows[number, channel])]
        room.odds[number] = min(whole, _TOP)


@uncounted
def _write(sides, job, held, members, room, lists):  # type: ignore[no-untyped-def]
    """Write the list of a job from the groups that are kept."""
    additive = sides.forest.additive
    start, equal, rank = members.start, members.slots, members.rank
    slots, scores = lists.slots[job], lists.scores[job]
    size, length = slots.size, NONE_YET
    for number in room.kept[:held]:
        value = score_of(additive, room.rows[number], room.leaves[number], 0.0)
        group = room.taken[number]
        for one in range(start[group], start[group + 1]):
            place = place_of(slots, scores, length, rank, equal[one], value)
            if place == size:
                break
            length = min(length + 1, size)
            for after in range(length - 1, place, -1):
                scores[after], slots[after] = scores[after - 1], slots[after - 1]
            scores[place], slots[place] = value, equal[one]
    lists.length[job] = length
    lists.complete[job] = len(equal) <= size
    lists.floor[job] = -np.inf if lists.complete[job] else scores[length - 1]


@uncounted
def place_of(slots, scores, length, rank, slot, value):  # type: ignore[no-untyped-def]
    """The place of a member in a list: `slots.size` where it has none."""
    place = length
    while place > 0 and (
        scores[place - 1] < value or (scores[place - 1] == value and rank[slots[place - 1]] > rank[slot])
    ):
        place -= 1
    return place
