"""The compiled part: from the columns of a block of pairs to their codes and scores.

The forest is evaluated as in QuickScorer (Lucchese et al., SIGIR 2015): a tree is a 32-bit word with one bit per leaf;
every test that fails clears the leaves that it cuts off, and the lowest remaining bit is the leaf reached. As a pair is
a few small codes, all tests on a channel are merged at load time into one row of words per code, so the forest costs
one AND per channel and tree. Leaf values are integers in units of 2**-24, so that their sum is exact and the same in
any order.
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import CHANNELS, PLACE, STARTS
from model.levels.levels import TECHNOLOGY
from model.scoring.forest import Packed, walk
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
Slots = NDArray[np.int64]
Scores = NDArray[np.float64]


class Compiled(NamedTuple):
    """The match part of a model as the compiled code takes it.

    Attributes
    ----------
    masks : ndarray of shape (all codes * n_trees,), uint32
        For each code of each channel, in order, and each tree: the leaves that remain possible.
    trees : int
        Number of trees.
    leaves : ndarray of shape (n_trees * MAX_LEAVES,), int32
        Contribution of each leaf in log-odds, times `LEAF_SCALE`.
    additive : ndarray of shape (all codes,), float64
        Log-odds of each code.
    """

    masks: NDArray[np.uint32]
    trees: int
    leaves: NDArray[np.int32]
    additive: NDArray[np.float64]


@njit(cache=True, nogil=True, inline="always")  # a call would make the kernel slower
def text_of(jobs: at.Arrays, people: at.Arrays, j: int, a: int) -> np.int64:
    """Code of the best cosine of the applicant's texts and the job."""
    jt, jr, at_, ar = jobs.text, jobs.real, people.text, people.real
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


@njit(cache=True, nogil=True, inline="always")
def part_of(parts: int, held: np.int64, inverse: np.int32, named: np.int32) -> np.int64 | int:
    """Code of the share held of what a job names, in equal parts; 0 where it names nothing."""
    return 1 + ((parts * held * inverse) >> at.INVERSE_SHIFT) if named else 0


@njit(cache=True, nogil=True, inline="always")
def skill_rows(jobs: at.Arrays, people: at.Arrays, j: int, a: int, rows: NDArray[np.int64]) -> None:
    """Write the rows of pair (j, a) on the channels of skills."""
    jb, js, ab = jobs.bits, jobs.small, people.bits
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
    said, certified, families = people.small[a, at.A_SAID], people.small[a, at.A_CERTIFIED], ab[a, at.A_FAMILIES]
    counted_rows(jobs, j, (said, certified, families), (matched, rare, in_title, nice), rows)


@njit(cache=True, nogil=True, inline="always")
def counted_rows(
    jobs: at.Arrays, j: int, held: tuple[int, int, np.uint64], counts: tuple[np.int64, ...], rows: NDArray[np.int64]
) -> None:
    """As `skill_rows`, of skills that are counted: required, rare ones, in the title, nice.

    Of the applicant it takes whether it says anything of skills, whether it is certified, and its families.
    """
    jb, js = jobs.bits, jobs.small
    said, certified, families = held
    matched, rare, in_title, nice = counts
    known = np.int64(popcount(jb[j, at.J_FAMILIES] & families))
    required = np.int64(js[j, at.J_COUNT_REQUIRED])
    share = 2 + ((2 * at.SHARE_STEPS * matched * js[j, at.J_INVERSE_REQUIRED]) >> at.INVERSE_SHIFT)
    share = 1 if matched == 0 else share
    rows[_SHARE] = _STARTS[_SHARE] + (0 if (required == 0) | (said == 0) else share)
    rows[_RARE] = _STARTS[_RARE] + min(np.int64(at.RARE_TOP), rare)
    title = part_of(at.TITLE_STEPS, in_title, js[j, at.J_INVERSE_TITLE], js[j, at.J_COUNT_TITLE])
    rows[_TITLE] = _STARTS[_TITLE] + title
    family = part_of(at.FAMILY_STEPS, known, js[j, at.J_INVERSE_FAMILIES], js[j, at.J_COUNT_FAMILIES])
    rows[_FAMILY] = _STARTS[_FAMILY] + family
    rows[_NICE] = _STARTS[_NICE] + part_of(at.NICE_STEPS, nice, js[j, at.J_INVERSE_NICE], js[j, at.J_COUNT_NICE])
    rows[_ASKED] = _STARTS[_ASKED] + 2 * min(np.int64(at.ASKED_TOP), required) + certified


@njit(cache=True, nogil=True, inline="always")  # a call would make the kernel slower
def other_rows(jobs: at.Arrays, people: at.Arrays, j: int, a: int, rows: NDArray[np.int64]) -> None:
    """Write the rows of pair (j, a) on the channels of levels, areas and contracts."""
    jb, js, jt, ab, as_ = jobs.bits, jobs.small, jobs.text, people.bits, people.small
    rows[_ENGLISH] = _STARTS[_ENGLISH] + js[j, at.ENGLISH] * at.LANGUAGE_LEVELS + as_[a, at.ENGLISH]
    rows[_SPANISH] = _STARTS[_SPANISH] + js[j, at.SPANISH] * at.LANGUAGE_LEVELS + as_[a, at.SPANISH]
    rows[_ACADEMIC] = _STARTS[_ACADEMIC] + js[j, at.ACADEMIC] * at.ACADEMIC_LEVELS + as_[a, at.ACADEMIC]
    rows[_SENIORITY] = _STARTS[_SENIORITY] + js[j, at.SENIORITY] * at.SENIORITY_SPANS + as_[a, at.SENIORITY]

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


@njit(cache=True, nogil=True)
def rows_of(jobs: at.Arrays, people: at.Arrays, j: int, a: int, rows: NDArray[np.int64]) -> None:
    """Write the rows of pair (j, a): its code on each channel (`model.features.channels`) plus the channel's start."""
    other_rows(jobs, people, j, a, rows)
    skill_rows(jobs, people, j, a, rows)
    rows[_TEXT] = _STARTS[_TEXT] + text_of(jobs, people, j, a)


@njit(cache=True, nogil=True)
def codes_of(jobs: at.Arrays, rows: Slots, people: at.Arrays, columns: Slots, out: NDArray[np.int32]) -> None:
    """Codes of aligned pairs into ``out`` of shape (n, len(CHANNELS)), int32."""
    codes = np.empty(_CHANNELS, np.int64)
    for pair in range(len(rows)):
        rows_of(jobs, people, rows[pair], columns[pair], codes)
        for channel in range(_CHANNELS):
            out[pair, channel] = codes[channel] - _STARTS[channel]


@njit(cache=True, nogil=True, inline="always")  # a call would make the kernel slower
def leaves_of(model: Compiled, rows: NDArray[np.int64], left: NDArray[np.uint32]) -> np.int32:
    """Sum of the leaves that a coded pair reaches, in units of 2**-24: one AND per channel and tree.

    16 trees at a time; of those that are left over two channels are merged at a time, into ``left`` of shape (trees,),
    uint32.
    """
    masks, leaves, width = model.masks, model.leaves, np.uint64(model.trees)
    whole = np.uint64(model.trees - model.trees % LANES)
    total = np.int32(0)
    for first in range(np.uint64(0), whole, np.uint64(LANES)):
        total += leaves_of_pair(masks, rows, width, first, leaves)
    for tree in range(whole, width):
        left[tree] = np.uint32(0xFFFFFFFF)
    for channel in range(0, _CHANNELS if whole < width else 0, 2):
        one, other = np.uint64(rows[channel]) * width, np.uint64(rows[channel + 1]) * width
        for tree in range(whole, width):
            left[tree] &= masks[one + tree] & masks[other + tree]
    for tree in range(whole, width):
        total += leaves[(tree << _LEAF_BITS) | np.uint64(lowest(left[tree]))]
    return total


@njit(cache=True, nogil=True)
def score_rows(model: Compiled, rows: NDArray[np.int64], left: NDArray[np.uint32], odds: float) -> float:
    """Quality score of a coded pair, from `odds` plus the log-odds of the additive part and of the forest."""
    return score_of(model.additive, rows, leaves_of(model, rows, left), odds)


@njit(cache=True, nogil=True)
def score_of(additive: NDArray[np.float64], rows: NDArray[np.int64], total: np.int32, odds: float) -> float:
    """As `score_rows`, where the forest's sum is known."""
    for channel in range(_CHANNELS):
        odds += additive[rows[channel]]
    odds += np.float64(total) * _LEAF
    return 100.0 / (1.0 + exp(-odds))


class JobPart(NamedTuple):
    """The job part of a model; see `model.scoring.artifact.Artifact`."""

    forest: Packed
    intercept: float
    weight: float
    prior_weight: float
    smoothing: float


@njit(cache=True, nogil=True)
def job_effects(features: NDArray[np.float32], model: JobPart, out: NDArray[np.float64]) -> None:
    """Log-odds of each job by its features, of which the last two enter linearly."""
    walk(model.forest, features, out)
    last = features.shape[1] - 1
    for row in range(len(out)):
        share = model.smoothing + (1.0 - 2.0 * model.smoothing) * out[row]
        linear = np.float64(features[row, last - 1]) + np.float64(features[row, last])
        out[row] = model.intercept + model.weight * log(share / (1.0 - share)) + model.prior_weight * linear


@njit(cache=True, nogil=True)
def score_block(jobs: at.Arrays, rows: Slots, people: at.Arrays, columns: Slots, model: Compiled, out: Scores) -> None:
    """Scores of every job of a block with every applicant of it into ``out`` of shape (n_jobs, n_applicants).

    What scores one pair is written out here and in `score_pairs`: a function for it, which passes all columns on, made
    a pair take twice as long.
    """
    known = people.small
    codes, left = np.empty(_CHANNELS, np.int64), np.empty(model.trees, np.uint32)
    for row in range(len(rows)):
        j = rows[row]
        for column in range(len(columns)):
            a = columns[column]
            rows_of(jobs, people, j, a, codes)
            score = score_rows(model, codes, left, 0.0)
            out[row, column] = score if known[a, at.A_KNOWN] else min(score, UNKNOWN_AT_MOST)


@njit(cache=True, nogil=True)
def score_pairs(jobs: at.Arrays, rows: Slots, people: at.Arrays, columns: Slots, model: Compiled, out: Scores) -> None:
    """Scores of aligned pairs into ``out`` of shape (n,)."""
    known = people.small
    codes, left = np.empty(_CHANNELS, np.int64), np.empty(model.trees, np.uint32)
    for row in range(len(rows)):
        a = columns[row]
        rows_of(jobs, people, rows[row], a, codes)
        score = score_rows(model, codes, left, 0.0)
        out[row] = score if known[a, at.A_KNOWN] else min(score, UNKNOWN_AT_MOST)


@njit(cache=True, nogil=True)
def score_codes(codes: NDArray[np.int32], odds: NDArray[np.float64], model: Compiled, out: Scores) -> None:
    """Scores of coded pairs, each with further log-odds of its own, into ``out`` of shape (n,)."""
    rows, left = np.empty(_CHANNELS, np.int64), np.empty(model.trees, np.uint32)
    for pair in range(len(codes)):
        for channel in range(_CHANNELS):
            rows[channel] = _STARTS[channel] + codes[pair, channel]
        out[pair] = score_rows(model, rows, left, odds[pair])
