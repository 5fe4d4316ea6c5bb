"""Builds all lists of a shard at once, by bounds: the same lists as from scoring every pair, to the last bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import PLACE, SIZES, STARTS
from model.features.columns import ApplicantColumns, JobColumns
from model.scoring.bounds import Bounds, Classes, classes_of_applicants, classes_of_jobs
from model.scoring.kernel import Compiled
from stream_processor.join import best_lists
from stream_processor.join.best_lists import SKILLS, Odds, Skilled
from stream_processor.join.list_filling import Members, Sides
from stream_processor.join.ranking import Ranking, Slots

_SHARE, _TEXT = STARTS[PLACE["share"]], STARTS[PLACE["text"]]


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
        job_columns, self._jobs, job_rank = jobs
        columns, slots, rank = applicants
        self._sides = Sides(job_columns.arrays, columns.arrays, forest)
        groups = _equal(columns, slots, rank)
        firsts = groups.slots[groups.start[:-1]]
        classes = classes_of_applicants(columns, firsts)
        areas, kind = np.unique(columns.bits[firsts][:, [at.A_AREAS, at.A_CONTRACTS]], axis=0, return_inverse=True)
        kind = kind.ravel()
        order = np.lexsort((classes.of, kind))
        self._applicants, self._groups = _in_order(groups, order), firsts[order]
        classes = Classes(classes.of[order], classes.levels, classes.flags)
        job_classes = classes_of_jobs(job_columns, self._jobs)
        none, some = bounds.of_classes(job_classes, classes)
        texts = bounds.additive[_TEXT : _TEXT + SIZES[PLACE["text"]]]
        share = np.maximum.accumulate(bounds.additive[_SHARE : _SHARE + SIZES[PLACE["share"]]])
        self._odds = Odds(
            none,
            some,
            bounds.of_areas(job_columns, self._jobs, areas),
            job_classes.of,
            classes.of,
            np.asarray(kind[order], np.int32),
            bounds.additive,
            share,
            texts.max() - texts,
        )
        self._members = Members(np.arange(len(self._jobs) + 1), self._jobs, job_rank)
        self._job_skills = _job_skills(job_columns, self._jobs)
        self._skills = _applicant_skills(columns, self._groups)

    def fill(self, best_jobs: Ranking, best_applicants: Ranking) -> int:
        """Fill all lists, which are empty; returns how many pairs were scored."""
        by_skill = _turned(self._job_skills, len(self._jobs))
        scored: int = best_lists.best_applicants(
            self._sides,
            self._odds,
            self._jobs,
            self._job_skills,
            self._groups,
            _turned(self._skills, len(self._groups)),
            self._applicants,
            best_applicants.lists,
        )
        scored += best_lists.best_jobs(
            self._sides,
            self._odds,
            self._jobs,
            by_skill,
            self._groups,
            self._skills,
            self._applicants,
            self._members,
            best_jobs.lists,
        )
        return scored


def _equal(columns: ApplicantColumns, slots: Slots, rank: Slots) -> Members:
    """Applicants in groups of equal ones, in each in the order of ids."""
    ordered = slots[np.argsort(rank[slots])]
    rows = np.hstack([column[ordered].view(np.uint8).reshape(len(ordered), -1) for column in columns.arrays])
    whole = np.ascontiguousarray(rows).view(f"V{rows.shape[1]}").ravel().tolist()
    number: dict[bytes, int] = {}
    group = np.array([number.setdefault(row, len(number)) for row in whole], np.int64)
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=len(number)))])
    return Members(start, ordered[np.argsort(group, kind="stable")], rank)


def _in_order(groups: Members, order: NDArray[np.int64]) -> Members:
    sizes = np.diff(groups.start)[order]
    start = np.concatenate([[0], np.cumsum(sizes)])
    places = np.repeat(groups.start[:-1][order] - start[:-1], sizes) + np.arange(start[-1])
    return Members(start, groups.slots[places], groups.rank)


def _job_skills(jobs: JobColumns, slots: Slots) -> Skilled:
    start = np.empty(len(slots) + 1, np.int64)
    size = best_lists.job_skills(jobs.bits, slots, start, np.empty(0, np.int32), np.empty(0, np.uint64))
    found = Skilled(start, np.empty(size, np.int32), np.empty(size, np.uint64))
    if size:
        best_lists.job_skills(jobs.bits, slots, *found)
    return found


def _applicant_skills(applicants: ApplicantColumns, slots: Slots) -> Skilled:
    words = np.ascontiguousarray(applicants.bits[slots, at.A_SKILLS : at.A_SKILLS + at.SKILL_WORDS])
    bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")
    row, skill = np.nonzero(bits)
    start = np.searchsorted(row, np.arange(len(slots) + 1))
    return Skilled(start, skill.astype(np.int32), np.ones(len(skill), np.uint64))


def _turned(skilled: Skilled, rows: int) -> Skilled:
    """Who names each skill, instead of the skills that each names."""
    order = np.argsort(skilled.of, kind="stable")
    start = np.searchsorted(skilled.of[order], np.arange(SKILLS + 1))
    named = np.repeat(np.arange(rows, dtype=np.int32), np.diff(skilled.start))
    return Skilled(start, named[order], skilled.counts[order])
