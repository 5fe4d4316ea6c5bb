"""Brings the lists of a shard up to date with what changed.

What changed is taken in at once, but scored only when the lists are asked for: while events come faster than they are
published, many are scored together. A few changed entities are scored against those of the other side whom bounds don't
rule out, in a small shard against all, and offered to their lists. Where much changed, as when a shard is opened or its
model changes, all lists are built anew by bounds, which scores few pairs.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

import numpy as np

from data.contract.entities import Entity
from model.features.columns import JobColumns
from model.scoring.scorer import Scorer
from stream_processor.join.building import Building
from stream_processor.join.ranking import Slots
from stream_processor.join.reaching import Reaching
from stream_processor.join.settling import Settled, Settling
from stream_processor.join.side import Applicants, Side
from stream_processor.join.view import View

LOG = logging.getLogger("matchstream.shards")
BLOCK = 1 << 20
"""Number of pairs that are scored at a time: bounds the memory of a step to 8 MiB."""
BUILT_FROM = 1 << 20
"""Number of pairs of a shard from which its lists are built at once: with few, preparing the bounds costs more than it
saves."""
BUILT_SHARE = 3
"""All lists are built where at least one pair in so many changed: building took a fifth of the time of scoring all, or
less, wherever it was measured."""
REACHED_FROM = 1000
"""Number of pairs of a changed entity from which it is scored by bounds: with fewer, scoring all is as fast."""
_told: set[str] = set()


class Rescoring:
    """The lists of a shard, and the sides that they are of.

    Parameters
    ----------
    scorer : Scorer
    jobs, applicants : Side, Applicants
    view : View
    built_from : int
        Number of pairs from which lists may be built at once.
    reached_from : int
        Number of pairs of a changed entity from which few changes are scored by bounds.

    Attributes
    ----------
    pairs_scored : int
        Number of pairs scored so far.
    is_bounded : bool
        False once it was seen that bounds are of no use with this model: every pair is scored then.
    """

    def __init__(
        self,
        scorer: Scorer,
        jobs: Side[JobColumns],
        applicants: Applicants,
        view: View,
        built_from: int,
        reached_from: int,
    ) -> None:
        self._scorer, self._view = scorer, view
        self._jobs, self._applicants = jobs, applicants
        self._built_from, self._reached_from = built_from, reached_from
        self._changed_jobs, self._changed_applicants = Settling(jobs), Settling(applicants)
        self._reaching = Reaching(scorer, jobs, applicants, view)
        self.pairs_scored, self.is_bounded = 0, True

    def take(self, jobs: Mapping[str, Entity | None], applicants: Mapping[str, Entity | None]) -> None:
        """Take in changed and removed entities (None); the lists stay as they are until `bring_up`."""
        self._changed_jobs.take(jobs)
        self._changed_applicants.take(applicants)

    def bring_up(self) -> None:
        """Bring both rankings up to date with all that was taken in."""
        if not self._changed_jobs and not self._changed_applicants:
            return
        view = self._view
        jobs = self._changed_jobs.settle(own=view.best_applicants, other=view.best_jobs)
        applicants = self._changed_applicants.settle(own=view.best_jobs, other=view.best_applicants)
        self._reaching.note(jobs, applicants)
        all_jobs, all_applicants = self._changed_jobs.listed, self._changed_applicants.listed
        others = all_applicants - applicants.listed.size
        changed = all_jobs * applicants.listed.size + jobs.listed.size * others
        if self._is_built(changed, all_jobs * all_applicants):
            self._build(self._jobs.slots, self._applicants.slots)
        elif self._is_reached(changed, jobs.listed.size + applicants.listed.size):
            self._reach(jobs, applicants)
        else:
            self._score_changed(jobs, applicants)

    @property
    def listed_applicants(self) -> int:
        """Number of applicants that may be in lists."""
        return self._changed_applicants.listed

    def _short(self, jobs: Settled, applicants: Settled) -> tuple[Slots, Slots]:
        """Applicants and jobs whose lists lost more than their reserve; emptied lists of changed ones are not short."""
        return self._view.best_jobs.short(jobs.short), self._view.best_applicants.short(applicants.short)

    def _reach(self, jobs: Settled, applicants: Settled) -> None:
        """Score what may enter a list."""
        self.pairs_scored += self._reaching.fill(jobs.listed, applicants.listed)
        of_applicants, of_jobs = self._short(jobs, applicants)
        if of_jobs.size or of_applicants.size:
            self.pairs_scored += self._reaching.refill(of_jobs, of_applicants)

    def _score_changed(self, jobs: Settled, applicants: Settled) -> None:
        """Score what changed against all of the other side."""
        best_jobs, best_applicants = self._view.best_jobs, self._view.best_applicants
        all_jobs, all_applicants = self._jobs.slots, self._applicants.slots
        untouched = self._applicants.listed
        untouched[applicants.listed] = False
        self.score(all_jobs, applicants.listed)
        self.score(jobs.listed, np.flatnonzero(untouched).astype(np.int32))
        of_applicants, of_jobs = self._short(jobs, applicants)
        if of_applicants.size:
            best_jobs.clear(of_applicants)
            self.score(all_jobs, of_applicants, offer_to_jobs=False)
        if of_jobs.size:
            best_applicants.clear(of_jobs)
            self.score(of_jobs, all_applicants, offer_to_applicants=False)

    def _is_built(self, changed: int, pairs: int) -> bool:
        """Whether all lists are built at once when so many pairs of all changed."""
        is_much = pairs > 0 and pairs >= self._built_from and BUILT_SHARE * changed >= pairs
        if is_much and self.is_bounded and self._scorer.bounds is None:
            self._give_up("its log-odds are too large for them")
        return is_much and self.is_bounded

    def _is_reached(self, changed: int, entities: int) -> bool:
        """Whether so many pairs of so few changed entities are scored by bounds."""
        return changed >= self._reached_from * entities and self.is_bounded and self._scorer.bounds is not None

    def _give_up(self, why: str) -> None:
        """From now on score every pair, and say so once."""
        self.is_bounded = False
        _tell_once(self._scorer.version, why)

    def _build(self, jobs: Slots, applicants: Slots) -> None:
        bounds = self._scorer.bounds
        if bounds is None:
            raise ValueError("this model has no bounds")
        best_jobs, best_applicants = self._view.best_jobs, self._view.best_applicants
        best_jobs.clear(applicants)
        best_applicants.clear(jobs)
        of_jobs = self._jobs.columns, jobs, self._jobs.rank
        of_applicants = self._applicants.columns, applicants, self._applicants.rank
        filled = Building(bounds, self._scorer.forest, of_jobs, of_applicants).fill(best_jobs, best_applicants)
        self.pairs_scored += filled.scored
        best_jobs.keep()
        best_applicants.keep()
        if not filled.is_whole:
            self._give_up("they leave out too few pairs")
            best_jobs.clear(applicants)
            best_applicants.clear(jobs)
            self.score(jobs, applicants)

    def score(
        self, jobs: Slots, applicants: Slots, *, offer_to_jobs: bool = True, offer_to_applicants: bool = True
    ) -> None:
        """Score jobs x applicants, and offer every pair to the lists of both sides."""
        if not jobs.size or not applicants.size:
            return
        step = max(1, BLOCK // jobs.size)
        for start in range(0, applicants.size, step):
            some = applicants[start : start + step]
            block = self._scorer.score(self._jobs.columns, jobs, self._applicants.columns, some)
            self.pairs_scored += block.size
            if offer_to_jobs:
                self._view.best_applicants.offer(jobs, some, block, self._applicants.rank)
            if offer_to_applicants:
                self._view.best_jobs.offer(some, jobs, block.T, self._jobs.rank)

    def score_pair(self, job: int, applicant: int) -> float:
        """Score of one pair, which may be in no list."""
        self.pairs_scored += 1
        one_job, one_applicant = np.array([job], np.int32), np.array([applicant], np.int32)
        block = self._scorer.score(self._jobs.columns, one_job, self._applicants.columns, one_applicant)
        return float(block[0, 0])


def _tell_once(version: str, why: str) -> None:
    if version not in _told:
        _told.add(version)
        LOG.warning("lists of %s are built by scoring every pair, not by bounds: %s (docs/engine.md)", version, why)
