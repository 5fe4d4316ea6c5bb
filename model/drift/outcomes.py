"""What became of applications beside what was said of them: accuracy and calibration over the last outcomes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.contract.drift import Decided
from model.drift import chance as by_chance
from model.drift.findings import Verdict
from model.evaluation.calibration import calibration_error

WINDOW = 1000
"""Outcomes that are looked at, over all shards together."""
LEAST = 200
"""Outcomes below which nothing is judged."""
THRESHOLD = 50.0
"""The score from which an applicant counts as recommended: that of the average person who was considered for a job."""
_WORTH = 1.5
"""How many times more or fewer hires than expected are worth telling."""


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """Figures of decided applications.

    Attributes
    ----------
    verdict : Verdict
        Of the calibration; accuracy depends on how many are hired, and is only told.
    count, hired : int
    accuracy : float
        Share of those hired with a score of 50 or more and those rejected with less; NaN of none.
    foretold, of_foretold : float, int
        Hires that were expected, the sum of the chances, and the hires that came, among those whose chance is known.
    errors : float
        Their difference in standard errors, by jobs; positive where more were hired than expected.
    calibration_error : float
        Mean gap between chance and share of hires, over ten bins of equal weight that don't divide ties; NaN of none.
    """

    verdict: Verdict
    count: int
    hired: int
    accuracy: float
    foretold: float
    of_foretold: int
    errors: float
    calibration_error: float


def figures(outcomes: Iterable[Decided]) -> OutcomeFigures:
    """Look at outcomes."""
    rows = list(outcomes)
    hired = np.array([one.hired for one in rows], np.bool_)
    high = np.array([one.score >= THRESHOLD for one in rows], np.bool_)
    chances = np.array([one.chance for one in rows], np.float64)
    known = ~np.isnan(chances)
    chance, came = chances[known], hired[known]
    # An outcome whose job was not told stands for itself.
    jobs = np.array([one.job or -1 - at for at, one in enumerate(rows)], np.int64)[known]
    expected = float(chance.sum())
    error = _error(chance, came, jobs)
    errors = (int(came.sum()) - expected) / error if error > 0 else 0.0
    ratio = (int(came.sum()) + 0.5) / (expected + 0.5)
    verdict = Verdict.FEW
    if known.sum() >= LEAST:
        is_off = abs(errors) >= by_chance.sure(len(np.unique(jobs))) and not 1 / _WORTH < ratio < _WORTH
        verdict = Verdict.MOVED if is_off else Verdict.STEADY
    return OutcomeFigures(
        verdict,
        len(rows),
        int(hired.sum()),
        float((hired == high).mean()) if rows else math.nan,
        expected,
        int(came.sum()),
        errors,
        calibration_error(chance, came) if known.any() else math.nan,
    )


def _error(chance: NDArray[np.float64], came: NDArray[np.bool_], jobs: NDArray[np.int64]) -> float:
    """Standard error of the number of hires, never less than that of independent applications.

    For a job that is given up nobody is hired, for one that makes a team many are. What all jobs have in common is no
    chance: each is held against its foretold hires, times what came of all that were foretold.
    """
    expected = float(chance.sum())
    away: NDArray[np.float64] = came - chance * (came.sum() / expected if expected > 0 else 0.0)
    return math.sqrt(max(by_chance.spread(away, jobs), float((chance * (1 - chance)).sum())))
