"""The additive part of the match effect: log-odds by channel, from comparisons inside a job.

A conditional logistic regression (each hired candidate against each not hired one of the same job), which the
job effect can't enter. Its steps are built so that weights of zero or more keep the score monotone, and it
leans on weights of common sense: where the data says nothing, as on skills that hardly any applicant of a
sparse data set names, they stay; where it speaks, it moves them. Against an evident mismatch (another domain
of work; skills named, and none of those asked) common sense stands firmer, for a few dozen comparisons say
little of it. The forest adds what isn't additive.
"""

# ruff: noqa: PLC0415 - serving starts without what only training needs

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model import layout as at

_Rows = list[list[float]]


def _level(levels: int) -> _Rows:
    def row(code: int) -> list[float]:
        asked, held = divmod(code, levels)
        if held == 0 or asked == 0:
            return [0.0, 0.0, 0.0]
        short = max(asked - held, 0)
        return [float(held >= asked), -float(short > 0), -float(min(short, 3)) / 3]

    return [row(code) for code in range(levels**2)]


def _each(size: int, value: Callable[[int], list[float]]) -> _Rows:
    return [value(code) for code in range(size)]


_STEPS: tuple[tuple[_Rows, list[float]], ...] = (
    (_level(at.LANGUAGE_LEVELS), [0.3, 0.5, 0.5]),
    (_level(at.LANGUAGE_LEVELS), [0.1, 0.2, 0.3]),
    (_level(at.ACADEMIC_LEVELS), [0.3, 0.4, 0.4]),
    (_level(at.SENIORITY_LEVELS), [0.4, 0.6, 0.6]),
    (
        _each(
            4, lambda code: [-float(code == at.AREA_OTHER), float(code >= at.AREA_RELATED), float(code == at.AREA_SAME)]
        ),
        [1.3, 0.2, 0.5],
    ),
    (_each(6, lambda code: [float(code >> 1 == 2), float(code & 1)]), [0.1, 0.1]),
    (
        _each(at.SHARE_STEPS + 3, lambda code: [max(code - 2, 0) / at.SHARE_STEPS, -float(code == 1)]),
        [3.0, 1.5],
    ),
    (_each(at.MATCHED_TOP + 1, lambda code: [code / at.MATCHED_TOP]), [0.2]),
    (_each(at.FOCUS_STEPS + 1, lambda code: [code / at.FOCUS_STEPS]), [0.2]),
    (_each(at.TITLE_STEPS + 2, lambda code: [max(code - 1, 0) / at.TITLE_STEPS]), [0.3]),
    (_each(at.FAMILY_STEPS + 2, lambda code: [max(code - 1, 0) / at.FAMILY_STEPS]), [0.3]),
    (_each(at.NICE_STEPS + 2, lambda code: [max(code - 1, 0) / at.NICE_STEPS]), [0.3]),
    (_each(at.TEXT_STEPS + 2, lambda code: [max(code - 1, 0) / at.TEXT_STEPS]), [0.2]),
    (_each(at.ASKED_TOP + 1, lambda _: [0.0]), [0.0]),
)
"""For each channel the steps of each code and the weights of common sense, in log-odds."""
_MISMATCH = ((at.C_AREA, 0), (at.C_SHARE, 1))
"""Channel and step: no area in common nor a related one; none of the required skills held."""

STEPS: tuple[NDArray[np.float64], ...] = tuple(np.array(rows) for rows, _ in _STEPS)
COMMON_SENSE: NDArray[np.float64] = np.array([weight for _, weights in _STEPS for weight in weights])
MISMATCH: NDArray[np.bool_] = np.array(
    [(channel, step) in _MISMATCH for channel, (_, weights) in enumerate(_STEPS) for step in range(len(weights))]
)
"""Which steps count against an evident mismatch: ndarray of shape (n_steps,), bool."""


def steps(codes: NDArray[np.int32]) -> NDArray[np.float64]:
    """Steps of coded pairs: ndarray of shape (n, n_steps), float64."""
    return np.hstack([table[codes[:, channel]] for channel, table in enumerate(STEPS)])


def by_code(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of every code of every channel, one channel after the other: ndarray, float64."""
    ends = np.cumsum([table.shape[1] for table in STEPS])[:-1]
    return np.concatenate([table @ part for table, part in zip(STEPS, np.split(weights, ends), strict=True)])


def fit(
    rows: NDArray[np.float64], groups: NDArray[np.int64], hired: NDArray[np.bool_], strength: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fit the weights.

    Parameters
    ----------
    rows : ndarray of shape (n, n_steps), float64
        From `steps`.
    groups : ndarray of shape (n,), int64
        Number of the pair's job.
    hired : ndarray of shape (n,), bool
    strength : ndarray of shape (n_steps,), float64
        How many comparisons' worth of weight common sense has, for each step.

    Returns
    -------
    ndarray of shape (n_steps,), float64
        Zero or more.
    """
    from scipy.optimize import minimize  # training only

    differences, weight = _comparisons(rows, groups, hired)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = differences @ weights
        away = weights - COMMON_SENSE
        slope = -weight / (1 + np.exp(margin))
        value = float(weight @ np.logaddexp(0, -margin) + 0.5 * (strength * away) @ away)
        return value, slope @ differences + strength * away

    found = minimize(loss, COMMON_SENSE, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(COMMON_SENSE))
    return np.asarray(np.round(found.x, 6))


def _comparisons(
    rows: NDArray[np.float64], groups: NDArray[np.int64], hired: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    order = np.argsort(groups, kind="stable")
    differences, weights = [np.zeros((0, rows.shape[1]))], [np.zeros(0)]
    for members in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        chosen, others = members[hired[members]], members[~hired[members]]
        if len(chosen) and len(others):
            block = (rows[chosen][:, None, :] - rows[others][None, :, :]).reshape(-1, rows.shape[1])
            differences.append(block)
            weights.append(np.full(len(block), min(len(chosen), len(others)) / len(block)))
    return np.concatenate(differences), np.concatenate(weights)
