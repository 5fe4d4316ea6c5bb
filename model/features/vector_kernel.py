"""The compiled part of text vectors: sums rows of an affinity's tables, and scales the sum to 8 bits."""

# ruff: noqa: ANN001, ANN201 - compiled: numba infers the types

from __future__ import annotations

from math import exp, log, sqrt
from typing import Final

import numpy as np
from numba import njit

from model.features import layout as at
from model.levels.levels import AREAS
from model.text.bit_words import lowest64, popcount

_AREAS: Final = len(AREAS)
FIRST_AXIS: Final = at.DIMENSIONS + _AREAS
"""First axis in a sum of a job's rows: after its vector and the areas' logits."""


@njit(cache=True, nogil=True)
def add_words(met, table, squares, dense):  # type: ignore[no-untyped-def]
    """Add the marked rows, scaled to unit TF-IDF length, to `dense`; returns whether there was one."""
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
def add_profile(bits, small, skills, titles, areas, levels, dense):  # type: ignore[no-untyped-def]  # noqa: C901
    """Add the rows of a job's skills, areas and levels to `dense`."""
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
def to_bytes(dense, vector):  # type: ignore[no-untyped-def]
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
def nearness(dense, usual, codes):  # type: ignore[no-untyped-def]
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
