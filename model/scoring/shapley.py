"""Shapley values over the six categories: exact, from all 64 coalitions (Shapley, 1953)."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from model.features.definitions import GROUPS

COALITIONS = 1 << len(GROUPS)
"""Coalition `c` holds group `g` when bit `g` of `c` is set; 0 is empty, the last is full."""


def _weights() -> NDArray[np.float64]:
    n = len(GROUPS)
    weight = np.zeros((n, COALITIONS))
    for coalition in range(COALITIONS):
        size = coalition.bit_count()
        for group in range(n):
            if coalition >> group & 1:
                weight[group, coalition] = factorial(size - 1) * factorial(n - size) / factorial(n)
            else:
                weight[group, coalition] = -factorial(size) * factorial(n - size - 1) / factorial(n)
    return weight


_WEIGHTS = _weights()
ABSENT: NDArray[np.bool_] = np.array(
    [[not coalition >> group & 1 for group in range(len(GROUPS))] for coalition in range(COALITIONS)]
)
"""Whether a coalition lacks a group: ndarray of shape (64, 6), bool."""


def shapley(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shapley value of each group.

    Parameters
    ----------
    values : ndarray of shape (64,), float64
        Worth of each coalition.

    Returns
    -------
    ndarray of shape (6,), float64
        They add up to ``values[-1] - values[0]``, up to rounding (about 1e-13 for scores).
    """
    return np.asarray(_WEIGHTS @ values)
