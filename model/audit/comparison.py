"""Every group beside the best one: shares, ratios, intervals, significance, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.audit.grouping import Grouping
from model.audit.intervals import effective_size, of_ratio, wilson
from model.audit.measures import Measure, expected, of_people
from model.audit.permutation import distances

FOUR_FIFTHS = 0.8
LEAST = 30
LEVEL = 0.01
EXCHANGES = 4999


@dataclass(frozen=True)
class Rules:
    """What counts as what.

    Attributes
    ----------
    least : int, default 30
        A group of fewer people is small: grey, and never the one that others are compared with.
    level : float, default 0.01
        Of false alarms: the probability that an audit of fair data has one or more.
    exchanges : int, default 4999
        See `model.audit.permutation`.
    seed : int, default 7
    """

    least: int = LEAST
    level: float = LEVEL
    exchanges: int = EXCHANGES
    seed: int = 7


@dataclass(frozen=True)
class Cell:
    """One group by one measure.

    Attributes
    ----------
    attributes, group : tuple of str
    measure : str
    people, counted, chosen : int
        People with at least one counted application; applications.
    of_all : float
        Share of these people among all whose group is known.
    rate, rate_low, rate_high : float, optional
        Of the chosen among the counted, with its interval of 95 %; None if nothing is counted.
    ratio, ratio_low, ratio_high : float, optional
        The impact ratio: to the highest rate among groups that aren't small. None if there is none above 0, and an end
        that is without bound.
    same_jobs : float, optional
        Chosen, to those that had been chosen at the rates of the very jobs that were applied to.
    chance, corrected : float
        See `model.audit.permutation.Distances`.
    small, best : bool
    verdict : str
        ``adverse``: significant, and below four fifths; ``different``: significant, not below; ``unclear``: below four
        fifths, but chance alone may do it; ``small``: too few people to say; ``best``; ``even``; ``empty``.
    """

    attributes: tuple[str, ...]
    group: tuple[str, ...]
    measure: str
    people: int
    counted: int
    chosen: int
    of_all: float
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    same_jobs: float | None
    chance: float
    corrected: float
    small: bool
    best: bool
    verdict: str

    @property
    def alarm(self) -> bool:
        """Whether chance does not explain it, at the level of the audit."""
        return self.verdict in {"adverse", "different"}

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def compare(
    groupings: Sequence[Grouping],
    measures: list[Measure],
    jobs: NDArray[np.int64],
    columns: NDArray[np.int64],
    rules: Rules,
) -> list[Cell]:
    """All groups by all measures.

    Parameters
    ----------
    groupings : sequence of Grouping
    measures : list of Measure
    jobs, columns : ndarray of shape (n_pairs,), int64
        Number of each pair's job and person.
    rules : Rules

    Returns
    -------
    list of Cell
        By grouping, then by measure, then by group.
    """
    people = len(groupings[0].codes)
    counted = of_people([each.counted for each in measures], columns, people)
    chosen = of_people([each.chosen for each in measures], columns, people)
    fair = of_people([expected(each, jobs) for each in measures], columns, people)
    tested = distances(groupings, counted, chosen, rules.least, rules.exchanges, rules.seed)
    cells = []
    for number, grouping in enumerate(groupings):
        size = effective_size(counted, chosen, grouping.codes, len(grouping.groups))
        for place, measure in enumerate(measures):
            of = _Columns(
                _by_group(grouping, counted[:, place]),
                _by_group(grouping, chosen[:, place]),
                _by_group(grouping, fair[:, place]),
                _by_group(grouping, counted[:, place].clip(0.0, 1.0)),
                size[:, place],
                tested.chance[number][:, place],
                tested.corrected[number][:, place],
            )
            cells += _cells(grouping, measure.name, of, rules)
    return cells


@dataclass(frozen=True)
class _Columns:
    """Of one grouping by one measure: ndarray of shape (n_groups,), float64 each."""

    counted: NDArray[np.float64]
    chosen: NDArray[np.float64]
    fair: NDArray[np.float64]
    people: NDArray[np.float64]
    size: NDArray[np.float64]
    chance: NDArray[np.float64]
    corrected: NDArray[np.float64]


def _by_group(grouping: Grouping, values: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = grouping.codes >= 0
    return np.asarray(np.bincount(grouping.codes[inside], values[inside], len(grouping.groups)), float)


def _cells(grouping: Grouping, measure: str, of: _Columns, rules: Rules) -> list[Cell]:
    rate = of.chosen / np.maximum(of.counted, 1)
    low, high = wilson(rate, of.size)
    small = of.people < rules.least
    best = int(np.argmax(np.where(small | (of.counted == 0), -1.0, rate)))
    ratio = ratio_low = ratio_high = np.full(len(rate), np.nan)
    if not small[best] and rate[best] > 0:
        ratio = rate / rate[best]
        ratio_low, ratio_high = of_ratio(rate, (low, high), float(rate[best]), (float(low[best]), float(high[best])))
    cells = []
    for row, group in enumerate(grouping.groups):
        is_best = row == best and not small[row] and not np.isnan(ratio[row])
        known = of.counted[row] > 0
        ends = (
            (None, None) if is_best else (_number(ratio_low[row], known=known), _number(ratio_high[row], known=known))
        )
        cell = Cell(
            grouping.attributes, group, measure, int(of.people[row]), int(of.counted[row]), int(of.chosen[row]),
            float(of.people[row] / max(of.people.sum(), 1)),
            _number(rate[row], known=known), _number(low[row], known=known), _number(high[row], known=known),
            _number(ratio[row], known=known), *ends,
            _number(of.chosen[row] / of.fair[row] if of.fair[row] else np.nan, known=known),
            float(of.chance[row]), float(of.corrected[row]), bool(small[row]), is_best, "",
        )  # fmt: skip
        cells.append(cell)
    return [_judged(cell, rules) for cell in cells]


def _number(value: float, *, known: bool) -> float | None:
    return float(value) if known and np.isfinite(value) else None


def _judged(cell: Cell, rules: Rules) -> Cell:
    below = cell.ratio is not None and cell.ratio < FOUR_FIFTHS
    if not cell.counted:
        verdict = "empty"
    elif cell.corrected <= rules.level:
        verdict = "adverse" if below else "different"
    elif cell.small:
        verdict = "small"
    elif cell.best:
        verdict = "best"
    else:
        verdict = "unclear" if below else "even"
    return Cell(**{**vars(cell), "verdict": verdict})
