"""The compiled part: from the columns of a block of pairs to their codes and scores.

The forest is evaluated as in QuickScorer (Lucchese et al., SIGIR 2015): a tree is a 32-bit word with one bit per leaf;
every test that fails clears the leaves that it cuts off, and the lowest remaining bit is the leaf reached. As a pair is
a few small codes, all tests on a channel are merged at load time into one row of words per code, so the forest costs
one AND per channel and tree. Leaf values are integers in units of 2**-24, so that their sum is exact and the same in
any order.
"""

from __future__ import annotations

from math import exp, log

import numpy as np
from numba import njit

from model.features import layout as at
from model.features.channels import CHANNELS, PLACE, STARTS
from model.levels.levels import TECHNOLOGY
from model.scoring.lanes import LANES, leaves_of_pair
from model.text.bit_words import lowest, lowest64, popcount

_TECHNOLOGY = np.uint64(TECHNOLOGY)
_CHANNELS = len(CHANNELS)
assert _CHANNELS % 2 == 0, "`leaves_of` takes two channels at a time"
_STARTS = STARTS
_ENGLISH, _SPANISH, _ACADEMIC, _SENIORITY = (PLACE[name] for name in ("english", "spanish", "academic", "seniority"))
_AREA, _NEAR, _CONTRACT, _SHARE, _RARE = (PLACE[name] for name in ("area", "near", "contract", "share", "rare"))
_TITLE, _FAMILY, _NICE, _TEXT, _ASKED = (PLACE[name] for name in ("title", "family", "nice", "text", "asked"))
UNKNOWN_AT_MOST = 50.0
"""Highest score of a person of whom nothing is known: that of the average person who was considered."""

LEAF_SCALE = 1 << 24
"""Leaf values are stored as integers of this scale."""
_LEAF = 1.0 / LEAF_SCALE
MAX_LEAVES = 32
"""Most leaves of a tree: each has one bit of a word."""
_LEAF_BITS = np.uint64(5)


@njit(cache=True, nogil=True, inline="always")  # a call would make the kernel slower
def text_of(jt, jr, at_, ar, j, a):  # type: ignore[no-untyped-def]
    """Code of the best cosine of the applicant's texts and the job."""
    code = np.int64(0)
    if jr[j, at.REAL_INVERSE] != 0.0:
        for number in range(at.TEXTS):
            lengths = jr[j, at.REAL_INVERSE] * ar[a, at.REAL_INVERSE + number]
            if lengths != 0.0:
                dot = np.int32(0)
                for axis in range(at.DIMENSIONS):
                    dot += np.int32(jt[j, axis]) * np.int32(at_[a, number * at.DIMENSIONS + axis])
                cosine = min(max(dot * lengths, -1.0), 1.0)
                code = max(code, 1 + np.int64((cosine + 1.0) * (at.TEXT_STEPS / 2)))
    return code


@njit(cache=True, nogil=True)
def rows_of(jb, js, jt, jr, ab, as_, at_, ar, j, a, rows):  # type: ignore[no-untyped-def]
    """Write the rows of pair (j, a): its code on each channel (`model.features.channels`) plus the channel's start."""
    rows[_ENGLISH] = _STARTS[_ENGLISH] + js[j, at.ENGLISH] * at.LANGUAGE_LEVELS + as_[a, at.ENGLISH]
    rows[_SPANISH] = _STARTS[_SPANISH] + js[j, at.SPANISH] * at.LANGUAGE_LEVELS + as_[a, at.SPANISH]
    rows[_ACADEMIC] = _STARTS[_ACADEMIC] + js[j, at.ACADEMIC] * at.ACADEMIC_LEVELS + as_[a, at.ACADEMIC]
    rows[_SENIORITY] = _STARTS[_SENIORITY] + js[j, at.SENIORITY] * at.SENIORITY_LEVELS + as_[a, at.SENIORITY]

    asked = jb[j, at.J_AREAS]
    named = ab[a, at.A_AREAS]
    technical = ((asked & _TECHNOLOGY) != 0) & ((named & _TECHNOLOGY) != 0)
    other = ((asked & ~_TECHNOLOGY) != 0) & ((named & ~_TECHNOLOGY) != 0)
    area = at.AREA_RELATED if technical | other else at.AREA_OTHER
    area = at.AREA_SAME if (asked & named) != 0 else area
    rows[_AREA] = _STARTS[_AREA] + (area if (asked != 0) & (named != 0) else at.AREA_UNKNOWN)
    near = np.int64(0)
    while named != 0:
        near = max(near, np.int64(1) + np.int64(jt[j, np.uint64(at.J_NEARNESS) + lowest64(named)]))
        named &= named - np.uint64(1)
    rows[_NEAR] = _STARTS[_NEAR] + near

    offered = jb[j, at.J_CONTRACTS]
    wanted = ab[a, at.A_CONTRACTS]
    rows[_CONTRACT] = _STARTS[_CONTRACT] + (
        (2 if (offered & wanted) != 0 else 1) if (offered != 0) & (wanted != 0) else 0
    )

    matched = np.int64(0)
    rare = np.int64(0)
    in_title = np.int64(0)
    nice = np.int64(0)
    for word in range(at.SKILL_WORDS):
        skills = ab[a, at.A_SKILLS + word]
        matched += np.int64(popcount(jb[j, at.J_REQUIRED + word] & skills))
        rare += np.int64(popcount(jb[j, at.J_RARE + word] & skills))
        in_title += np.int64(popcount(jb[j, at.J_TITLE + word] & skills))
        nice += np.int64(popcount(jb[j, at.J_NICE + word] & skills))
    for group in range(js[j, at.J_GROUPS]):  # a group is met if any of its skills is held
        held = np.uint64(0)
        for word in range(at.SKILL_WORDS):
            held |= jb[j, at.J_ANY + group * at.SKILL_WORDS + word] & ab[a, at.A_SKILLS + word]
        matched += np.int64(held != 0)
    known = np.int64(popcount(jb[j, at.J_FAMILIES] & ab[a, at.A_FAMILIES]))

    required = np.int64(js[j, at.J_COUNT_REQUIRED])
    share = 2 + ((2 * at.SHARE_STEPS * matched * js[j, at.J_INVERSE_REQUIRED]) >> at.INVERSE_SHIFT)
    share = 1 if matched == 0 else share
    rows[_SHARE] = _STARTS[_SHARE] + (0 if (required == 0) | (as_[a, at.A_SAID] == 0) else share)
    rows[_RARE] = _STARTS[_RARE] + min(at.RARE_TOP, rare)  # type: ignore[operator]
    title = 1 + ((at.TITLE_STEPS * in_title * js[j, at.J_INVERSE_TITLE]) >> at.INVERSE_SHIFT)
    rows[_TITLE] = _STARTS[_TITLE] + (title if js[j, at.J_COUNT_TITLE] else 0)
    family = 1 + ((at.FAMILY_STEPS * known * js[j, at.J_INVERSE_FAMILIES]) >> at.INVERSE_SHIFT)
    rows[_FAMILY] = _STARTS[_FAMILY] + (family if js[j, at.J_COUNT_FAMILIES] else 0)
    nice = 1 + ((at.NICE_STEPS * nice * js[j, at.J_INVERSE_NICE]) >> at.INVERSE_SHIFT)
    rows[_NICE] = _STARTS[_NICE] + (nice if js[j, at.J_COUNT_NICE] else 0)
    rows[_ASKED] = _STARTS[_ASKED] + 2 * min(at.ASKED_TOP, required) + as_[a, at.A_CERTIFIED]  # type: ignore[operator]

    rows[_TEXT] = _STARTS[_TEXT] + text_of(jt, jr, at_, ar, j, a)


@njit(cache=True, nogil=True)
def codes_of(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, out):  # type: ignore[no-untyped-def]
    """Codes of aligned pairs into ``out`` of shape (n, len(CHANNELS)), int32."""
    rows = np.empty(_CHANNELS, np.int64)
    for pair in range(len(jobs)):
        rows_of(jb, js, jt, jr, ab, as_, at_, ar, jobs[pair], applicants[pair], rows)
        for channel in range(_CHANNELS):
            out[pair, channel] = rows[channel] - _STARTS[channel]


@njit(cache=True, nogil=True, inline="always")  # a call would make the kernel slower
def leaves_of(masks, trees, leaves, rows, left):  # type: ignore[no-untyped-def]
    """Sum of the leaves that a coded pair reaches, in units of 2**-24: one AND per channel and tree.

    16 trees at a time; of those that are left over two channels are merged at a time, into ``left`` of shape (trees,),
    uint32.
    """
    width, whole = np.uint64(trees), np.uint64(trees - trees % LANES)
    total = np.int32(0)
    for first in range(np.uint64(0), whole, np.uint64(LANES)):
        total += leaves_of_pair(masks, rows, width, first, leaves)
    if whole == width:
        return total
    for tree in range(whole, width):
        left[tree] = np.uint32(0xFFFFFFFF)
    for channel in range(0, _CHANNELS, 2):
        one, other = np.uint64(rows[channel]) * width, np.uint64(rows[channel + 1]) * width
        for tree in range(whole, width):
            left[tree] &= masks[one + tree] & masks[other + tree]
    for tree in range(whole, width):
        total += leaves[(tree << _LEAF_BITS) | np.uint64(lowest(left[tree]))]
    return total


@njit(cache=True, nogil=True)
def score_rows(masks, trees, leaves, additive, rows, left, odds):  # type: ignore[no-untyped-def]
    """Quality score of a coded pair, from `odds` plus the log-odds of the additive part and of the forest."""
    return score_of(additive, rows, leaves_of(masks, trees, leaves, rows, left), odds)


@njit(cache=True, nogil=True)
def score_of(additive, rows, total, odds):  # type: ignore[no-untyped-def]
    """As `score_rows`, where the forest's sum is known."""
    for channel in range(_CHANNELS):
        odds += additive[rows[channel]]
    odds += np.float64(total) * _LEAF
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
    """Scores of every job of ``jobs`` with every applicant of ``applicants`` into ``out``.

    What scores one pair is written out here and in `score_pairs`: a function for it, which passes all columns on, made
    a pair take twice as long.
    """
    rows, left = np.empty(_CHANNELS, np.int64), np.empty(trees, np.uint32)
    for row in range(len(jobs)):
        j = jobs[row]
        for column in range(len(applicants)):
            a = applicants[column]
            rows_of(jb, js, jt, jr, ab, as_, at_, ar, j, a, rows)
            score = score_rows(masks, trees, leaves, additive, rows, left, 0.0)
            out[row, column] = score if as_[a, at.A_KNOWN] else min(score, UNKNOWN_AT_MOST)


@njit(cache=True, nogil=True)
def score_pairs(jb, js, jt, jr, jobs, ab, as_, at_, ar, applicants, masks, trees, leaves, additive, out):  # type: ignore[no-untyped-def]
    """Scores of aligned pairs into ``out`` of shape (n,)."""
    rows, left = np.empty(_CHANNELS, np.int64), np.empty(trees, np.uint32)
    for row in range(len(jobs)):
        a = applicants[row]
        rows_of(jb, js, jt, jr, ab, as_, at_, ar, jobs[row], a, rows)
        score = score_rows(masks, trees, leaves, additive, rows, left, 0.0)
        out[row] = score if as_[a, at.A_KNOWN] else min(score, UNKNOWN_AT_MOST)


@njit(cache=True, nogil=True)
def score_codes(codes, odds, masks, trees, leaves, additive, out):  # type: ignore[no-untyped-def]
    """Scores of coded pairs, each with further log-odds of its own, into ``out`` of shape (n,)."""
    rows, left = np.empty(_CHANNELS, np.int64), np.empty(trees, np.uint32)
    for pair in range(len(codes)):
        for channel in range(_CHANNELS):
            rows[channel] = _STARTS[channel] + codes[pair, channel]
        out[pair] = score_rows(masks, trees, leaves, additive, rows, left, odds[pair])
