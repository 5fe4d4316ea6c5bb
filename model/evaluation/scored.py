"""Labelled pairs with a model's scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.contract.matches import RATIOS
from model.labelled.pairs import Pairs
from model.scoring.scorer import Scorer


class ScoredPairs:
    """Pairs with a model's scores and those of the baselines.

    Parameters
    ----------
    scorer : Scorer
    pairs : Pairs

    Attributes
    ----------
    job_ids, applicant_ids : list of str
        Of the pairs' entities, by slot, in the order of the alphabet: the order of the pairs changes no slot.
    jobs, applicants : JobColumns, ApplicantColumns
    rows, columns : ndarray of shape (n,), int64
        Slots of each pair's job and applicant.
    score : ndarray of shape (n,), float64
        Quality score: it ranks.
    job_effect : ndarray of shape (n,), float64
    overlap : ndarray of shape (n,), float64
        Share of the required skills that are held; 0 where one side says nothing.
    prevalence : float
        Share of hired among all applications of the training period, the undecided ones included; NaN if unknown.
    """

    def __init__(self, scorer: Scorer, pairs: Pairs) -> None:
        self.scorer, self.pairs = scorer, pairs
        self.job_ids, self.rows = _slots(pairs.job_ids)
        self.applicant_ids, self.columns = _slots(pairs.applicant_ids)
        self.jobs, self.applicants = scorer.jobs(len(self.job_ids)), scorer.applicants(len(self.applicant_ids))
        for slot, key in enumerate(self.job_ids):
            self.jobs.put(slot, pairs.jobs[key])
        for slot, key in enumerate(self.applicant_ids):
            self.applicants.put(slot, pairs.applicants[key])
        self.score = self.scores(self.rows, self.columns)
        self.job_effect = self.job_effects(self.rows, self.columns)
        self.overlap = self.overlaps(self.rows, self.columns)
        self.base_rate = scorer.base_rate
        self.prevalence = float(scorer.artifact.manifest.get("prevalence", np.nan))

    @property
    def probability(self) -> NDArray[np.float64]:
        """Hire probability of each pair: ndarray of shape (n,), float64."""
        return self.scorer.probability(self.score, self.job_effect)

    def scores(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Quality score of any aligned slots: ndarray of shape (n,), float64."""
        return self.scorer.score_aligned(self.jobs, rows, self.applicants, columns)

    def job_effects(self, rows: NDArray[np.int64], _columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Job effect of any aligned slots: ndarray of shape (n,), float64."""
        return np.asarray(self.jobs.effects[rows])

    def overlaps(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Skill overlap of any aligned slots: ndarray of shape (n,), float64."""
        found = self.scorer.ratios(self.jobs, rows, self.applicants, columns)[:, RATIOS.index("technical")]
        return np.asarray(np.nan_to_num(found.astype(float), nan=0.0))


def _slots(keys: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    names, slots = np.unique(np.array(keys, str), return_inverse=True)
    return names.tolist(), slots.astype(np.int64)
