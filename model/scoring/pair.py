"""Scores one pair from its two encoded sides, in one compiled call."""

# ruff: noqa: ANN001, ANN202 - compiled: numba infers the types

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from model.features.encoding import Encoded, EncodedJob
from model.scoring.kernel import score_pairs
from model.scoring.ratios import RATIOS, ratios_into


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


def score_pair(asked: EncodedJob, held: Encoded, forest: tuple[Any, ...]) -> tuple[float, dict[str, float | None]]:
    """Score and ratios of a pair; the same bits as in any block.

    Parameters
    ----------
    asked : EncodedJob
    held : Encoded
    forest : tuple
        Masks, number of trees, leaves and additive part, as arguments of `model.scoring.kernel`.
    """
    out = np.empty(1 + len(RATIOS))
    _pair(*asked.arrays, *held.arrays, *forest, out)  # type: ignore[call-arg]
    score, *said = out.tolist()
    return score, {name: None if value != value else value for name, value in zip(RATIOS, said, strict=True)}  # noqa: PLR0124


@njit(cache=True, nogil=True)
def _pair(jb, js, jt, jr, ab, as_, at_, ar, masks, trees, leaves, additive, out):  # type: ignore[no-untyped-def]
    """Score and ratios into ``out``; sides as single rows of their columns."""
    only = np.zeros(1, np.int64)
    j_bits, j_small, j_text, j_real = jb.reshape(1, -1), js.reshape(1, -1), jt.reshape(1, -1), jr.reshape(1, -1)
    a_bits, a_small, a_text, a_real = ab.reshape(1, -1), as_.reshape(1, -1), at_.reshape(1, -1), ar.reshape(1, -1)
    score_pairs(
        j_bits,
        j_small,
        j_text,
        j_real,
        only,
        a_bits,
        a_small,
        a_text,
        a_real,
        only,
        masks,
        trees,
        leaves,
        additive,
        out,
    )
    ratios = np.empty((1, len(out) - 1), np.float32)
    ratios_into(j_bits, j_small, only, a_bits, a_small, only, ratios)
    out[1:] = ratios[0]
