"""Whether probabilities are what is seen, in bins of about equal weight; none depends on the order of the rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.evaluation.pooled import Distinct

_BINS = 10


def reliability(
    probability: NDArray[np.float64], hired: NDArray[np.bool_], weight: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Claimed probabilities and observed shares, in ten bins of about equal weight that don't divide ties.

    A bin takes every row of a probability or none: the probability's weight lies in the bin in which its middle lies.
    So a probability with more than a fifth of the weight has a bin of its own, and others stay empty.

    Parameters
    ----------
    probability : ndarray of shape (n,), float64
    hired : ndarray of shape (n,), bool
    weight : ndarray of shape (n,), float64, optional

    Returns
    -------
    claimed, seen, weight : ndarray of shape (n_bins,), float64
        Mean probability, share of hired and weight of each bin that isn't empty, from low to high.
    """
    return _of(Distinct.of(probability, hired), weight)


def error_of(probability: Distinct, weight: NDArray[np.float64] | None = None) -> float:
    """Expected calibration error (Naeini et al., 2015) over the bins of `reliability`.

    Parameters
    ----------
    probability : Distinct
        Probabilities, and who was hired.
    weight : ndarray of shape (n,), float64, optional
    """
    return _mean_gap(*_of(probability, weight))


def _of(
    probability: Distinct, weight: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    return _binned(probability.values, *probability.weighed(weight))


def _binned(
    values: NDArray[np.float64], mass: NDArray[np.float64], won: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    place = np.cumsum(mass) - mass / 2
    bins = np.minimum((place / mass.sum() * _BINS).astype(int), _BINS - 1)
    weight, claimed, seen = (np.bincount(bins, part, _BINS).astype(float) for part in (mass, mass * values, won))
    filled = weight > 0
    return claimed[filled] / weight[filled], seen[filled] / weight[filled], weight[filled]


def _mean_gap(claimed: NDArray[np.float64], seen: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    return float(weight @ np.abs(seen - claimed) / weight.sum())


def calibration_error(
    probability: NDArray[np.float64], hired: NDArray[np.bool_], weight: NDArray[np.float64] | None = None
) -> float:
    """The same of columns.

    Parameters
    ----------
    probability : ndarray of shape (n,), float64
    hired : ndarray of shape (n,), bool
    weight : ndarray of shape (n,), float64, optional
    """
    return error_of(Distinct.of(probability, hired), weight)


def debiased_calibration_error(probability: NDArray[np.float64], hired: NDArray[np.bool_]) -> float:
    """Root mean square calibration error over the same bins, less what chance adds to it (Kumar et al., 2019).

    Parameters
    ----------
    probability : ndarray of shape (n,), float64
    hired : ndarray of shape (n,), bool
    """
    claimed, seen, rows = reliability(probability, hired)
    several = rows > 1
    claimed, seen, rows = claimed[several], seen[several], rows[several]
    total = float(rows @ ((seen - claimed) ** 2 - seen * (1 - seen) / (rows - 1)))
    return float(np.sqrt(max(total / len(hired), 0.0)))


def calibration_noise(probability: NDArray[np.float64], seed: int, repeats: int = 200) -> float:
    """Mean calibration error that a perfectly calibrated model would show on as many pairs, by chance alone.

    Parameters
    ----------
    probability : ndarray of shape (n,), float64
    seed : int
    repeats : int, default 200
    """
    values, rows = np.unique(probability, return_counts=True)
    draw = np.random.default_rng(seed)
    mass = rows.astype(float)
    drawn = (draw.binomial(rows, values).astype(float) for _ in range(repeats))
    return float(np.mean([_mean_gap(*_binned(values, mass, won)) for won in drawn]))


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
