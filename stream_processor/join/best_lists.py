"""Compiled: the best members of every owner, found without scoring most of them.

Every owner is bounded against every member (`model.scoring.bounds`): by the classes of both and by the areas for all at
once, and where they share a skill also by the skills that are counted. `list_filling` does the rest.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import PLACE, STARTS
from model.text.bit_words import lowest64
from stream_processor.join.list_filling import copy, fill, room_for

SKILLS = 64 * at.SKILL_WORDS
_SHARE, _RARE, _TITLE = (STARTS[PLACE[name]] for name in ("share", "rare", "title"))
_NICE, _TEXT = (STARTS[PLACE[name]] for name in ("nice", "text"))
_COUNT_BITS = 16
_COUNT = np.uint64((1 << _COUNT_BITS) - 1)
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
    of : ndarray of int32
    counts : ndarray of uint64
        What a skill adds to the counts of a job, as four numbers of 16 bits.
    """

    start: NDArray[np.int64]
    of: NDArray[np.int32]
    counts: NDArray[np.uint64]


class Odds(NamedTuple):
    """The bounds' tables for one side's owners.

    Attributes
    ----------
    none, some : ndarray of int32, shape (classes of jobs, classes of applicants)
    areas : ndarray of int32, shape (kinds of areas, jobs)
    job_class, applicant_class, applicant_areas : ndarray of int32
    additive : ndarray of int32
    share : ndarray of int32
        The most that a share up to each code adds.
    text : ndarray of int32
        By how much the similarity of texts is below its most, by code.
    """

    none: NDArray[np.int32]
    some: NDArray[np.int32]
    areas: NDArray[np.int32]
    job_class: NDArray[np.int32]
    applicant_class: NDArray[np.int32]
    applicant_areas: NDArray[np.int32]
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
                            total += np.uint64(1) << np.uint64(_COUNT_BITS * number)
                    counts[found] = total
                found += 1
                bits ^= bit
    start[len(slots)] = found
    return found


@njit(cache=True, nogil=True)
def _gain(js, job, counts, additive, shares):  # type: ignore[no-untyped-def]
    """The most that the counted skills add."""
    matched = min(np.int64(counts & _COUNT), np.int64(js[job, at.J_COUNT_REQUIRED]))
    title = np.int64(counts >> np.uint64(_COUNT_BITS) & _COUNT)
    nice = np.int64(counts >> np.uint64(2 * _COUNT_BITS) & _COUNT)
    rare = np.int64(counts >> np.uint64(3 * _COUNT_BITS))
    share = 2 + ((2 * at.SHARE_STEPS * matched * js[job, at.J_INVERSE_REQUIRED]) >> at.INVERSE_SHIFT)
    title = 1 + ((at.TITLE_STEPS * title * js[job, at.J_INVERSE_TITLE]) >> at.INVERSE_SHIFT)
    nice = 1 + ((at.NICE_STEPS * nice * js[job, at.J_INVERSE_NICE]) >> at.INVERSE_SHIFT)
    gain = shares[share if matched else 1] + additive[_RARE + min(at.RARE_TOP, rare)]  # type: ignore[operator]
    gain += additive[_TITLE + (title if js[job, at.J_COUNT_TITLE] else 0)]
    return np.int32(gain + additive[_NICE + (nice if js[job, at.J_COUNT_NICE] else 0)])


@njit(cache=True, nogil=True)
def best_applicants(sides, odds, jobs, skills, groups, of_skill, members, lists):  # type: ignore[no-untyped-def]
    """Fill the empty lists of all jobs; returns how many pairs were scored.

    `groups` are the slots of one applicant of each group; `skills` are those of each job, `of_skill` the groups that
    name each.
    """
    count, kinds = len(groups), odds.areas.shape[0]
    bound, areas, room = room_for(count, kinds)
    counts, touched = np.zeros(count, np.uint64), np.empty(count, np.int32)
    of_class, of_areas, additive, shares, text = (
        odds.applicant_class,
        odds.applicant_areas,
        odds.additive,
        odds.share,
        odds.text,
    )
    start, names, adds = skills.start, skills.of, skills.counts
    first, holders = of_skill.start, of_skill.of
    js, kind_odds = sides.jobs.small, odds.areas
    scored = 0
    for row in range(len(jobs)):
        none, some = odds.none[odds.job_class[row]], odds.some[odds.job_class[row]]
        for kind in range(kinds):
            areas[kind] = kind_odds[kind, row]
        met = 0
        for number in range(start[row], start[row + 1]):
            for holder in range(first[names[number]], first[names[number] + 1]):
                group = holders[holder]
                if counts[group] == 0:
                    touched[met] = group
                    met += 1
                counts[group] += adds[number]
        for group in range(count):
            bound[group] = none[of_class[group]] + areas[of_areas[group]]
        for number in range(met):
            group = touched[number]
            at_most = some[of_class[group]] + areas[of_areas[group]]
            bound[group] = at_most + _gain(js, jobs[row], counts[group], additive, shares)
            counts[group] = 0
        scored += fill(sides, True, jobs[row], members, groups, bound, text, lists, jobs[row], room)
    return scored


@njit(cache=True, nogil=True)
def best_jobs(sides, odds, jobs, of_skill, groups, skills, applicants, members, lists):  # type: ignore[no-untyped-def]
    """Fill the empty lists of all applicants, equal ones at once; returns how many pairs were scored.

    `groups` are in the order of areas and class, so that most share their bounds where no skill is shared; `applicants`
    are the groups' members, `of_skill` the jobs of each skill.
    """
    count = len(jobs)
    bound, none, room = room_for(count, odds.none.shape[0])
    base, counts, touched = bound.copy(), np.zeros(count, np.uint64), np.empty(count, np.int32)
    job_class, kind_odds, additive, shares, text = odds.job_class, odds.areas, odds.additive, odds.share, odds.text
    start, names = skills.start, skills.of
    first, holders, adds = of_skill.start, of_skill.of, of_skill.counts
    js, some, scored = sides.jobs.small, odds.some, 0
    of_class, kind = -1, -1
    for row in range(len(groups)):
        if of_class != odds.applicant_class[row] or kind != odds.applicant_areas[row]:
            of_class, kind = odds.applicant_class[row], odds.applicant_areas[row]
            none[:] = odds.none[:, of_class]
            for job in range(count):
                base[job] = none[job_class[job]] + kind_odds[kind, job]
            bound[:] = base
        met = 0
        for number in range(start[row], start[row + 1]):
            for holder in range(first[names[number]], first[names[number] + 1]):
                job = holders[holder]
                if counts[job] == 0:
                    touched[met] = job
                    met += 1
                counts[job] += adds[holder]
        for number in range(met):
            job = touched[number]
            at_most = some[job_class[job], of_class] + kind_odds[kind, job]
            bound[job] = at_most + _gain(js, jobs[job], counts[job], additive, shares)
            counts[job] = 0
        owner = applicants.slots[applicants.start[row]]
        scored += fill(sides, False, groups[row], members, jobs, bound, text, lists, owner, room)
        for number in range(met):
            bound[touched[number]] = base[touched[number]]
        for number in range(applicants.start[row] + 1, applicants.start[row + 1]):
            copy(lists, owner, applicants.slots[number])
    return scored
