"""Judges outcomes, also those of jobs that were closed: a job is often closed by the hire that it was for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from data.contract.entities import Entity
from model.features.columns import JobColumns
from model.scoring.scorer import Scorer
from stream_processor.join.applications import Applications
from stream_processor.join.match_records import Pair
from stream_processor.join.outcomes import Said
from stream_processor.join.side import Applicants, Side
from stream_processor.join.view import Differences


class Closing:
    """Remembers the effects of jobs that were closed since the last publishing.

    Parameters
    ----------
    scorer : Scorer
    jobs, applicants : Side, Applicants
    applications : Applications
        Whose outcomes are judged.
    """

    def __init__(
        self, scorer: Scorer, jobs: Side[JobColumns], applicants: Applicants, applications: Applications
    ) -> None:
        self._scorer = scorer
        self._jobs = jobs
        self._applicants = applicants
        self._applications = applications
        self._effects: dict[str, float] = {}

    def note(self, jobs: Mapping[str, Entity | None]) -> None:
        """Note changed jobs, before those that were closed (None) are gone."""
        effects = self._jobs.columns.effects
        for name, entity in jobs.items():
            if entity is None and (slot := self._jobs.slot(name)) is not None:
                self._effects[name] = float(effects[slot])

    def forget(self) -> None:
        """Drop what was noted."""
        self._effects.clear()

    def judge(self, pairs: list[Pair], rows: Differences) -> None:
        """Put what was said of pairs beside what came of them; keep it of those whose job was closed."""
        outcomes = self._applications.outcomes
        left = np.flatnonzero(np.isnan(rows.now) & ~np.isnan(rows.was)).tolist() if self._effects else []
        left = [row for row in left if self._is_kept(pairs[row])]
        if left or outcomes.is_awaited:
            scores = np.where(np.isnan(rows.was), rows.now, rows.was)
            chances = self._scorer.probability(scores, np.array([self._effect(job) for job, _ in pairs]))
            outcomes.judge(pairs, Said(scores, chances))
            outcomes.keep([pairs[row] for row in left], Said(scores[left], chances[left]))
        self.forget()

    def _is_kept(self, pair: Pair) -> bool:
        job, applicant = pair
        return job in self._effects and applicant in self._applicants and self._applications.is_open(pair)

    def _effect(self, job: str) -> float:
        slot = self._jobs.slot(job)
        return self._effects.get(job, np.nan) if slot is None else float(self._jobs.columns.effects[slot])
