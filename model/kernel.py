"""The compiled part: from the columns of a block of pairs to their codes and scores.

The forest is evaluated as in QuickScorer (Lucchese et al., SIGIR 2015): a tree is a 64-bit word with a bit
a leaf; every test that fails clears the leaves it cuts off, and the lowest bit left is the leaf reached.
As a pair is a handful of small codes, all tests on one channel are merged beforehand into one row of
words a code, and the whole forest takes one AND a channel and tree. Leaf values are integers (2**-24), so
that their sum is exact and the same in any order.
"""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from model import layout as at
from model.levels import TECHNOLOGY

_TECHNOLOGY = np.uint64(TECHNOLOGY)

LEAF_SCALE = 1 << 24
"""Leaf values are stored as integers of this scale."""


@intrinsic  # type: ignore[misc]
def popcount(typing_context: Any, word: Any) -> Any:  # noqa: ARG001
    """Number of set bits of a uint64."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic  # type: ignore[misc]
def lowest(typing_context: Any, word: Any) -> Any:  # noqa: ARG001
    """Position of the lowest set bit of a uint64 that is not zero."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@njit(cache=True, nogil=True, inline="never")
def _codes(jb, js, jt, jr, ab, as_, at_, ar, j, a, codes):  # type: ignore[no-untyped-def]
    """Write the codes of pair (j, a); see `model.features` for what they stand for."""
    codes[at.C_ENGLISH] = js[j, at.ENGLISH] * at.LANGUAGE_LEVELS + as_[a, at.ENGLISH]
    codes[at.C_SPANISH] = js[j, at.SPANISH] * at.LANGUAGE_LEVELS + as_[a, at.SPANISH]
    codes[at.C_ACADEMIC] = js[j, at.ACADEMIC] * at.ACADEMIC_LEVELS + as_[a, at.ACADEMIC]
    codes[at.C_SENIORITY] = js[j, at.SENIORITY] * at.SENIORITY_LEVELS + as_[a, at.SENIORITY]

    areas_asked = jb[j, at.J_AREAS]
    areas_held = ab[a, at.A_AREAS]
    if areas_asked == 0 or areas_held == 0:
        codes[at.C_AREA] = at.AREA_UNKNOWN
    elif areas_asked & areas_held:
        codes[at.C_AREA] = at.AREA_SAME
    elif ((areas_asked & _TECHNOLOGY) != 0 and (areas_held & _TECHNOLOGY) != 0) or (
        (areas_asked & ~_TECHNOLOGY) != 0 and (areas_held & ~_TECHNOLOGY) != 0
    ):
        codes[at.C_AREA] = at.AREA_RELATED
    else:
        codes[at.C_AREA] = at.AREA_OTHER

    contracts_held = ab[a, at.A_CONTRACTS]
    contract = 0
    if contracts_held != 0 and jb[j, at.J_CONTRACTS] != 0:
        contract = 2 if contracts_held & jb[j, at.J_CONTRACTS] else 1
    codes[at.C_CONTRACT] = contract * 2 + as_[a, at.A_CERTIFIED]

    required = np.int64(js[j, at.J_COUNT_REQUIRED])
    title = np.int64(js[j, at.J_COUNT_TITLE])
    nice = np.int64(js[j, at.J_COUNT_NICE])
    families = np.int64(js[j, at.J_COUNT_FAMILIES])
    held = np.int64(as_[a, at.A_COUNT_SKILLS])
    matched = np.int64(0)
    matched_title = np.int64(0)
    matched_nice = np.int64(0)
    for word in range(at.SKILL_WORDS):
        skills = ab[a, at.A_SKILLS + word]
        matched += np.int64(popcount(jb[j, at.J_REQUIRED + word] & skills))
        matched_title += np.int64(popcount(jb[j, at.J_TITLE + word] & skills))
        matched_nice += np.int64(popcount(jb[j, at.J_NICE + word] & skills))
    known = np.int64(popcount(jb[j, at.J_FAMILIES] & ab[a, at.A_FAMILIES]))

    if required == 0 or as_[a, at.A_SAID] == 0:
        codes[at.C_SHARE] = 0
    elif matched == 0:
        codes[at.C_SHARE] = 1
    else:
        codes[at.C_SHARE] = 2 + (at.SHARE_STEPS * matched) // (required + 1)
    codes[at.C_MATCHED] = min(matched, at.MATCHED_TOP)
    codes[at.C_FOCUS] = (at.FOCUS_STEPS * matched) // held if held else 0
    codes[at.C_TITLE] = 1 + (at.TITLE_STEPS * matched_title) // title if title else 0
    codes[at.C_FAMILY] = 1 + (at.FAMILY_STEPS * known) // families if families else 0
    codes[at.C_NICE] = 1 + (at.NICE_STEPS * matched_nice) // nice if nice else 0
    codes[at.C_ASKED] = min(required, at.ASKED_TOP)

    lengths = jr[j, at.REAL_INVERSE] * ar[a, at.REAL_INVERSE]
    if lengths == 0.0:
        codes[at.C_TEXT] = 0
    else:
        dot = np.int32(0)
        for axis in range(jt.shape[1]):
            dot += np.int32(jt[j, axis]) * np.int32(at_[a, axis])
        cosine = min(max(dot * lengths, 0.0), 1.0)
        codes[at.C_TEXT] = 1 + np.int64(cosine * at.TEXT_STEPS)


@njit(cache=True, nogil=True)
def codes_of(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, out):  # type: ignore[no-untyped-def]
    """Codes of aligned pairs into ``out`` of shape (n, CHANNELS), int32."""
    for row in range(len(jobs)):
        _codes(jb, js, jt, jr, ab, as_, at_, ar, jobs[row], applicants[row], out[row])


@njit(cache=True, nogil=True)
def _score(masks, starts, leaves, additive, codes, effect, weight, smoothing):  # type: ignore[no-untyped-def]
    """Quality score of one coded pair: the forest's mean, then odds at even prior."""
    trees = masks.shape[1]
    r0 = masks[starts[0] + codes[0]]
    r1 = masks[starts[1] + codes[1]]
    r2 = masks[starts[2] + codes[2]]
    r3 = masks[starts[3] + codes[3]]
    r4 = masks[starts[4] + codes[4]]
    r5 = masks[starts[5] + codes[5]]
    r6 = masks[starts[6] + codes[6]]
    r7 = masks[starts[7] + codes[7]]
    r8 = masks[starts[8] + codes[8]]
    r9 = masks[starts[9] + codes[9]]
    r10 = masks[starts[10] + codes[10]]
    r11 = masks[starts[11] + codes[11]]
    r12 = masks[starts[12] + codes[12]]
    r13 = masks[starts[13] + codes[13]]
    odds = effect
    for channel in range(at.CHANNELS):
        odds += additive[starts[channel] + codes[channel]]
    total = np.int64(0)
    for tree in range(trees):
        left = r0[tree] & r1[tree] & r2[tree] & r3[tree] & r4[tree] & r5[tree] & r6[tree] & r7[tree]
        left &= r8[tree] & r9[tree] & r10[tree] & r11[tree] & r12[tree] & r13[tree]
        total += leaves[tree, np.int64(lowest(left))]
    mean = np.float64(total) / (np.float64(trees) * LEAF_SCALE)
    share = smoothing + (1.0 - 2.0 * smoothing) * mean
    return 100.0 / (1.0 + exp(-(odds + weight * log(share / (1.0 - share)))))


@njit(cache=True, nogil=True)
def effects(shares, features, intercept, weight, prior_weight, smoothing):  # type: ignore[no-untyped-def]
    """Turn the job forest's shares into log-odds, in place; the last two features enter linearly."""
    last = features.shape[1] - 1
    for row in range(len(shares)):
        share = smoothing + (1.0 - 2.0 * smoothing) * shares[row]
        linear = np.float64(features[row, last - 1]) + np.float64(features[row, last])
        shares[row] = intercept + weight * log(share / (1.0 - share)) + prior_weight * linear


@njit(cache=True, nogil=True)
def score_block(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, masks, starts, leaves, additive, weight, smoothing, out):  # type: ignore[no-untyped-def]
    """Scores of every job of ``jobs`` with every applicant of ``applicants`` into ``out``."""
    codes = np.empty(at.CHANNELS, np.int64)
    for row in range(len(jobs)):
        j = jobs[row]
        for column in range(len(applicants)):
            _codes(jb, js, jt, jr, ab, as_, at_, ar, j, applicants[column], codes)
            out[row, column] = _score(masks, starts, leaves, additive, codes, jr[j, at.J_EFFECT], weight, smoothing)


@njit(cache=True, nogil=True)
def score_pairs(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, masks, starts, leaves, additive, weight, smoothing, out):  # type: ignore[no-untyped-def]
    """Scores of aligned pairs into ``out`` of shape (n,)."""
    codes = np.empty(at.CHANNELS, np.int64)
    for row in range(len(jobs)):
        j = jobs[row]
        _codes(jb, js, jt, jr, ab, as_, at_, ar, j, applicants[row], codes)
        out[row] = _score(masks, starts, leaves, additive, codes, jr[j, at.J_EFFECT], weight, smoothing)
