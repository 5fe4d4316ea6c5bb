"""The compiled part: from the columns of a block of pairs to their codes and scores.

The forest is evaluated as in QuickScorer (Lucchese et al., SIGIR 2015): a tree is a 32-bit word with a bit
a leaf; every test that fails clears the leaves it cuts off, and the lowest bit left is the leaf reached.
As a pair is a handful of small codes, all tests on one channel are merged beforehand into one row of
words a code, and the whole forest takes one AND a channel and tree. Leaf values are integers (of 2**-24), so
that their sum is exact and the same in any order.
"""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic

from model import layout as at
from model.levels import TECHNOLOGY
from model.vectors import DIMENSIONS

_TECHNOLOGY = np.uint64(TECHNOLOGY)
_DIMENSIONS = DIMENSIONS

LEAF_SCALE = 1 << 24
"""Leaf values are stored as integers of this scale."""
_LEAF = 1.0 / LEAF_SCALE
MAX_LEAVES = 32
"""Leaves of a tree: one bit each."""
_LEAF_BITS = np.uint64(5)


def _popcount(typing_context: Any, word: Any) -> Any:  # noqa: ARG001
    """Number of set bits of a uint64."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


popcount: Any = intrinsic(_popcount)


def _lowest(typing_context: Any, word: Any) -> Any:  # noqa: ARG001
    """Position of the lowest set bit of a uint32 that is not zero."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint32(types.uint32), generate


lowest: Any = intrinsic(_lowest)


@njit(cache=True, nogil=True)
def _rows(jb, js, jt, jr, ab, as_, at_, ar, j, a, rows):  # type: ignore[no-untyped-def]
    """Write the rows of pair (j, a): its code on each channel plus the channel's start; see `model.features`."""
    rows[at.C_ENGLISH] = at.STARTS[at.C_ENGLISH] + js[j, at.ENGLISH] * at.LANGUAGE_LEVELS + as_[a, at.ENGLISH]
    rows[at.C_SPANISH] = at.STARTS[at.C_SPANISH] + js[j, at.SPANISH] * at.LANGUAGE_LEVELS + as_[a, at.SPANISH]
    rows[at.C_ACADEMIC] = at.STARTS[at.C_ACADEMIC] + js[j, at.ACADEMIC] * at.ACADEMIC_LEVELS + as_[a, at.ACADEMIC]
    rows[at.C_SENIORITY] = at.STARTS[at.C_SENIORITY] + js[j, at.SENIORITY] * at.SENIORITY_LEVELS + as_[a, at.SENIORITY]

    asked = jb[j, at.J_AREAS]
    named = ab[a, at.A_AREAS]
    technical = ((asked & _TECHNOLOGY) != 0) & ((named & _TECHNOLOGY) != 0)
    other = ((asked & ~_TECHNOLOGY) != 0) & ((named & ~_TECHNOLOGY) != 0)
    area = at.AREA_RELATED if technical | other else at.AREA_OTHER
    area = at.AREA_SAME if (asked & named) != 0 else area
    rows[at.C_AREA] = at.STARTS[at.C_AREA] + (area if (asked != 0) & (named != 0) else at.AREA_UNKNOWN)

    offered = jb[j, at.J_CONTRACTS]
    wanted = ab[a, at.A_CONTRACTS]
    contract = (2 if (offered & wanted) != 0 else 1) if (offered != 0) & (wanted != 0) else 0
    rows[at.C_CONTRACT] = at.STARTS[at.C_CONTRACT] + contract * 2 + as_[a, at.A_CERTIFIED]

    matched = np.int64(0)
    in_title = np.int64(0)
    nice = np.int64(0)
    for word in range(at.SKILL_WORDS):
        skills = ab[a, at.A_SKILLS + word]
        matched += np.int64(popcount(jb[j, at.J_REQUIRED + word] & skills))
        in_title += np.int64(popcount(jb[j, at.J_TITLE + word] & skills))
        nice += np.int64(popcount(jb[j, at.J_NICE + word] & skills))
    known = np.int64(popcount(jb[j, at.J_FAMILIES] & ab[a, at.A_FAMILIES]))

    required = np.int64(js[j, at.J_COUNT_REQUIRED])
    share = 2 + ((2 * at.SHARE_STEPS * matched * js[j, at.J_INVERSE_REQUIRED]) >> at.INVERSE_SHIFT)
    share = 1 if matched == 0 else share
    rows[at.C_SHARE] = at.STARTS[at.C_SHARE] + (0 if (required == 0) | (as_[a, at.A_SAID] == 0) else share)
    rows[at.C_MATCHED] = at.STARTS[at.C_MATCHED] + min(at.MATCHED_TOP, matched)  # type: ignore[operator]
    rows[at.C_FOCUS] = at.STARTS[at.C_FOCUS] + (
        (at.FOCUS_STEPS * matched * as_[a, at.A_INVERSE_SKILLS]) >> at.INVERSE_SHIFT
    )
    title = 1 + ((at.TITLE_STEPS * in_title * js[j, at.J_INVERSE_TITLE]) >> at.INVERSE_SHIFT)
    rows[at.C_TITLE] = at.STARTS[at.C_TITLE] + (title if js[j, at.J_COUNT_TITLE] else 0)
    family = 1 + ((at.FAMILY_STEPS * known * js[j, at.J_INVERSE_FAMILIES]) >> at.INVERSE_SHIFT)
    rows[at.C_FAMILY] = at.STARTS[at.C_FAMILY] + (family if js[j, at.J_COUNT_FAMILIES] else 0)
    nice = 1 + ((at.NICE_STEPS * nice * js[j, at.J_INVERSE_NICE]) >> at.INVERSE_SHIFT)
    rows[at.C_NICE] = at.STARTS[at.C_NICE] + (nice if js[j, at.J_COUNT_NICE] else 0)
    rows[at.C_ASKED] = at.STARTS[at.C_ASKED] + min(at.ASKED_TOP, required)  # type: ignore[operator]

    lengths = jr[j, at.REAL_INVERSE] * ar[a, at.REAL_INVERSE]
    text = np.int64(0)
    if lengths != 0.0:
        dot = np.int32(0)
        for axis in range(_DIMENSIONS):
            dot += np.int32(jt[j, axis]) * np.int32(at_[a, axis])
        text = 1 + np.int64(min(max(dot * lengths, 0.0), 1.0) * at.TEXT_STEPS)
    rows[at.C_TEXT] = at.STARTS[at.C_TEXT] + text


@njit(cache=True, nogil=True)
def codes_of(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, out):  # type: ignore[no-untyped-def]
    """Codes of aligned pairs into ``out`` of shape (n, CHANNELS), int32."""
    rows = np.empty(at.CHANNELS, np.int64)
    for pair in range(len(jobs)):
        _rows(jb, js, jt, jr, ab, as_, at_, ar, jobs[pair], applicants[pair], rows)
        for channel in range(at.CHANNELS):
            out[pair, channel] = rows[channel] - at.STARTS[channel]


@njit(cache=True, nogil=True, inline="always")  # as a call it makes the kernel an eighth slower
def leaves_of(masks, trees, leaves, rows):  # type: ignore[no-untyped-def]
    """Sum of the leaves that one coded pair reaches, in units of 2^-24: one AND a channel and tree."""
    width = np.uint64(trees)
    m0 = np.uint64(rows[0]) * width
    m1 = np.uint64(rows[1]) * width
    m2 = np.uint64(rows[2]) * width
    m3 = np.uint64(rows[3]) * width
    m4 = np.uint64(rows[4]) * width
    m5 = np.uint64(rows[5]) * width
    m6 = np.uint64(rows[6]) * width
    m7 = np.uint64(rows[7]) * width
    m8 = np.uint64(rows[8]) * width
    m9 = np.uint64(rows[9]) * width
    m10 = np.uint64(rows[10]) * width
    m11 = np.uint64(rows[11]) * width
    m12 = np.uint64(rows[12]) * width
    m13 = np.uint64(rows[13]) * width
    total = np.int32(0)
    for number in range(trees):
        tree = np.uint64(number)
        left = masks[m0 + tree] & masks[m1 + tree] & masks[m2 + tree] & masks[m3 + tree]
        left &= masks[m4 + tree] & masks[m5 + tree] & masks[m6 + tree] & masks[m7 + tree]
        left &= masks[m8 + tree] & masks[m9 + tree] & masks[m10 + tree] & masks[m11 + tree]
        left &= masks[m12 + tree] & masks[m13 + tree]
        total += leaves[(tree << _LEAF_BITS) | np.uint64(lowest(left))]
    return total


@njit(cache=True, nogil=True)
def _score(masks, trees, leaves, additive, rows, odds):  # type: ignore[no-untyped-def]
    """Quality score of one coded pair: log-odds of the job, of the additive part and of the forest, at even prior."""
    for channel in range(at.CHANNELS):
        odds += additive[rows[channel]]
    odds += np.float64(leaves_of(masks, trees, leaves, rows)) * _LEAF
    return 100.0 / (1.0 + exp(-odds))


@njit(cache=True, nogil=True)
def effects(shares, features, intercept, weight, prior_weight, smoothing):  # type: ignore[no-untyped-def]
    """Turn the job forest's shares into log-odds, in place; the last two features enter linearly."""
    last = features.shape[1] - 1
    for row in range(len(shares)):
        share = smoothing + (1.0 - 2.0 * smoothing) * shares[row]
        linear = np.float64(features[row, last - 1]) + np.float64(features[row, last])
        shares[row] = intercept + weight * log(share / (1.0 - share)) + prior_weight * linear


@njit(cache=True, nogil=True)
def score_block(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, masks, trees, leaves, additive, out):  # type: ignore[no-untyped-def]
    """Scores of every job of ``jobs`` with every applicant of ``applicants`` into ``out``."""
    rows = np.empty(at.CHANNELS, np.int64)
    for row in range(len(jobs)):
        j = jobs[row]
        for column in range(len(applicants)):
            _rows(jb, js, jt, jr, ab, as_, at_, ar, j, applicants[column], rows)
            out[row, column] = _score(masks, trees, leaves, additive, rows, jr[j, at.J_EFFECT])


@njit(cache=True, nogil=True)
def score_pairs(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, masks, trees, leaves, additive, out):  # type: ignore[no-untyped-def]
    """Scores of aligned pairs into ``out`` of shape (n,)."""
    rows = np.empty(at.CHANNELS, np.int64)
    for row in range(len(jobs)):
        j = jobs[row]
        _rows(jb, js, jt, jr, ab, as_, at_, ar, j, applicants[row], rows)
        out[row] = _score(masks, trees, leaves, additive, rows, jr[j, at.J_EFFECT])
