"""Significance by exchanging people's attributes: exact for cells of any size, corrected for all comparisons.

If an attribute has nothing to do with scores and decisions, the attributes of any two people could be exchanged. So
they are, many times, and each group's distance to the best group is compared with what the exchanges give. One person's
applications stay together, and all attributes of a person too. Each time the best group is looked for anew. Where
everybody counts once and there are two groups, this is Fisher's exact test against the alternative "less".

The correction is that of Westfall and Young (1993), "Resampling-based multiple testing", single step: how often is the
farthest of all comparisons as far as this one? Small groups stray far by chance, so each distance is measured by how
far chance takes that very group, its 99th percentile. Where nothing is unfair, the probability of one false alarm or
more in a whole audit is at most the level, whatever the sizes of the groups. A chance counts the observed assignment as
one of the exchanges, and is never 0 (Phipson and Smyth 2010).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.audit.grouping import UNKNOWN, Grouping, joint

_BLOCK = 250
_FAR = 0.99
_LEAST_FAR = 2.3263478740408408
"""That of the normal distribution: what chance never moves is not divided by nothing."""
_CLOSE = 1e-9
"""Distances that differ by less are equal: they come of the same counts."""


@dataclass(frozen=True)
class Distances:
    """How far each group stands below the best one, in standard errors, and how likely that is by chance.

    Attributes
    ----------
    chance : list of ndarray of shape (n_groups, n_measures), float64
        Of each grouping: how often chance puts this group so far below the best.
    corrected : list of ndarray of shape (n_groups, n_measures), float64
        How often chance does so anywhere in the audit.
    """

    chance: list[NDArray[np.float64]]
    corrected: list[NDArray[np.float64]]


def distances(
    groupings: Sequence[Grouping],
    counted: NDArray[np.float64],
    chosen: NDArray[np.float64],
    least: int,
    exchanges: int,
    seed: int,
) -> Distances:
    """Compare every group with the best of its grouping, by every measure.

    Parameters
    ----------
    groupings : sequence of Grouping
        Those of one attribute come with all others.
    counted, chosen : ndarray of shape (n_people, n_measures), float64
        Applications of each person.
    least : int
        People that a group must have to be the best one.
    exchanges : int
        How many.
    seed : int

    Returns
    -------
    Distances
    """
    cells, strata = joint([grouping for grouping in groupings if len(grouping.attributes) == 1])
    members = [_members(grouping, cells) for grouping in groupings]
    values = np.hstack([counted, chosen, counted > 0])
    parts = [
        [_below_best(each @ sums, least) for each in members]
        for sums in _exchanged(cells, strata, values, exchanges, seed)
    ]
    found = [np.concatenate(part) for part in zip(*parts, strict=True)]
    every = np.concatenate([each.reshape(exchanges + 1, -1) for each in found], axis=1)
    chance = _at_least(every, every[0])
    every /= np.maximum(np.quantile(every, _FAR, axis=0), _LEAST_FAR)
    corrected = _at_least(every.max(axis=1, keepdims=True, initial=0.0), every[0])
    ends = np.cumsum([each[0].size for each in found])[:-1]
    shapes = [each[0].shape for each in found]
    return Distances(
        *(
            [part.reshape(shape) for part, shape in zip(np.split(values, ends), shapes, strict=True)]
            for values in (chance, corrected)
        )
    )


def _members(grouping: Grouping, cells: NDArray[np.int64]) -> NDArray[np.float64]:
    """Which cells belong to which group: ndarray of shape (n_groups, n_cells), float64."""
    members = np.zeros((len(grouping.groups), int(cells.max(initial=-1)) + 1))
    inside = grouping.codes != UNKNOWN
    members[grouping.codes[inside], cells[inside]] = 1.0
    return members


def _exchanged(
    cells: NDArray[np.int64], strata: NDArray[np.int64], values: NDArray[np.float64], exchanges: int, seed: int
) -> Iterator[NDArray[np.float64]]:
    """Sums by cell, as observed and then after each exchange: blocks of shape (n, n_cells, n_values), float64.

    People with the same values are of one kind, so that an exchange needs one count of cells and kinds.
    """
    draw = np.random.default_rng(seed)
    order = np.argsort(strata, kind="stable")
    current = cells[order]
    parts = np.split(current, np.flatnonzero(np.diff(strata[order])) + 1)  # views
    kinds, kind = np.unique(values[order], axis=0, return_inverse=True)
    kind, count = kind.reshape(-1), int(cells.max(initial=-1)) + 1
    for start in range(0, exchanges + 1, _BLOCK):
        block = np.empty((min(_BLOCK, exchanges + 1 - start), count, values.shape[1]))
        for number in range(len(block)):
            if start + number:
                for part in parts:
                    draw.shuffle(part)
            table = np.bincount(current * len(kinds) + kind, minlength=count * len(kinds))
            block[number] = table.reshape(count, len(kinds)) @ kinds
        yield block


def _below_best(sums: NDArray[np.float64], least: int) -> NDArray[np.float64]:
    """Standard errors below the best group: ndarray of shape (n_exchanges, n_groups, n_measures), float64."""
    counted, chosen, people = np.split(sums, 3, axis=2)
    share = chosen / np.maximum(counted, 1)
    best = np.argmax(np.where((people >= least) & (counted > 0), share, -1.0), axis=1, keepdims=True)
    highest, of = (np.take_along_axis(values, best, axis=1) for values in (share, counted))
    enough = np.take_along_axis(people, best, axis=1) >= least
    overall = chosen.sum(axis=1, keepdims=True) / np.maximum(counted.sum(axis=1, keepdims=True), 1)
    spread = overall * (1 - overall) * (1 / np.maximum(counted, 1) + 1 / np.maximum(of, 1))
    below = (highest - share) / np.sqrt(np.maximum(spread, 1e-300))
    return np.asarray(np.where((counted > 0) & enough & (spread > 0), np.maximum(below, 0.0), 0.0))


def _at_least(values: NDArray[np.float64], observed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the exchanges with at least the observed value, by column: ndarray of shape (n,), float64."""
    return np.asarray((values >= observed - _CLOSE).mean(axis=0))
