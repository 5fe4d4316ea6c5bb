"""Confidence intervals of shares and of their ratios, where one person counts several times.

A share's interval is Wilson's (1927), with the size of a sample of independent applications that would be as uncertain;
a ratio's follows from the intervals of its two shares (Donner and Zou 2012, "Closed-form confidence intervals for
functions of the normal mean and standard deviation", Statistical Methods in Medical Research 21), so that it exists for
shares of 0 and 1 too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NORMAL = 1.959963984540054
"""Of 95 %."""


def effective_size(
    counted: NDArray[np.float64], chosen: NDArray[np.float64], codes: NDArray[np.int64], groups: int
) -> NDArray[np.float64]:
    """Independent applications that would say as much as these, at most their number.

    Parameters
    ----------
    counted, chosen : ndarray of shape (n_people, n_measures), float64
    codes : ndarray of shape (n_people,), int64
        Number of each person's group; people with a negative one are left out.
    groups : int

    Returns
    -------
    ndarray of shape (groups, n_measures), float64
    """
    inside = codes >= 0
    counted, chosen, codes = counted[inside], chosen[inside], codes[inside]
    total, hits, people = (_sums(values, codes, groups) for values in (counted, chosen, counted > 0))
    share = hits / np.maximum(total, 1)
    spread = _sums((chosen - share[codes] * counted) ** 2, codes, groups) * people / np.maximum(people - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(spread > 0, share * (1 - share) * total**2 / spread, people)
    return np.asarray(np.minimum(size, total))


def wilson(share: NDArray[np.float64], size: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both ends of a share's interval; 0 and 1 where nothing was counted.

    Parameters
    ----------
    share, size : ndarray, float64
        Share of the chosen, and how many independent ones were counted.
    """
    square = NORMAL**2
    counted = np.maximum(size, 1e-9)
    middle = (share + square / (2 * counted)) / (1 + square / counted)
    half = NORMAL / (1 + square / counted) * np.sqrt(share * (1 - share) / counted + square / (4 * counted**2))
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def of_ratio(
    share: NDArray[np.float64],
    ends: tuple[NDArray[np.float64], NDArray[np.float64]],
    best: float,
    best_ends: tuple[float, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both ends of the interval of share / best.

    Parameters
    ----------
    share : ndarray, float64
    ends : tuple of ndarray
        Of each share, from `wilson`.
    best : float
        Above 0.
    best_ends : tuple of float
        Of `best`. Where its lower end is 0, the ratio has no upper end: infinity.
    """
    (low, high), (best_low, best_high) = ends, best_ends
    product = share * best

    def root(own: NDArray[np.float64], other: float) -> NDArray[np.float64]:
        inside = product**2 - own * (2 * share - own) * other * (2 * best - other)
        return np.asarray(np.sqrt(np.maximum(inside, 0.0)))

    # The lower end multiplied through, as its own divisor may be 0.
    lower = low * (2 * share - low) / np.maximum(product + root(low, best_high), 1e-300)
    if best_low <= 0:
        return lower, np.full_like(share, np.inf)
    return lower, (product + root(high, best_low)) / (best_low * (2 * best - best_low))


def _sums(
    values: NDArray[np.float64] | NDArray[np.bool_], codes: NDArray[np.int64], groups: int
) -> NDArray[np.float64]:
    return np.column_stack([np.bincount(codes, weights=column, minlength=groups) for column in values.T])
