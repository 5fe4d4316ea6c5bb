"""Figures of merit, each with weights by job, so that whole jobs can be resampled (Efron, 1979)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

METRICS = ("roc_auc", "average_precision", "brier", "ece", "within_job_auc", "ndcg_at_5")
_BINS = 10
_TOP = 5


@dataclass(frozen=True)
class Graded:
    """Pairs with their outcome and a score to be judged.

    Attributes
    ----------
    groups : ndarray of shape (n,), int64
        Number of each pair's job, from 0.
    hired : ndarray of shape (n,), bool
    score : ndarray of shape (n,), float64
        Higher is better; only the order counts.
    probability : ndarray of shape (n,), float64, or None
        None where the score claims no probability: Brier score and ECE are left out.
    """

    groups: NDArray[np.int64]
    hired: NDArray[np.bool_]
    score: NDArray[np.float64]
    probability: NDArray[np.float64] | None

    def figures(self, repeats: int, seed: int) -> dict[str, dict[str, float | None]]:
        """Every metric, with a 95 % interval from resampling jobs.

        Parameters
        ----------
        repeats : int
        seed : int

        Returns
        -------
        dict
            ``{metric: {"value", "low", "high"}}``; None where a metric isn't defined.
        """
        jobs = int(self.groups.max(initial=-1)) + 1
        inside = self._inside(jobs)
        value = self._all(np.ones(jobs), inside)
        draw = np.random.default_rng(seed)
        drawn: dict[str, list[float]] = {name: [] for name in METRICS}
        for _ in range(repeats):
            counts = np.bincount(draw.integers(0, jobs, jobs), minlength=jobs).astype(float)
            for name, figure in self._all(counts, inside).items():
                if figure is not None:
                    drawn[name].append(figure)
        result: dict[str, dict[str, float | None]] = {}
        for name in METRICS:
            low, high = np.percentile(drawn[name], [2.5, 97.5]).tolist() if drawn[name] else (None, None)
            result[name] = {"value": value[name], "low": low, "high": high}
        return result

    def _all(self, counts: NDArray[np.float64], inside: Mapping[str, NDArray[np.float64]]) -> dict[str, float | None]:
        weight = counts[self.groups]
        kept = weight > 0
        hired, score, weight = self.hired[kept], self.score[kept], weight[kept]
        both = bool(hired.any() and not hired.all())
        pairs, ranked = float(counts @ inside["pairs"]), float(counts @ inside["ranked"])
        figures: dict[str, float | None] = {
            "roc_auc": float(roc_auc_score(hired, score, sample_weight=weight)) if both else None,
            "average_precision": float(average_precision_score(hired, score, sample_weight=weight)) if both else None,
            "within_job_auc": float(counts @ inside["won"]) / pairs if pairs else None,
            "ndcg_at_5": float(counts @ inside["gain"]) / ranked if ranked else None,
            "brier": None,
            "ece": None,
        }
        if self.probability is not None and len(hired):
            probability = self.probability[kept]
            figures["brier"] = float(np.average((probability - hired) ** 2, weights=weight))
            figures["ece"] = calibration_error(probability, hired, weight)
        return figures

    def _inside(self, jobs: int) -> dict[str, NDArray[np.float64]]:
        inside = {name: np.zeros(jobs) for name in ("won", "pairs", "gain", "ranked")}
        order = np.argsort(self.groups, kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(self.groups[order])) + 1):
            if not len(members):
                continue
            job = self.groups[members[0]]
            hired, score = self.hired[members], self.score[members]
            if not hired.any():
                continue
            ahead = score[hired][:, None] - score[~hired][None, :]
            inside["won"][job] = float((ahead > 0).sum() + 0.5 * (ahead == 0).sum())
            inside["pairs"][job] = ahead.size
            if len(members) >= 3:
                inside["gain"][job], inside["ranked"][job] = _ndcg(hired, score), 1.0
        return inside


def _ndcg(hired: NDArray[np.bool_], score: NDArray[np.float64]) -> float:
    """Normalised discounted gain at 5; tied candidates share the gain of their places."""
    discount = np.where(np.arange(len(hired)) < _TOP, 1 / np.log2(np.arange(len(hired)) + 2), 0.0)
    _, inverse, counts = np.unique(-score, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    shares = np.array([discount[end - count : end].mean() for end, count in zip(ends, counts, strict=True)])
    return float(shares[inverse][hired].sum() / discount[: int(hired.sum())].sum())


def calibration_error(
    probability: NDArray[np.float64], hired: NDArray[np.bool_], weight: NDArray[np.float64] | None = None
) -> float:
    """Expected calibration error over ten bins of equal weight (Naeini et al., 2015).

    Parameters
    ----------
    probability : ndarray of shape (n,), float64
    hired : ndarray of shape (n,), bool
    weight : ndarray of shape (n,), float64, optional
    """
    weight = np.ones(len(hired)) if weight is None else weight
    order = np.argsort(probability, kind="stable")
    place = np.cumsum(weight[order]) - weight[order] / 2
    bins = np.minimum((place / weight.sum() * _BINS).astype(int), _BINS - 1)
    gap = np.bincount(bins, (weight * (hired - probability))[order], _BINS)
    return float(np.abs(gap).sum() / weight.sum())


def debiased_calibration_error(probability: NDArray[np.float64], hired: NDArray[np.bool_]) -> float:
    """Root mean square calibration error over ten bins, less what chance adds to it (Kumar et al., 2019).

    Parameters
    ----------
    probability : ndarray of shape (n,), float64
    hired : ndarray of shape (n,), bool
    """
    total = 0.0
    for rows in np.array_split(np.argsort(probability, kind="stable"), _BINS):
        if len(rows) > 1:
            seen = float(hired[rows].mean())
            gap = seen - float(probability[rows].mean())
            total += len(rows) * (gap * gap - seen * (1 - seen) / (len(rows) - 1))
    return float(np.sqrt(max(total / len(hired), 0.0)))


def at_prevalence(probability: NDArray[np.float64], base_rate: float, prevalence: float) -> NDArray[np.float64]:
    """Probability at another prevalence than the one it was calibrated at: a shift of the log-odds.

    Parameters
    ----------
    probability : ndarray of shape (n,), float64
    base_rate, prevalence : float
        Where it was calibrated, and where it is wanted.
    """
    ratio = prevalence * (1 - base_rate) / (base_rate * (1 - prevalence))
    return np.asarray(ratio * probability / (ratio * probability + 1 - probability))


def calibration_noise(probability: NDArray[np.float64], seed: int, repeats: int = 200) -> float:
    """Mean calibration error that a perfectly calibrated model would show on as many pairs, by chance alone."""
    draw = np.random.default_rng(seed)
    return float(
        np.mean([calibration_error(probability, draw.random(len(probability)) < probability) for _ in range(repeats)])
    )
