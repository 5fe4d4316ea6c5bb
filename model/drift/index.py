"""The population stability index of two counts over the same bins, and what chance alone makes of it.

The index is the sum over the bins of ``(p - q) * log(p / q)``, the symmetric Kullback-Leibler divergence of the shares
of both sides. Its usual reading (below 0.1 steady, above 0.25 moved) takes large samples for granted: of two samples of
one distribution it is on average 0.18 with ten bins and 100 independent rows each, 0.018 with 1,000
(`model.drift.chance`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.drift.chance import SURE, Chance

LOST = 0.25
"""Part of a share whose loss is worth telling. A field that few people fill in can be lost whole, and the index hardly
moves: one of which a sixth is known has an index of 0.05 when half of that is gone."""
HALF_ROW = 0.5
"""Added to each bin, so that an empty one has a share: the smallest that the number of rows can tell from none."""
LEAST_ROWS = 500
"""Rows of either side below which nothing is judged."""
LEAST = 0.1
"""The index below which a change is not worth telling, however sure it is: its usual reading."""


def shares(counts: ArrayLike, added: float = HALF_ROW) -> NDArray[np.float64]:
    """Shares of bins: ``(n_i + added) / (n + added * k)``.

    Parameters
    ----------
    counts : array_like of shape (k,)
    added : float
        Rows added to each bin.
    """
    found = np.asarray(counts, np.float64) + added
    return np.asarray(found / found.sum())


def parts(reference: ArrayLike, now: ArrayLike, added: float = HALF_ROW) -> NDArray[np.float64]:
    """What each bin adds to the index: ndarray of shape (k,), float64, never negative."""
    was, are = shares(reference, added), shares(now, added)
    return np.asarray((are - was) * np.log(are / was))


def index(reference: ArrayLike, now: ArrayLike, added: float = HALF_ROW) -> float:
    """The population stability index.

    Parameters
    ----------
    reference, now : array_like of shape (k,)
        Counts over the same bins.
    added : float
        Rows added to each bin; without any, an empty bin gives no number.
    """
    return float(parts(reference, now, added).sum())


def by_chance(chance: Chance, reference: int, now: int) -> float:
    """What chance alone makes of the index on average.

    Parameters
    ----------
    chance : Chance
    reference, now : int
        Rows of both sides.
    """
    return chance.mean * _of_rows(reference, now)


def line(chance: Chance, reference: int, now: int) -> float:
    """The index from which something has moved: worth telling, and by chance once in a million comparisons."""
    return max(LEAST, chance.rare * _of_rows(reference, now))


def has_fallen(was: int, of_was: int, now: int, of_now: int) -> bool:
    """Whether a share is smaller by a quarter of itself or more, and by chance so once in a million comparisons.

    Parameters
    ----------
    was, of_was : int
        The share's rows in the reference, and all rows.
    now, of_now : int
    """
    if not was or not of_now:
        return False
    before, after, pooled = was / of_was, now / of_now, (was + now) / (of_was + of_now)
    error = math.sqrt(pooled * (1 - pooled) * _of_rows(of_was, of_now))
    return after <= (1 - LOST) * before and before - after >= SURE * error


def _of_rows(reference: int, now: int) -> float:
    return 1 / max(reference, 1) + 1 / max(now, 1)
