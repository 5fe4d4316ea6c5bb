"""Scores one pair from its two encoded sides, in one compiled call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from data.contract.matches import RATIOS
from model.features import layout as at
from model.features.encoding import Encoded, EncodedJob
from model.scoring.kernel import Compiled, score_pairs
from model.scoring.ratios import ratios_into
from model.text.settled import settled


@dataclass(frozen=True, slots=True)
class PairScore:
    """Score, chance and ratios of one pair.

    Attributes
    ----------
    quality_score : float
        How well the person fits, 0..100; 50 is the average person who was considered, 80 is four to one in favour
        beside that.
    hire_probability : float
        Calibrated at the base rate of the training data; how easily the job is filled is part of it.
    ratios : dict of str to float or None
        `RATIOS`, 0..1 each; None is "no data".
    data_coverage : float
        Share of the fields of both sides in which something was understood, 0..1.
    applicant_coverage : float
        The same of the applicant's fields alone.
    """

    quality_score: float
    hire_probability: float
    ratios: dict[str, float | None]
    data_coverage: float
    applicant_coverage: float


class PairScorer:
    """Score and ratios of one pair; the same bits as in any block.

    Parameters
    ----------
    model : Compiled
    asked : EncodedJob
    held : Encoded
        An example of each side.
    """

    def __init__(self, model: Compiled, asked: EncodedJob, held: Encoded) -> None:
        self._model = model
        self._score = settled(_pair, asked.arrays, held.arrays, model, _out())

    def __call__(self, asked: EncodedJob, held: Encoded) -> tuple[float, dict[str, float | None]]:
        """Score a pair.

        Parameters
        ----------
        asked : EncodedJob
        held : Encoded
        """
        out = _out()
        self._score(asked.arrays, held.arrays, self._model, out)
        score, *said = out.tolist()
        return score, {name: None if value != value else value for name, value in zip(RATIOS, said, strict=True)}  # noqa: PLR0124


def _out() -> NDArray[np.float64]:
    return np.empty(1 + len(RATIOS))


@njit(cache=True, nogil=True)
def _pair(job: at.Arrays, person: at.Arrays, model: Compiled, out: NDArray[np.float64]) -> None:
    """Score and ratios into ``out``; sides as single rows of their columns."""
    only = np.zeros(1, np.int64)
    jobs = at.Arrays(
        job.bits.reshape(1, -1), job.small.reshape(1, -1), job.text.reshape(1, -1), job.real.reshape(1, -1)
    )
    people = at.Arrays(
        person.bits.reshape(1, -1), person.small.reshape(1, -1), person.text.reshape(1, -1), person.real.reshape(1, -1)
    )
    score_pairs(jobs, only, people, only, model, out)
    ratios = np.empty((1, len(out) - 1), np.float32)
    ratios_into(jobs, only, people, only, ratios)
    out[1:] = ratios[0]
