"""Figures of merit, each with weights by job, so that whole jobs can be resampled (Efron, 1979).

None of them depends on the order of the rows: rows of one score share their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.evaluation.calibration import error_of
from model.evaluation.pooled import Distinct, ranking_figures

POOLED = ("roc_auc", "average_precision", "brier", "ece")
"""Figures over all pairs at once: they mostly measure which jobs get filled."""
INSIDE = ("within_job_auc", "ndcg_at_5")
"""Averages of figures inside each job: they measure how well candidates are told apart."""
METRICS = POOLED + INSIDE
_TOP = 5
_FEWEST_RANKED = 3


def resampled(jobs: int, repeats: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Draw jobs with replacement; yields for each repeat how often each job was drawn.

    Parameters
    ----------
    jobs, repeats, seed : int
    """
    draw = np.random.default_rng(seed)
    for _ in range(repeats):
        yield np.bincount(draw.integers(0, jobs, jobs), minlength=jobs).astype(float)


def with_interval(value: float | None, drawn: Sequence[float]) -> dict[str, float | None]:
    """Put a figure beside its 95 % interval from resampling: ``{"value", "low", "high"}``.

    Parameters
    ----------
    value : float or None
        None where it isn't defined.
    drawn : sequence of float
        The figure of each repeat that has one.
    """
    low, high = np.percentile(drawn, [2.5, 97.5]).tolist() if len(drawn) else (None, None)
    return {"value": value, "low": low, "high": high}


@dataclass(frozen=True)
class Graded:
    """Pairs with their outcome and what is to be judged.

    Attributes
    ----------
    groups : ndarray of shape (n,), int64
        Number of each pair's job, from 0.
    hired : ndarray of shape (n,), bool
    score : ndarray of shape (n,), float64
        Ranks the candidates of one job, higher is better; only the order counts.
    probability : ndarray of shape (n,), float64, or None
        None where nothing claims to be one: Brier score and ECE are left out.
    pooled : ndarray of shape (n,), float64, or None
        Ranks pairs of different jobs (ROC-AUC, average precision); None takes the probability, and the score where
        there is none.
    """

    groups: NDArray[np.int64]
    hired: NDArray[np.bool_]
    score: NDArray[np.float64]
    probability: NDArray[np.float64] | None = None
    pooled: NDArray[np.float64] | None = None

    def counted(self) -> dict[str, int]:
        """Over how many comparisons and jobs the means inside jobs are taken.

        Returns
        -------
        dict
            ``comparisons``: pairs of a hired and another candidate of one job, over which `within_job_auc` is the
            mean, and ``compared_jobs`` that they are of; ``ranked_jobs``: jobs with a hire and three candidates or
            more, over which `ndcg_at_5` is the mean. Other jobs are in neither.
        """
        inside = self._inside(_size(self.groups))
        return {
            "comparisons": int(inside["pairs"].sum()),
            "compared_jobs": int((inside["pairs"] > 0).sum()),
            "ranked_jobs": int(inside["ranked"].sum()),
        }

    def figures(self, repeats: int, seed: int) -> dict[str, dict[str, float | None]]:
        """Every metric, with a 95 % interval from resampling jobs.

        `within_job_auc` is the share of comparisons that are won (a tie is half a win), so jobs with more of them
        count more; `ndcg_at_5` is the mean over jobs, see `counted`.

        Parameters
        ----------
        repeats : int
        seed : int

        Returns
        -------
        dict
            ``{metric: {"value", "low", "high"}}``; None where a metric isn't defined.
        """
        jobs = _size(self.groups)
        inside, pooled = self._inside(jobs), self._pooled()
        value = self._all(np.ones(jobs), inside, pooled)
        drawn: dict[str, list[float]] = {name: [] for name in METRICS}
        for counts in resampled(jobs, repeats, seed):
            for name, figure in self._all(counts, inside, pooled).items():
                if figure is not None:
                    drawn[name].append(figure)
        return {name: with_interval(value[name], drawn[name]) for name in METRICS}

    def _pooled(self) -> tuple[Distinct, Distinct | None]:
        """By what pairs of different jobs are ranked, and the probability: sorted once for all repeats."""
        order = self.pooled if self.pooled is not None else self.score if self.probability is None else self.probability
        probability = None if self.probability is None else Distinct.of(self.probability, self.hired)
        return Distinct.of(order, self.hired), probability

    def _all(
        self,
        counts: NDArray[np.float64],
        inside: Mapping[str, NDArray[np.float64]],
        pooled: tuple[Distinct, Distinct | None],
    ) -> dict[str, float | None]:
        weight = counts[self.groups]
        order, probability = pooled
        pairs, ranked = float(counts @ inside["pairs"]), float(counts @ inside["ranked"])
        roc_auc, precision = ranking_figures(*order.weighed(weight))
        figures: dict[str, float | None] = {
            "roc_auc": roc_auc,
            "average_precision": precision,
            "within_job_auc": float(counts @ inside["won"]) / pairs if pairs else None,
            "ndcg_at_5": float(counts @ inside["gain"]) / ranked if ranked else None,
            "brier": None,
            "ece": None,
        }
        if probability is not None and len(weight):
            claimed = probability.values[probability.place]
            figures["brier"] = float(np.average((claimed - self.hired) ** 2, weights=weight))
            figures["ece"] = error_of(probability, weight)
        return figures

    def _inside(self, jobs: int) -> dict[str, NDArray[np.float64]]:
        """By job: comparisons won and made, the gain of its first five, and whether it counts there."""
        order = np.lexsort((self.score, self.groups))[::-1]
        groups, score, hired = self.groups[order], self.score[order], self.hired[order]
        # Candidates of one job and score share their places.
        begins = np.append(True, (groups[1:] != groups[:-1]) | (score[1:] != score[:-1]))[: len(groups)]
        tied, job = np.cumsum(begins) - 1, groups[begins]
        size, found = np.bincount(tied).astype(float), np.bincount(tied, hired)
        of_job, found_of_job = np.bincount(groups, minlength=jobs), np.bincount(groups, hired, jobs)
        # The last job comes first.
        ahead = np.cumsum(of_job[::-1])[::-1] - of_job
        others, other_of_job = size - found, of_job - found_of_job
        below = (np.cumsum(other_of_job[::-1])[::-1])[job] - np.cumsum(others)
        place = np.arange(len(groups)) - ahead[groups]
        discount = np.where(place < _TOP, 1 / np.log2(place + 2), 0.0)
        gain = np.bincount(job, found * np.bincount(tied, discount) / size, jobs)
        best = np.append(0.0, np.cumsum(1 / np.log2(np.arange(_TOP) + 2)))
        ranked = (of_job >= _FEWEST_RANKED) & (found_of_job > 0)
        return {
            "won": np.bincount(job, found * (below + others / 2), jobs),
            "pairs": found_of_job * other_of_job,
            "gain": np.divide(gain, best[np.minimum(found_of_job, _TOP).astype(int)], np.zeros(jobs), where=ranked),
            "ranked": ranked.astype(float),
        }


def _size(groups: NDArray[np.int64]) -> int:
    return int(groups.max(initial=-1)) + 1
