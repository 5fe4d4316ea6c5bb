"""Real applications against random pairs of the same time: who was considered for which job.

A real application means that somebody considered this person for this job. Examples of "not considered" are random
pairs from the same applications: the person of one with the job of another of about the same day. So each person and
each job is as frequent among the random pairs as among the real ones. Being popular, or asking little, does not tell
the two kinds apart; a model must learn how person and job relate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.labelled.pairs import Pairs

WINDOW_DAYS = 60


@dataclass(frozen=True)
class Comparisons:
    """Real applications and the random pairs beside them, as rows of the applications whose sides they take.

    Attributes
    ----------
    jobs, people : ndarray of shape (n,), int64
        Rows of the applications that give the pair's job and its person; equal where the pair is a real one.
    """

    jobs: NDArray[np.int64]
    people: NDArray[np.int64]

    @property
    def real(self) -> NDArray[np.bool_]:
        """Which pairs are real applications."""
        return np.asarray(self.jobs == self.people)

    def take(self, kept: NDArray[np.bool_]) -> Comparisons:
        """Keep some pairs."""
        return Comparisons(self.jobs[kept], self.people[kept])


def draw(pairs: Pairs, known: NDArray[np.bool_], times: int, seed: int) -> Comparisons:
    """Draw random pairs for every application of a person of whom something is known.

    Parameters
    ----------
    pairs : Pairs
        In the order of time.
    known : ndarray of shape (len(pairs),), bool
        Whether anything is known of the application's person.
    times : int
        Random pairs per application; fewer where what was drawn is a real application.
    seed : int
    """
    rows = np.flatnonzero(known)
    days = pairs.applied_on[rows].astype(np.int64)
    first = np.searchsorted(days, days - WINDOW_DAYS)
    past = np.searchsorted(days, days + WINDOW_DAYS, side="right")
    drawn = np.random.default_rng(seed).random((times, len(rows)))
    others = rows[(first + drawn * (past - first)).astype(np.int64)]
    jobs = np.unique(pairs.job_ids, return_inverse=True)[1].astype(np.int64)
    people = np.unique(pairs.applicant_ids, return_inverse=True)[1].astype(np.int64)
    width = int(people.max(initial=0)) + 1
    real = np.unique(jobs * width + people)
    owners = np.tile(rows, (times, 1))
    fresh = ~np.isin(jobs[others] * width + people[owners], real)
    return Comparisons(np.concatenate([rows, others[fresh]]), np.concatenate([rows, owners[fresh]]))
