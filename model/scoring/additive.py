"""The additive part of the match: log-odds by channel, weighed from comparisons.

A logistic regression of real applications against random pairs of the same time, fitted together with a conditional one
of each hired candidate against each rejected one of the same job, which depends on the person alone. Its steps
(`model.features.channels`) are such that weights of zero or more keep the score monotone. The weights have a prior,
called common sense: where the data says nothing, as on skills that hardly any applicant of a sparse data set names,
they stay at the prior; where it says something, they move. For levels and for an evident mismatch (skills named, but
none of those asked) the prior is stronger, for who was considered says little about a level that is asked and not held.
"""

# ruff: noqa: PLC0415 - serving starts without what only training needs

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log1p

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features.channels import COMMON_SENSE, IS_FREE, SIZES, STARTS, STEPS

_PLACES = np.array(STARTS, np.int32)
FOREST_WEIGHT = (0.5, 2.0)
"""Bounds of the fitted weight of the forest's log-odds."""


@dataclass(frozen=True)
class Evidence:
    """The data on which the weights are fitted.

    Attributes
    ----------
    codes : ndarray of shape (n, len(CHANNELS)), int32
        Of real applications and random pairs.
    real : ndarray of shape (n,), bool
    forest : ndarray of shape (n,), float64
        Log-odds of a forest that never saw the pair's job.
    better, worse : ndarray of shape (m,), int64
        Rows of applications to one job: hired, and rejected.
    weight : ndarray of shape (m,), float64
        Of these comparisons.
    """

    codes: NDArray[np.int32]
    real: NDArray[np.bool_]
    forest: NDArray[np.float64]
    better: NDArray[np.int64]
    worse: NDArray[np.int64]
    weight: NDArray[np.float64]


def by_code(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of every code of every channel, one channel after the other: ndarray, float64."""
    ends = np.cumsum([table.shape[1] for table in STEPS])[:-1]
    return np.concatenate([table @ part for table, part in zip(STEPS, np.split(weights, ends), strict=True)])


def log_odds(codes: NDArray[np.int32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Additive log-odds of coded pairs: ndarray of shape (n,), float64."""
    return _of(codes, by_code(weights))


def fit(evidence: Evidence, strength: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Fit the weights of the steps, and that of the forest beside them.

    Parameters
    ----------
    evidence : Evidence
    strength : ndarray of shape (n_steps,), float64
        Strength of each step's prior, in comparisons.

    Returns
    -------
    weights : ndarray of shape (n_steps,), float64
        Zero or more, but for the free ones.
    forest : float
        Weight of the forest's log-odds; above zero, so that the score stays strictly monotone in them.
    """
    from scipy.optimize import minimize  # training only

    codes, real, forest = evidence.codes, evidence.real, evidence.forest
    better, worse = evidence.better, evidence.worse
    # weights such that real applications and random pairs weigh the same in all
    weight = np.where(real, 1.0, real.sum() / max(1, (~real).sum()))

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, of_forest, intercept = parameters[:-2], parameters[-2], parameters[-1]
        table, slope = by_code(weights), np.empty(len(codes))
        value = _against_random(codes, _PLACES, table, of_forest * forest + intercept, real, weight, slope)
        intercept_slope = slope.sum()
        margin = (_of(codes[better], table) + of_forest * forest[better]) - (
            _of(codes[worse], table) + of_forest * forest[worse]
        )
        value += float(evidence.weight @ np.logaddexp(0, -margin))
        pull = evidence.weight / (1 + np.exp(margin))
        slope -= np.bincount(better, pull, len(slope))
        slope += np.bincount(worse, pull, len(slope))
        away = weights - COMMON_SENSE
        value += 0.5 * float((strength * away) @ away)
        return value, np.concatenate([_per_step(codes, slope) + strength * away, [slope @ forest, intercept_slope]])

    bounds = [(None, None) if free else (0.0, None) for free in IS_FREE] + [FOREST_WEIGHT, (None, None)]
    start = np.concatenate([COMMON_SENSE, [1.0, 0.0]])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.round(found.x[:-2], 6), float(np.round(found.x[-2], 6))


def _of(codes: NDArray[np.int32], table: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(table[codes + _PLACES].sum(axis=1))


def _per_step(codes: NDArray[np.int32], slope: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slope of the loss along each weight."""
    per_code = np.zeros(sum(SIZES))
    _add_up(codes, _PLACES, slope, per_code)
    parts = np.split(per_code, STARTS[1:])
    return np.concatenate([part @ table for part, table in zip(parts, STEPS, strict=True)])


@njit(cache=True, nogil=True)
def _against_random(
    codes: NDArray[np.int32],
    places: NDArray[np.int32],
    table: NDArray[np.float64],
    beside: NDArray[np.float64],
    real: NDArray[np.bool_],
    weight: NDArray[np.float64],
    slope: NDArray[np.float64],
) -> float:
    """Weighted log-loss of real pairs against random ones; its slope along each pair's log-odds into ``slope``."""
    value = 0.0
    for pair in range(len(codes)):
        odds = beside[pair]
        for channel in range(codes.shape[1]):
            odds += table[places[channel] + codes[pair, channel]]
        share = 1.0 / (1.0 + exp(-odds))
        slope[pair] = weight[pair] * (share - real[pair])
        value += weight[pair] * (max(odds, 0.0) + log1p(exp(-abs(odds))) - real[pair] * odds)
    return value


@njit(cache=True, nogil=True)
def _add_up(
    codes: NDArray[np.int32], places: NDArray[np.int32], slope: NDArray[np.float64], per_code: NDArray[np.float64]
) -> None:
    for pair in range(len(codes)):
        for channel in range(codes.shape[1]):
            per_code[places[channel] + codes[pair, channel]] += slope[pair]


def inside_jobs(
    groups: NDArray[np.int64], hired: NDArray[np.bool_], judged: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Every hired applicant beside every rejected one of the same job.

    Parameters
    ----------
    groups : ndarray of shape (n,), int64
        Number of each application's job.
    hired, judged : ndarray of shape (n,), bool

    Returns
    -------
    better, worse : ndarray of shape (m,), int64
        Rows.
    weight : ndarray of shape (m,), float64
        A job's comparisons weigh as much together as its hired or its rejected, whichever are fewer.
    """
    rows = np.flatnonzero(judged)
    order = rows[np.argsort(groups[rows], kind="stable")]
    better, worse = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    weight = [np.zeros(0)]
    for members in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        chosen, others = members[hired[members]], members[~hired[members]]
        if len(chosen) and len(others):
            better.append(np.repeat(chosen, len(others)))
            worse.append(np.tile(others, len(chosen)))
            size = len(chosen) * len(others)
            weight.append(np.full(size, min(len(chosen), len(others)) / size))
    return np.concatenate(better), np.concatenate(worse), np.concatenate(weight)
