"""Builds all lists of a shard at once, by bounds: the same lists as from scoring every pair, to the last bit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import PLACE, SIZES, STARTS
from model.features.columns import ApplicantColumns, JobColumns
from model.scoring.area_bounds import of_areas
from model.scoring.bounds import Bounds, classes_of_applicants, classes_of_jobs
from model.scoring.kernel import Compiled
from stream_processor.join import best_lists
from stream_processor.join.best_lists import SKILLS, Odds, Skilled
from stream_processor.join.building_room import (
    BLOCK,
    P_AREAS,
    P_CERTIFIED,
    P_FAMILIES,
    P_SAID,
    Members,
    Room,
    Sides,
)
from stream_processor.join.list_filling import LEVEL_PLACES
from stream_processor.join.ranking import Ranking, Slots

AREAS = [at.A_AREAS, at.A_CONTRACTS]
TRIED_SHARE = 4
"""One job in so many is tried before it is said whether bounds help."""
USELESS = 0.5
"""Where more of these jobs' pairs had to be scored for their own lists, scoring every pair is as fast."""
_SHARE, _TEXT = STARTS[PLACE["share"]], STARTS[PLACE["text"]]


class Filled(NamedTuple):
    """How many pairs were scored, and whether the lists are filled."""

    scored: int
    is_whole: bool


class Building:
    """One building of all lists.

    Parameters
    ----------
    bounds : Bounds
    forest : Compiled
        As `Scorer.forest`.
    jobs, applicants : tuple of columns, ndarray of int32, ndarray of int32
        The slots of those that may be in lists; by slot, the position of its id among all ids.
    """

    def __init__(
        self,
        bounds: Bounds,
        forest: Compiled,
        jobs: tuple[JobColumns, Slots, Slots],
        applicants: tuple[ApplicantColumns, Slots, Slots],
    ) -> None:
        job_columns, job_slots, job_rank = jobs
        columns, slots, rank = applicants
        jobs_as_they_come = _equal(job_columns, job_slots, job_rank)
        groups = _equal(columns, slots, rank)
        classes = classes_of_applicants(columns, groups.firsts)
        areas, kind = np.unique(columns.bits[groups.firsts][:, AREAS], axis=0, return_inverse=True)
        order = np.lexsort((classes.of, kind.ravel(), _texts_of(columns, groups.firsts)))
        self._applicants = _in_order(groups, order)
        job_classes = classes_of_jobs(job_columns, jobs_as_they_come.firsts)
        is_first = np.arange(len(job_classes.of)) < len(job_classes.of) // TRIED_SHARE
        met = np.unique(job_classes.of, return_index=True)[1]  # classes by number are alike, and lists filled slowly
        job_order = np.lexsort((met[job_classes.of], ~is_first))
        self._jobs = _in_order(jobs_as_they_come, job_order)
        none, some = bounds.of_classes(job_classes, classes)
        similar = bounds.additive[_TEXT : _TEXT + SIZES[PLACE["text"]]]
        below = similar.max() - similar
        below[0] = 0
        self._odds = Odds(
            none,
            some,
            *of_areas(bounds.additive, job_columns, self._jobs.firsts, areas),
            job_classes.of[job_order],
            classes.of[order].astype(np.uint32),
            kind.ravel()[order].astype(np.uint32),
            bounds.additive,
            np.maximum.accumulate(bounds.additive[_SHARE : _SHARE + SIZES[PLACE["share"]]]),
            below,
        )
        texts = _in_blocks(columns, self._applicants.firsts)
        people = _in_rows(columns, self._applicants.firsts, self._odds.applicant_areas)
        self._sides = Sides(job_columns.arrays, columns.arrays, forest, bounds.additive, people, *texts)
        self._job_skills = _job_skills(job_columns, self._jobs.firsts)
        self._of_skill = _by_skill(columns, self._applicants.firsts)

    def fill(self, best_jobs: Ranking, best_applicants: Ranking) -> Filled:
        """Fill all lists, which are empty; gives up where too many pairs of the first jobs were scored.

        The first jobs are offered only to the applicants who were scored for these jobs' own lists, and to the others
        last: an applicant's list is good then, and takes few.
        """
        groups, jobs = len(self._applicants.firsts), len(self._jobs.firsts)
        room = Room.of(groups, best_jobs.slots.shape[1], self._sides.forest.trees, self._odds.areas.shape[1])
        first = jobs // TRIED_SHARE
        scored = 0
        for step in ((0, first, True, False), (first, jobs, True, True), (0, first, False, True)):
            own, some = best_lists.best_of_both(
                self._sides,
                self._odds,
                self._jobs,
                self._job_skills,
                self._applicants,
                self._of_skill,
                room,
                best_applicants.lists,
                best_jobs.lists,
                step,
            )
            scored += some
            if step[1] == first and own > USELESS * first * groups:
                return Filled(scored, is_whole=False)
        best_lists.finish(self._applicants, len(self._jobs.slots), best_jobs.lists)
        return Filled(scored, is_whole=True)


def _equal(columns: ApplicantColumns | JobColumns, slots: Slots, rank: Slots) -> Members:
    """Entities in groups of those that are equal in all that a score is made of, in each in the order of ids.

    Those whose hash another has too, but who differ, are a group each.
    """
    ordered = slots[np.argsort(rank[slots])]
    bits, small, text, real = columns.arrays
    inverses = real[ordered, at.REAL_INVERSE : at.J_EFFECT if isinstance(columns, JobColumns) else at.A_REAL]
    parts = bits[ordered], inverses, small[ordered], text[ordered]
    ends = np.cumsum([part.shape[1] * part.itemsize for part in parts]).tolist()
    rows = np.zeros((len(ordered), -(-ends[-1] // 8)), np.uint64)
    for part, end in zip(parts, ends, strict=True):
        in_bytes = np.ascontiguousarray(part).view(np.uint8)
        rows.view(np.uint8)[:, end - in_bytes.shape[1] : end] = in_bytes
    _, first, number = np.unique(_hashes(rows), return_index=True, return_inverse=True)
    alike, own = first[number], np.arange(len(rows))
    doubles = np.flatnonzero(alike != own)
    differ = doubles[(rows[doubles] != rows[alike[doubles]]).any(axis=1)]
    alike[differ] = differ
    _, group = np.unique(alike, return_inverse=True)
    start = np.concatenate([[0], np.cumsum(np.bincount(group))])
    return _members(start, ordered[np.argsort(group, kind="stable")], rank)


def _hashes(rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number for each row."""
    factors = np.random.default_rng(0).integers(1 << 63, size=rows.shape[1], dtype=np.uint64) * 2 + 1
    mixed = rows >> np.uint64(32)
    mixed ^= rows
    hashes: NDArray[np.uint64] = mixed @ factors
    return hashes


def _members(start: NDArray[np.int64], slots: Slots, rank: Slots) -> Members:
    return Members(start, slots, rank, slots[start[:-1]])


def _in_order(groups: Members, order: NDArray[np.int64]) -> Members:
    sizes = np.diff(groups.start)[order]
    start = np.concatenate([[0], np.cumsum(sizes)])
    places = np.repeat(groups.start[:-1][order] - start[:-1], sizes) + np.arange(start[-1])
    return _members(start, groups.slots[places], groups.rank)


def _job_skills(jobs: JobColumns, slots: Slots) -> Skilled:
    start = np.empty(len(slots) + 1, np.int64)
    size = best_lists.job_skills(jobs.bits, slots, start, np.empty(0, np.uint32), np.empty(0, np.uint64))
    found = Skilled(start, np.empty(size, np.uint32), np.empty(size, np.uint64))
    if size:
        best_lists.job_skills(jobs.bits, slots, *found)
    return found


def _texts_of(applicants: ApplicantColumns, slots: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Which texts applicants have: a bit each."""
    there = applicants.real[slots, at.REAL_INVERSE :] != 0.0
    bits: NDArray[np.uint64] = there.astype(np.uint64) @ (np.uint64(1) << np.arange(at.TEXTS, dtype=np.uint64))
    return bits


def _in_blocks(
    applicants: ApplicantColumns, slots: NDArray[np.int32]
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.uint64]]:
    """The texts of applicants, as `Sides` holds them."""
    blocks = -(-len(slots) // BLOCK)
    texts = np.zeros((BLOCK * blocks, at.A_TEXT), np.int8)
    inverses = np.zeros((BLOCK * blocks, at.TEXTS))
    texts[: len(slots)] = applicants.text[slots]
    inverses[: len(slots)] = applicants.real[slots, at.REAL_INVERSE :]
    of_blocks = texts.reshape(blocks, BLOCK, at.A_TEXT // 2, 2).transpose(0, 2, 1, 3)
    by_text = inverses.reshape(blocks, BLOCK, at.TEXTS).transpose(0, 2, 1)
    present = np.zeros((blocks, BLOCK), np.uint64)
    present.ravel()[: len(slots)] = _texts_of(applicants, slots)
    return of_blocks.ravel(), by_text.ravel(), np.bitwise_or.reduce(present, axis=1)


def _in_rows(applicants: ApplicantColumns, slots: Slots, kinds: NDArray[np.uint32]) -> NDArray[np.int64]:
    """What is read of applicants where a pair is scored, as `Sides` holds it."""
    small = applicants.small[slots]
    rows = np.empty((len(slots), P_FAMILIES + 1), np.int64)
    rows[:, : at.LEVELS] = small[:, : at.LEVELS] + np.array(STARTS)[list(LEVEL_PLACES)]
    rows[:, P_SAID], rows[:, P_CERTIFIED], rows[:, P_AREAS] = small[:, at.A_SAID], small[:, at.A_CERTIFIED], kinds
    rows[:, P_FAMILIES] = applicants.bits[slots, at.A_FAMILIES].view(np.int64)
    return rows


def _by_skill(applicants: ApplicantColumns, slots: Slots) -> Skilled:
    """Who of the applicants names each skill."""
    words = np.ascontiguousarray(applicants.bits[slots, at.A_SKILLS : at.A_SKILLS + at.SKILL_WORDS])
    bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")
    skill, row = np.nonzero(bits.T)
    start = np.searchsorted(skill, np.arange(SKILLS + 1))
    return Skilled(start, row.astype(np.uint32), np.ones(0, np.uint64))
