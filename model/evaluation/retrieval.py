"""Retrieval: the rank of the real one among others drawn at random from the same time.

A question is one side of a real application, its answer the other side: which job did this person apply to, or
which person applied to this job. Others are drawn from those who were there at the time and never had an application
with the question. Unlike figures over pairs, this measures what a list is for: is the right one near its top?
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from model.evaluation.figures import resampled, with_interval

DRAWN = 100
WITHIN_DAYS = 60
SHORT_LIST = 50
"""How many of the drawn others, the first ones, are used for the figure of a short list."""
FIGURES = ("auc", "hit_at_5", "hit_at_10", "mrr", "top_5_of_51")
_CELLS = 1 << 22
"""Applications times answers that are drawn at once."""

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]


def draw_others(
    question: Numbers,
    answer: Numbers,
    day: Numbers,
    there: tuple[Numbers, Numbers],
    ever: tuple[Numbers, Numbers],
    count: int = DRAWN,
    within: int = WITHIN_DAYS,
    seed: int = 0,
) -> tuple[Numbers, Numbers]:
    """Draw, for each question, different others that its answer is compared with.

    Parameters
    ----------
    question, answer, day : ndarray of shape (n,), int64
        The real applications: numbers from 0, and the day as a number.
    there : tuple of two ndarrays of shape (m,), int64
        Who can be drawn when: an answer and a day on which it was there, repeated for each application.
    ever : tuple of two ndarrays of shape (k,), int64
        Questions and answers with an application at any time: they are never drawn for each other.
    count : int, default 100
        Number of others for each question, all different.
    within : int, default 60
        Days before and after that count as the same time.
    seed : int, default 0

    Returns
    -------
    kept : ndarray of shape (n_kept,), int64
        The applications with enough to draw from; the others are left out, as shorter lists would be easier.
    others : ndarray of shape (n_kept, count), int64
        In random order, so that the first some are a draw as well.
    """
    size = int(max(numbers.max(initial=-1) for numbers in (answer, there[0], ever[1]))) + 1
    by_day, by_question = np.argsort(there[1], kind="stable"), np.argsort(ever[0], kind="stable")
    at_hand, met = there[0][by_day], ever[1][by_question]
    first, last = _span(there[1][by_day], day - within, day + within)
    first_met, last_met = _span(ever[0][by_question], question, question)
    draw = np.random.default_rng(seed)
    block = max(_CELLS // size, 1) if size else 1
    kept, others = [np.zeros(0, np.int64)], [np.zeros((0, count), np.int64)]
    for start in range(0, len(question), block):
        rows = np.arange(start, min(start + block, len(question)))
        free = np.zeros((len(rows), size), bool)
        for place, row in enumerate(rows):
            free[place, at_hand[first[row] : last[row]]] = True
            free[place, met[first_met[row] : last_met[row]]] = False
            free[place, answer[row]] = False
        enough, drawn = _drawn(free, count, draw)
        kept.append(rows[enough])
        others.append(drawn)
    return np.concatenate(kept), np.vstack(others)


def _drawn(free: NDArray[np.bool_], count: int, draw: np.random.Generator) -> tuple[NDArray[np.bool_], Numbers]:
    """Which rows have enough free places, and `count` of each of those in random order."""
    key = np.where(free, draw.random(free.shape), np.inf)
    enough = free.sum(axis=1) >= count
    if not enough.any():
        return enough, np.zeros((0, count), np.int64)
    least = np.argpartition(key[enough], count - 1, axis=1)[:, :count]
    order = np.argsort(np.take_along_axis(key[enough], least, axis=1), axis=1)
    return enough, np.take_along_axis(least, order, axis=1)


def _span(ordered: Numbers, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    return np.searchsorted(ordered, low, "left"), np.searchsorted(ordered, high, "right")


def standing(real: Values, others: Values) -> dict[str, Values]:
    """The rank of each real one among its others; figures are means over breaking ties by chance.

    Parameters
    ----------
    real : ndarray of shape (n,), float64
        Score of the real one.
    others : ndarray of shape (n, count), float64
        Scores of those drawn.

    Returns
    -------
    dict of str to ndarray of shape (n,)
        ``auc``, share of the others below it, a tie counting half; ``hit_at_5`` and ``hit_at_10``, chance that it is
        among the first; ``mrr``, one over its rank; ``top_5_of_51``, `hit_at_5` among the first 50 others
        (absent where fewer are drawn).

    Raises
    ------
    ValueError
        If a score is not a number, for it has no rank.
    """
    if np.isnan(real).any() or np.isnan(others).any():
        raise ValueError("a score that is not a number has no place in a list")
    above, level = _ahead(real, others)
    whole = np.cumsum(np.concatenate([[0.0], 1 / np.arange(1, others.shape[1] + 2)]))
    found = {
        "auc": 1 - (above + level / 2) / others.shape[1],
        "hit_at_5": _hit(5, above, level),
        "hit_at_10": _hit(10, above, level),
        "mrr": (whole[above + level + 1] - whole[above]) / (level + 1),
    }
    if others.shape[1] >= SHORT_LIST:
        found["top_5_of_51"] = _hit(5, *_ahead(real, others[:, :SHORT_LIST]))
    return found


def _ahead(real: Values, others: Values) -> tuple[Numbers, Numbers]:
    return (others > real[:, None]).sum(axis=1), (others == real[:, None]).sum(axis=1)


def _hit(top: int, above: Numbers, level: Numbers) -> Values:
    return np.asarray(np.clip(top - above, 0, level + 1) / (level + 1))


def averages(found: Mapping[str, Values], jobs: Numbers, repeats: int, seed: int) -> dict[str, dict[str, float | None]]:
    """Means over applications, with a 95 % interval from resampling jobs.

    Parameters
    ----------
    found : mapping of str to ndarray of shape (n,)
        From `standing`.
    jobs : ndarray of shape (n,), int64
        Job of each application.
    repeats, seed : int

    Returns
    -------
    dict
        ``{figure: {"value", "low", "high"}}``.
    """
    group = np.unique(jobs, return_inverse=True)[1]
    size = int(group.max()) + 1
    counts = np.vstack([np.zeros((0, size)), *resampled(size, repeats, seed)])
    rows = counts @ np.bincount(group, minlength=size)
    return {
        name: with_interval(float(values.mean()), (counts @ np.bincount(group, values, size) / rows).tolist())
        for name, values in found.items()
    }
