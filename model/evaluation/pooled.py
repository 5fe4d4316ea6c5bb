"""Figures over rows that stand by a value, sorted once for all the weights that resampling gives them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Distinct:
    """Rows by the distinct values of something, so that resampling need not sort again.

    Attributes
    ----------
    values : ndarray of shape (n_values,), float64
        Ascending.
    place : ndarray of shape (n,), int64
        Place of each row's value.
    hired : ndarray of shape (n,), bool
    """

    values: NDArray[np.float64]
    place: NDArray[np.int64]
    hired: NDArray[np.bool_]

    @classmethod
    def of(cls, each: NDArray[np.float64], hired: NDArray[np.bool_]) -> Distinct:
        """Sort rows by a value."""
        values, place = np.unique(each, return_inverse=True)
        return cls(values, place, hired)

    def weighed(self, weight: NDArray[np.float64] | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weight of each value's rows, and that of the hired ones among them; None weighs every row 1."""
        won = self.hired if weight is None else weight * self.hired
        count = len(self.values)
        return np.bincount(self.place, weight, count).astype(float), np.bincount(self.place, won, count).astype(float)


def ranking_figures(mass: NDArray[np.float64], won: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """ROC-AUC and average precision, as scikit-learn defines them, which sorts and checks the rows anew each time.

    Parameters
    ----------
    mass, won : ndarray of shape (n_values,), float64
        Weight of the rows of each value that ranks them, ascending, and that of the hired ones among them.

    Returns
    -------
    roc_auc, average_precision : float or None
        None where either outcome is missing.
    """
    lost, hired = mass - won, float(won.sum())
    other = float(lost.sum())
    if not hired or not other:
        return None, None
    roc_auc = float(won @ (np.cumsum(lost) - lost / 2)) / (hired * other)
    above, hired_above = np.cumsum(mass[::-1]), np.cumsum(won[::-1])
    precision = np.divide(hired_above, above, np.zeros(len(mass)), where=above > 0)
    return roc_auc, float(won[::-1] @ precision) / hired
