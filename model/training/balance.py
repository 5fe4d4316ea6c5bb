"""Chooses the weight of hired against rejected candidates of one job, on jobs that a match part never saw.

Being considered and being hired may depend on different things: on skills alone, say, and also on levels. One number
must rank for both. The weight of the second comparison should depend on how many there are: thousands are evidence, a
few hundred are noise that harms retrieval. So a larger weight is chosen only where it orders the candidates of unseen
jobs better beyond chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.labelled.comparisons import Comparisons
from model.scoring.additive import inside_jobs
from model.training.hyperparameters import BEYOND_CHANCE
from model.training.rows import Rows


@dataclass(frozen=True)
class Inside:
    """Comparisons of a hired and a rejected candidate of one job.

    Attributes
    ----------
    better, worse : ndarray of shape (m,), int64
        Rows of the pairs: hired, and rejected.
    weight : ndarray of shape (m,), float64
        See `model.scoring.additive.inside_jobs`.
    job : ndarray of shape (m,), int64
        Number of their job.
    """

    better: NDArray[np.int64]
    worse: NDArray[np.int64]
    weight: NDArray[np.float64]
    job: NDArray[np.int64]

    @classmethod
    def of(cls, compared: Comparisons, rows: Rows) -> Inside:
        """All comparisons among real applications.

        Parameters
        ----------
        compared : Comparisons
        rows : Rows
            Rows of the applications from which the pairs are made.
        """
        places = np.flatnonzero(compared.real)
        of_real = compared.people[places]
        better, worse, weight = inside_jobs(rows.groups[of_real], rows.hired[of_real], rows.judged[of_real])
        return cls(places[better], places[worse], weight, rows.groups[of_real[better]])

    def won(self, odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weight of the comparisons that the hired candidate wins, for each job; a tie counts half.

        Parameters
        ----------
        odds : ndarray of shape (n,), float64
            Log-odds of the pairs.
        """
        ahead = np.sign(odds[self.better] - odds[self.worse])
        return np.asarray(np.bincount(self.job, self.weight * (1 + ahead) / 2), float)


def choose(inside: Inside, unseen: Sequence[NDArray[np.float64]]) -> int:
    """Choose among match parts by how they order the candidates of jobs that they never saw.

    Parameters
    ----------
    inside : Inside
    unseen : sequence of ndarray of shape (n,), float64
        For each match part, log-odds of the pairs, out of fold by job.

    Returns
    -------
    int
        Place of the one that wins most comparisons, if it beats the first by two standard errors; else 0.
    """
    won = np.array([inside.won(odds) for odds in unseen])
    best = int(np.argmax(won.sum(axis=1)))
    total = np.bincount(inside.job, inside.weight, won.shape[1])
    gain = won[best] - won[0]
    share = gain.sum() / total.sum() if len(total) else 0.0
    error = np.sqrt(((gain - share * total) ** 2).sum())
    return best if gain.sum() > BEYOND_CHANCE * error else 0
