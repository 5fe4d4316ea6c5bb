"""The compiled part of text vectors: sums rows of an affinity's tables, and scales the sum to 8 bits."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.levels.levels import AREAS
from model.text.bit_words import lowest64, popcount

_AREAS: Final = len(AREAS)
FIRST_AXIS: Final = at.DIMENSIONS + _AREAS
"""First axis in a sum of a job's rows: after its vector and the areas' logits."""


Vector = NDArray[np.float32]
Rows = NDArray[np.float32]


class Vectors(NamedTuple):
    """What words add to the vector of a text; see `model.features.affinity.Affinity`."""

    rows: Rows
    squares: NDArray[np.float64]
    bias: Vector


class Profile(NamedTuple):
    """The rows that a job's skills, areas and levels add; see `model.features.affinity.Affinity`."""

    skills: Rows
    titles: Rows
    areas: Rows
    levels: Rows


@njit(cache=True, nogil=True)
def add_words(met: NDArray[np.uint64], vectors: Vectors, dense: Vector) -> bool:
    """Add the marked rows, scaled to unit TF-IDF length, to `dense`; returns whether there was one."""
    table, squares = vectors.rows, vectors.squares
    square = 0.0
    total = np.zeros(len(dense), np.float32)
    for block in range(len(met)):
        left = met[block]
        while left:
            row = (block << 6) + np.int64(lowest64(left))
            left &= left - np.uint64(1)
            square += squares[row]
            for axis in range(len(dense)):
                total[axis] += table[row, axis]
    if square == 0.0:
        return False
    scale = np.float32(1.0 / sqrt(square))
    for axis in range(len(dense)):
        dense[axis] += total[axis] * scale
    return True


@njit(cache=True, nogil=True)
def add_profile(  # noqa: C901
    bits: NDArray[np.uint64], small: NDArray[np.int32], profile: Profile, dense: Vector
) -> None:
    """Add the rows of a job's skills, areas and levels to `dense`."""
    skills, titles, areas, levels = profile.skills, profile.titles, profile.areas, profile.levels
    asked = bits[at.J_REQUIRED : at.J_REQUIRED + at.SKILL_WORDS].copy()
    count = np.int64(0)
    for word in range(at.SKILL_WORDS):
        for group in range(at.GROUPS):
            asked[word] |= bits[at.J_ANY + group * at.SKILL_WORDS + word]
        count += np.int64(popcount(asked[word]))
    scale = np.float32(1.0 / sqrt(np.float64(count))) if count else np.float32(0.0)
    for word in range(at.SKILL_WORDS):
        left = asked[word]
        while left:
            row = (word << 6) + np.int64(lowest64(left))
            left &= left - np.uint64(1)
            for axis in range(len(dense)):
                dense[axis] += skills[row, axis] * scale
        left = bits[at.J_TITLE + word]
        while left:
            row = (word << 6) + np.int64(lowest64(left))
            left &= left - np.uint64(1)
            for axis in range(len(dense)):
                dense[axis] += titles[row, axis]
    left = bits[at.J_AREAS]
    while left:
        row = np.int64(lowest64(left))
        left &= left - np.uint64(1)
        for axis in range(len(dense)):
            dense[axis] += areas[row, axis]
    for place in range(at.LEVELS):
        row = place * at.ACADEMIC_LEVELS + small[place]
        for axis in range(len(dense)):
            dense[axis] += levels[row, axis]


@njit(cache=True, nogil=True)
def to_bytes(dense: Vector, vector: NDArray[np.int8]) -> float:
    """Write the vector of a sum, scaled to 8 bits; returns one over its length, or 0 for a zero vector."""
    top = np.float32(0.0)
    for axis in range(at.DIMENSIONS):
        top = max(top, abs(dense[axis]))
    if top == 0.0:
        vector[:] = 0
        return 0.0
    scale = np.float32(127.0 / np.float64(top))
    square = np.int64(0)
    for axis in range(at.DIMENSIONS):
        vector[axis] = np.int8(np.rint(dense[axis] * scale))
        square += np.int64(vector[axis]) * np.int64(vector[axis])
    return 1.0 / sqrt(np.float64(square))


@njit(cache=True, nogil=True)
def nearness(dense: Vector, usual: NDArray[np.float64], codes: NDArray[np.int8]) -> None:
    """Write the nearness codes of all areas: how much likelier each is among those considered than among all."""
    top = np.float64(dense[at.DIMENSIONS])
    for area in range(1, _AREAS):
        top = max(top, np.float64(dense[at.DIMENSIONS + area]))
    total = 0.0
    for area in range(_AREAS):
        total += exp(np.float64(dense[at.DIMENSIONS + area]) - top)
    total = top + log(total)
    for area in range(_AREAS):
        odds = np.float64(dense[at.DIMENSIONS + area]) - total - usual[area]
        codes[area] = np.int8(min(max((odds - at.NEAR_LEAST) / at.NEAR_STEP, 0.0), at.NEAR_STEPS - 1.0))
