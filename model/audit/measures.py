"""What is compared between groups: six shares of applications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.evaluation.scored import ScoredPairs

LINE = 50.0
"""From this score on a pair is predicted to fit."""
SHORTLIST = 5
MEASURES = ("selected", "above_median", "shortlisted", "selected_of_hired", "selected_of_not_hired", "hired")


@dataclass(frozen=True)
class Measure:
    """A share of applications.

    Attributes
    ----------
    name : str
        One of `MEASURES`.
    counted, chosen : ndarray of shape (n_pairs,), bool
        The share is that of the chosen among the counted; what is chosen is counted.
    """

    name: str
    counted: NDArray[np.bool_]
    chosen: NDArray[np.bool_]


def measures(scored: ScoredPairs, shortlist: int = SHORTLIST) -> list[Measure]:
    """Every measure of `MEASURES`, in its order.

    Parameters
    ----------
    scored : ScoredPairs
    shortlist : int, default 5
        Length of a job's list.

    Returns
    -------
    list of Measure
        ``selected``, score 50 or more; ``above_median``, score strictly above the median of all; ``shortlisted``, among
        the job's best, over jobs with more candidates than that; ``selected_of_hired`` and ``selected_of_not_hired``,
        selected among those whom people hired, and among the other decided ones; ``hired``, what people decided.
    """
    everyone = np.ones(len(scored.pairs), bool)
    decided, hired = scored.pairs.decided, scored.pairs.hired
    selected = scored.score >= LINE
    of_job = np.bincount(scored.rows)[scored.rows]
    found = (
        (everyone, selected),
        (everyone, scored.score > np.median(scored.score)),
        (of_job > shortlist, places(scored) < shortlist),
        (hired, selected),
        (decided & ~hired, selected),
        (decided, hired),
    )
    return [Measure(name, counted, counted & chosen) for name, (counted, chosen) in zip(MEASURES, found, strict=True)]


def places(scored: ScoredPairs) -> NDArray[np.int64]:
    """Place of each pair among its job's, 0 for the best; of equal scores the lower applicant id comes first."""
    order = np.lexsort((scored.columns, -scored.score, scored.rows))
    first = np.searchsorted(scored.rows[order], scored.rows[order])
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - first
    return place


def expected(measure: Measure, jobs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of the chosen in each pair's job, 0 for pairs that are not counted.

    Parameters
    ----------
    measure : Measure
    jobs : ndarray of shape (n_pairs,), int64
        Number of each pair's job.
    """
    chosen = np.bincount(jobs, weights=measure.chosen)
    counted = np.bincount(jobs, weights=measure.counted)
    return np.asarray(np.where(measure.counted, (chosen / np.maximum(counted, 1))[jobs], 0.0))


def of_people(
    values: Sequence[NDArray[np.bool_] | NDArray[np.float64]], columns: NDArray[np.int64], people: int
) -> NDArray[np.float64]:
    """Sums of each person's pairs.

    Parameters
    ----------
    values : sequence of ndarray of shape (n_pairs,)
    columns : ndarray of shape (n_pairs,), int64
        Number of each pair's person.
    people : int

    Returns
    -------
    ndarray of shape (people, len(values)), float64
    """
    found = np.empty((people, len(values)))
    for place, each in enumerate(values):
        found[:, place] = np.bincount(columns, each, people)
    return found
