"""What chance alone makes of a stability index, where rows have something in common too.

Of two samples of independent rows the index is about ``(1/n + 1/m)`` times a chi-square of ``k - 1`` degrees of freedom
(Yurdakul, 2018). Applications are no independent rows: those of one job ask the same, and those of one person hold the
same, so that one sample of them differs more from the next. The covariance of the shares then follows from sums over
jobs and sums over people, less what both count twice (Cameron, Gelbach and Miller, 2011), and the index is a weighted
sum of chi-squares, here as Rao and Scott (1984) take it: one chi-square with the same mean and variance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SURE = 4.753
"""Of a standard normal value, what one in a million exceeds."""


class Chance(NamedTuple):
    """The index of two samples by chance: `scale` times a chi-square of `freedom` degrees, for one row on a side.

    Attributes
    ----------
    scale, freedom : float
    """

    scale: float
    freedom: float

    @property
    def mean(self) -> float:
        """Its mean."""
        return self.scale * self.freedom

    @property
    def rare(self) -> float:
        """What it exceeds once in a million comparisons; the quantile is Wilson's and Hilferty's."""
        spread = 2 / (9 * self.freedom)
        return self.mean * (1 - spread + SURE * math.sqrt(spread)) ** 3


def independent(bins: int) -> Chance:
    """Of rows that have nothing in common."""
    return Chance(1.0, float(max(bins - 1, 1)))


def alike(places: NDArray[np.int64], bins: int, common: Sequence[NDArray[np.int64]]) -> Chance:
    """Of rows that have something in common, but never less than of independent ones.

    Parameters
    ----------
    places : ndarray of shape (n,), int64
        The bin of each row.
    bins : int
    common : sequence of ndarray of shape (n,), int64
        For each kind of what rows may have in common, its number: of applications their job, and their person.
    """
    counts = np.bincount(places, minlength=bins)
    held = counts > 0
    share = counts[held] / max(len(places), 1)
    away = np.eye(bins)[places][:, held] - share
    covariance = sum(_of_sums(away, kind) for kind in common) - (len(common) - 1) * (away.T @ away)
    weighed = np.asarray(covariance) / max(len(places), 1) / np.sqrt(np.outer(share, share))
    mean, squares = float(np.trace(weighed)), float((weighed**2).sum())
    plain = independent(bins)
    if not common or mean <= 0:
        return plain
    return max(plain, Chance(squares / mean, mean**2 / squares), key=lambda one: one.rare)


def spread(away: NDArray[np.float64], kind: NDArray[np.int64]) -> float:
    """Variance of the sum of rows of which those of one kind have something in common.

    Parameters
    ----------
    away : ndarray of shape (n,), float64
        How far each row is from what was expected of it.
    kind : ndarray of shape (n,), int64
        The number of what each has in common with others: of applications their job.
    """
    return float(_of_sums(away[:, None], kind).sum())


def sure(kinds: int) -> float:
    """How many standard errors chance exceeds once in a million, where they follow from so many kinds.

    Student's quantile by the first terms of its expansion (Abramowitz and Stegun, 1972, 26.7.5).
    """
    freedom = max(kinds - 1, 1)
    first, second = SURE**3 + SURE, 5 * SURE**5 + 16 * SURE**3 + 3 * SURE
    return SURE + first / (4 * freedom) + second / (96 * freedom**2)


def _of_sums(away: NDArray[np.float64], kind: NDArray[np.int64]) -> NDArray[np.float64]:
    number = np.unique(kind, return_inverse=True)[1]
    sums = np.zeros((int(number.max(initial=-1)) + 1, away.shape[1]))
    np.add.at(sums, number, away)
    return np.asarray(sums.T @ sums)
