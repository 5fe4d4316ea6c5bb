"""Compiled: the best members of every owner, found without scoring most pairs.

Job by job all groups of equal applicants are bounded (`model.scoring.bounds`): by the classes of both and by the areas
for all at once, and where they share a skill also by the skills that are counted. `list_filling` fills the list of the
job. An applicant who may still take the job into its own list is scored too, and takes it. So a pair is scored at most
once, but for those of the first jobs that are looked at again.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import PLACE, STARTS
from model.scoring.kernel import score_of
from model.text.bit_words import lowest64
from stream_processor.join.building_room import BLOCK, LEAST, uncounted
from stream_processor.join.fetching import fetch
from stream_processor.join.list_filling import (
    COUNT,
    COUNT_BITS,
    NICE_BITS,
    RARE_BITS,
    ROUNDING,
    TITLE_BITS,
    fill,
    look,
    place_of,
    score,
    survey,
)

SKILLS = 64 * at.SKILL_WORDS
_RARE, _TITLE, _NICE = (STARTS[PLACE[name]] for name in ("rare", "title", "nice"))
_WORDS = (
    (at.J_REQUIRED, 0),
    (at.J_ANY, 0),
    (at.J_ANY + at.SKILL_WORDS, 0),
    (at.J_TITLE, 1),
    (at.J_NICE, 2),
    (at.J_RARE, 3),
)
"""Sets of a job's skills, and which of four counts in one word each adds to. A group may be counted twice: too many
matched do a bound no harm."""


class Skilled(NamedTuple):
    """Which skills each entity names, or which entities name each skill: `of` row after row.

    Attributes
    ----------
    start : ndarray of int64, shape (rows + 1,)
    of : ndarray of uint32
    counts : ndarray of uint64
        What a skill adds to the counts of a job, as four numbers of 16 bits.
    """

    start: NDArray[np.int64]
    of: NDArray[np.uint32]
    counts: NDArray[np.uint64]


class Odds(NamedTuple):
    """The bounds' tables, for groups of equal jobs and groups of equal applicants.

    Attributes
    ----------
    none, some : ndarray of int32, shape (classes of jobs, classes of applicants)
    areas, area_rows : ndarray of int32, shape (jobs, kinds of areas)
        As of `model.scoring.area_bounds.of_areas`.
    job_class : ndarray of int32
    applicant_class, applicant_areas : ndarray of uint32
    additive : ndarray of int32
    share : ndarray of int32
        The most that a share up to each code adds.
    text : ndarray of int32
        By how much the similarity of texts is below its most, by code; 0 where there is none.
    """

    none: NDArray[np.int32]
    some: NDArray[np.int32]
    areas: NDArray[np.int32]
    area_rows: NDArray[np.int32]
    job_class: NDArray[np.int32]
    applicant_class: NDArray[np.uint32]
    applicant_areas: NDArray[np.uint32]
    additive: NDArray[np.int32]
    share: NDArray[np.int32]
    text: NDArray[np.int32]


@njit(cache=True, nogil=True)
def job_skills(jb, slots, start, of, counts):  # type: ignore[no-untyped-def]
    """Write the skills of jobs; returns how many there are. `of` is large enough, or empty to count alone."""
    found = 0
    for row in range(len(slots)):
        start[row] = found
        for word in range(at.SKILL_WORDS):
            bits = np.uint64(0)
            for first, _ in _WORDS:
                bits |= jb[slots[row], first + word]
            while bits != 0:
                bit = bits & (~bits + np.uint64(1))
                if len(of):
                    of[found] = 64 * word + np.int64(lowest64(bits))
                    total = np.uint64(0)
                    for first, number in _WORDS:
                        if jb[slots[row], first + word] & bit:
                            total += np.uint64(1) << np.uint64(COUNT_BITS * number)
                    counts[found] = total
                found += 1
                bits ^= bit
    start[len(slots)] = found
    return found


@uncounted
def _gains(js, job, most, additive, shares, gains):  # type: ignore[no-untyped-def]
    """Write what each number of matched, title's, nice and rare skills adds at most, up to the job's own numbers."""
    required, in_title, in_nice = js[job, at.J_COUNT_REQUIRED], js[job, at.J_COUNT_TITLE], js[job, at.J_COUNT_NICE]
    for number in range((most & COUNT) + 1):
        matched = min(np.int64(number), np.int64(required))
        share = 2 + ((2 * at.SHARE_STEPS * matched * js[job, at.J_INVERSE_REQUIRED]) >> at.INVERSE_SHIFT)
        gains[0, number] = shares[share if matched else 1]
    for number in range((most >> TITLE_BITS & COUNT) + 1):
        code = 1 + ((at.TITLE_STEPS * np.int64(number) * js[job, at.J_INVERSE_TITLE]) >> at.INVERSE_SHIFT)
        gains[1, number] = additive[_TITLE + (code if in_title else 0)]
    for number in range((most >> NICE_BITS & COUNT) + 1):
        code = 1 + ((at.NICE_STEPS * np.int64(number) * js[job, at.J_INVERSE_NICE]) >> at.INVERSE_SHIFT)
        gains[2, number] = additive[_NICE + (code if in_nice else 0)]
    for number in range((most >> RARE_BITS) + 1):
        gains[3, number] = additive[_RARE + min(at.RARE_TOP, np.int64(number))]  # type: ignore[operator]


@uncounted
def _without_skills(odds, row, last, base, areas, bound):  # type: ignore[no-untyped-def]
    """Bound a job against all groups, as if no skill were shared; returns its class.

    What classes give is in `base`, for the class `last`: jobs of a class stand together.
    """
    kind, of_class, of_areas = odds.job_class[row], odds.applicant_class, odds.applicant_areas
    if kind != last:
        none = odds.none[kind]
        for group in range(len(base)):
            base[group] = none[of_class[group]]
    for group in range(len(base)):
        bound[group] = base[group] + areas[of_areas[group]]
    return kind


@njit(cache=True, nogil=True)
def best_of_both(sides, odds, jobs, skills, applicants, of_skill, room, job_lists, lists, step):  # type: ignore[no-untyped-def]
    """Fill the empty lists of some groups of jobs, and put these jobs into the lists of applicants.

    Returns how many pairs were scored for the jobs' own lists, and how many in all. `skills` are those of each group of
    jobs, `of_skill` the groups of applicants that name each; `lists` are the applicants', kept for the first of each
    group. `step`: the first and behind the last group of jobs, whether their own lists are filled, and whether further
    applicants take them.
    """
    count, kinds = len(applicants.firsts), odds.areas.shape[1]
    counts, touched, bound, met = room.counts, np.empty(count, np.uint32), room.bound, 0
    of_class, of_areas, text = odds.applicant_class, odds.applicant_areas, odds.text
    start, names, adds, first, holders = skills.start, skills.of, skills.counts, of_skill.start, of_skill.of
    js, firsts, job_start, job_slots = sides.jobs.small, jobs.firsts, jobs.start, jobs.slots
    gains, areas = np.empty((4, 3 * SKILLS + 1), np.int32), np.empty(kinds, np.int32)
    base, last = np.empty(count, np.int32), np.int32(-1)
    begin, end, is_filled, is_open = step
    own, scored = 0, 0
    for row in range(begin, end):
        some = odds.some[odds.job_class[row]]
        areas[:], room.areas[:] = odds.areas[row], odds.area_rows[row]
        last = _without_skills(odds, row, last, base, areas, bound)
        for number in range(met):
            counts[touched[number]] = 0
        met, most = 0, np.uint64(0)
        for number in range(start[row], start[row + 1]):
            add, skill = adds[number], names[number]
            most += add
            for holder in range(first[skill], first[skill + 1]):
                group = holders[holder]
                if counts[group] == 0:
                    touched[met] = group
                    met += 1
                counts[group] += add
        _gains(js, firsts[row], most, odds.additive, odds.share, gains)
        for number in range(met):
            group = touched[number]
            held = counts[group]
            gain = gains[0, held & COUNT] + gains[1, held >> TITLE_BITS & COUNT]
            gain += gains[2, held >> NICE_BITS & COUNT] + gains[3, held >> RARE_BITS]
            bound[group] = some[of_class[group]] + areas[of_areas[group]] + gain
        top, done = survey(room), 0
        if is_filled:
            done = fill(sides, firsts[row], row, applicants, text, room, job_lists, top)
            own += done
            for number in range(job_start[row] + 1, job_start[row + 1]):
                _copy(job_lists, firsts[row], job_slots[number])
        scored += _offer(sides, row, jobs, applicants, text, room, lists, done, is_filled, is_open)
    counts[:] = 0
    return own, scored


@uncounted
def _offer(sides, row, jobs, applicants, text, room, lists, scored, is_new, is_open):  # type: ignore[no-untyped-def]
    """Put a group of jobs into the lists of applicants that take it; returns how many pairs of it were scored now.

    `is_new`: they are in no list yet; `is_open`: those are asked too who were not scored for the jobs' own lists.
    """
    bound, reach, floors, taken = room.bound, room.reach, room.floors, room.taken
    job, firsts, begin, additive, odds = jobs.firsts[row], applicants.firsts, scored, sides.forest.additive, room.odds
    number = row if is_new else row + len(jobs.firsts)
    for block in range(len(reach) if is_open else 0):
        if reach[block] < 0:
            continue
        look(sides, job, number, text, room, block)
        over = np.int32(LEAST)
        for i in range(BLOCK * block, BLOCK * block + BLOCK):
            over = max(over, np.int32(bound[i] - floors[i]))
        if over < 0:
            continue
        for i in range(BLOCK * block, BLOCK * block + BLOCK):
            taken[scored] = i
            scored += bound[i] >= floors[i]
    score(sides, job, firsts, room, begin, scored)
    for one in range(scored):
        if odds[one] >= floors[taken[one]]:
            fetch(lists.slots, firsts[taken[one]])
            fetch(lists.scores, firsts[taken[one]])
            fetch(room.places, taken[one])
    for one in range(scored):
        group = taken[one]
        if odds[one] >= floors[group]:
            value = score_of(additive, room.rows[one], room.leaves[one], 0.0)
            _insert(jobs, row, is_new, value, odds[one], lists, firsts[group], room.places[group], floors, group)
    return scored


@uncounted
def _insert(jobs, row, is_new, value, odds, lists, owner, places, floors, group):  # type: ignore[no-untyped-def]
    """Put equal jobs into the list of an applicant, in the order of their ids, until it takes no more."""
    slots, scores, size, rank = lists.slots[owner], lists.scores[owner], lists.slots.shape[1], jobs.rank
    length = np.int64(lists.length[owner])
    for one in range(jobs.start[row], jobs.start[row + 1]):
        slot = jobs.slots[one]
        if not is_new and _holds(slots, length, slot):
            continue
        place = place_of(slots, scores, length, rank, slot, value)
        if place == size:
            break
        length = min(length + 1, size)
        for after in range(length - 1, place, -1):
            scores[after], slots[after], places[after] = scores[after - 1], slots[after - 1], places[after - 1]
        scores[place], slots[place], places[place] = value, slot, odds
    lists.length[owner] = length
    if length == size:
        floors[group] = places[size - 1] - ROUNDING


@uncounted
def _holds(slots, length, slot):  # type: ignore[no-untyped-def]
    found = False
    for place in range(length):
        found |= slots[place] == slot
    return found


@njit(cache=True, nogil=True)
def finish(applicants, jobs, lists):  # type: ignore[no-untyped-def]
    """Set what a list says of itself, and give every applicant that of the first of its group."""
    size, start, slots = lists.slots.shape[1], applicants.start, applicants.slots
    for group in range(len(applicants.firsts)):
        owner = applicants.firsts[group]
        held = lists.length[owner]
        lists.complete[owner] = jobs <= size
        lists.floor[owner] = -np.inf if lists.complete[owner] else lists.scores[owner, held - 1]
        for number in range(start[group] + 1, start[group + 1]):
            _copy(lists, owner, slots[number])


@njit(cache=True, nogil=True)
def _copy(lists, one, other):  # type: ignore[no-untyped-def]
    """Give an owner the list of another."""
    lists.slots[other], lists.scores[other] = lists.slots[one], lists.scores[one]
    lists.length[other], lists.complete[other] = lists.length[one], lists.complete[one]
    lists.floor[other] = lists.floor[one]
