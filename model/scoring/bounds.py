"""What a pair scores at most, from tables of classes: most pairs need no score to be left out of a list.

All is in log-odds, as integers of 2^-20 rounded up, so that adding bounds loses nothing. What depends on levels, on how
many skills are asked and on what a side leaves out is exact by class of job and class of applicant, and the forest is
bounded by the best leaf that these still allow, tree by tree. Area, nearness and kind of contract are exact by class of
applicant and job; the skills exactly counted. At their most are taken: families of skills where a skill is shared or a
family known, and the similarity of texts where both sides have one. No bound asks that the model be monotone.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import CHANNELS, PLACE, STARTS, TABLES
from model.features.columns import ApplicantColumns, JobColumns
from model.scoring.forest import Forest
from model.scoring.kernel import LEAF_SCALE, MAX_LEAVES
from model.scoring.lanes import LANES, LEVEL_ROWS, leaves_of_levels
from model.scoring.masks import reachable
from model.text.bit_words import lowest

UNIT = 1 << 20
"""What stands for log-odds of 1."""
MOST = 500.0
"""A model whose log-odds may be larger than this has no bounds: they would not fit into 32 bits."""
Whole = NDArray[np.int32]
_EXACT = ("english", "spanish", "academic", "seniority", "asked")
_FLAGS = 5
_JOB_FLAGS = ("required", "title", "nice", "families", "text")
_APPLICANT_FLAGS = ("said", "families", "text", "areas", "contracts")
LEAVES = LEAF_SCALE // UNIT
"""So many units of the forest's leaves are one of the bounds."""
_STARTS = np.array(STARTS, np.int64)
_LEVEL_STARTS = _STARTS[[PLACE[name] for name in _EXACT]]


class Classes(NamedTuple):
    """The classes of one side's entities.

    Attributes
    ----------
    of : ndarray of shape (n,), int32
        Each entity's class.
    levels : ndarray of shape (n_classes, 5), int64
        Levels, and how many skills are asked; of an applicant whether it is certified.
    flags : ndarray of shape (n_classes,), int64
        What the side says anything of: a bit each.
    """

    of: NDArray[np.int32]
    levels: NDArray[np.int64]
    flags: NDArray[np.int64]


class Levels(NamedTuple):
    """The match part of a model, with leaves by value and log-odds as integers; see `model.scoring.kernel.Compiled`."""

    masks: NDArray[np.uint32]
    trees: int
    leaves: Whole
    additive: Whole


class Rest(NamedTuple):
    """What the channels outside the levels allow, by combination of flags.

    Attributes
    ----------
    first : int
        The row of masks of the first combination.
    odds : ndarray of int32
    wanted : ndarray of bool
        By class of applicant, whether it is bounded at all.
    """

    first: int
    odds: Whole
    wanted: NDArray[np.bool_]


class Bounds:
    """The tables of one model.

    Parameters
    ----------
    forest : Forest
        The match forest.
    leaves : ndarray of shape (n_trees * 32,), int32
        Its leaves as they are scored.
    additive : ndarray of shape (all codes,), float64

    Attributes
    ----------
    additive : ndarray of shape (all codes,), int32
        Log-odds of each code.
    """

    def __init__(self, forest: Forest, leaves: NDArray[np.int32], additive: NDArray[np.float64]) -> None:
        self.additive: Whole = np.ceil(additive * UNIT).astype(np.int32)
        values = leaves.reshape(-1, MAX_LEAVES)
        order = np.argsort(-values, axis=1, kind="stable")
        self._masks = _best_first(reachable(forest, TABLES), order)
        self._leaves = np.take_along_axis(values, order, axis=1).ravel()
        self._zero, self._zero_odds = self._rest(shares_skill=False)
        self._shared, self._shared_odds = self._rest(shares_skill=True)

    @property
    def tables(self) -> tuple[NDArray[Any], ...]:
        """Masks by code, leaves, best first; by flags masks and log-odds as `_rest` has them, no shared skill first."""
        rest = (1 << 2 * _FLAGS) * self._masks.shape[1]
        zero, shared = self._zero[-rest:], self._shared[-rest:]
        return self._masks, self._leaves, zero, self._zero_odds, shared, self._shared_odds

    @staticmethod
    def fits(leaves: NDArray[np.int32], additive: NDArray[np.float64]) -> bool:
        """Whether a model's log-odds are small enough."""
        parts = np.split(np.abs(additive), STARTS[1:])
        forest = np.abs(leaves.reshape(-1, MAX_LEAVES)).max(axis=1).sum() / LEAF_SCALE
        return bool(sum(part.max() for part in parts) + forest <= MOST)

    def _rest(self, *, shares_skill: bool) -> tuple[NDArray[np.uint32], Whole]:
        """All masks, then for all flags the leaves that channels outside the levels allow; the log-odds of these."""
        trees = self._masks.shape[1]
        masks = np.empty((1 << 2 * _FLAGS, trees), np.uint32)
        odds = np.zeros(len(masks), np.int32)
        for number, values in enumerate(product((False, True), repeat=2 * _FLAGS)):
            job = dict(zip(_JOB_FLAGS, values[:_FLAGS], strict=True))
            applicant = dict(zip(_APPLICANT_FLAGS, values[_FLAGS:], strict=True))
            left = np.full(trees, np.uint32(0xFFFFFFFF))
            for name, codes in _possible(job, applicant, shares_skill=shares_skill).items():
                rows = _STARTS[PLACE[name]] + np.array(codes)
                left &= np.bitwise_or.reduce(self._masks[rows], axis=0)
                if name not in {"area", "near", "contract"} and not (shares_skill and name in _COUNTED):
                    odds[number] += self.additive[rows].max()
            masks[number] = left
        return np.concatenate([self._masks, masks]).ravel(), odds

    def of_classes(self, jobs: Classes, applicants: Classes) -> tuple[Whole, Whole]:
        """What pairs of classes have at most, without area, nearness and contract.

        Parameters
        ----------
        jobs, applicants : Classes

        Returns
        -------
        none, some : ndarray of shape (n_job_classes, n_applicant_classes), int32
            Of pairs that share no skill; of those that do, without what the counted skills add.
        """
        none = np.empty((len(jobs.flags), len(applicants.flags)), np.int32)
        some = np.empty_like(none)
        said = (applicants.flags >> (_FLAGS - 1) & 1).astype(np.bool_)
        codes, trees = self._masks.shape
        everyone = np.ones(len(said), np.bool_)
        of_all, of_some = (none, self._zero, self._zero_odds, everyone), (some, self._shared, self._shared_odds, said)
        for out, masks, odds, wanted in (of_all, of_some):
            model = Levels(masks, trees, self._leaves, self.additive)
            _of_classes(jobs, applicants, model, Rest(codes, odds, wanted), out)
        return none, some


_COUNTED = ("share", "rare", "title", "nice")


def _possible(job: dict[str, bool], applicant: dict[str, bool], *, shares_skill: bool) -> dict[str, Any]:
    """The codes that a pair may have on each channel outside the levels, by what the sides say."""
    size = {channel.name: channel.size for channel in CHANNELS}
    areas, contracts = applicant["areas"], applicant["contracts"]
    both_texts = job["text"] and applicant["text"]
    known = applicant["families"] or shares_skill
    found: dict[str, Any] = {
        "area": range(size["area"]) if areas else (at.AREA_UNKNOWN,),
        "near": range(size["near"]) if areas else (0,),
        "contract": range(size["contract"]) if contracts else (0,),
        "family": (0,) if not job["families"] else range(1, size["family"]) if known else (1,),
        "text": range(size["text"]) if both_texts else (0,),
    }
    if shares_skill:
        return found | {name: range(size[name]) for name in _COUNTED}
    share = (0, 1) if job["required"] and applicant["said"] else (0,)
    return found | {"share": share, "rare": (0,), "title": (int(job["title"]),), "nice": (int(job["nice"]),)}


def _best_first(masks: NDArray[np.uint32], order: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Masks whose lowest bit is the leaf of the highest value."""
    out = np.zeros_like(masks)
    for place in range(MAX_LEAVES):
        out |= (masks >> order[:, place].astype(np.uint32) & np.uint32(1)) << np.uint32(place)
    return out


def classes_of_jobs(jobs: JobColumns, slots: NDArray[Any]) -> Classes:
    """The classes of jobs in slots."""
    small = jobs.small[slots]
    asked = 2 * np.minimum(at.ASKED_TOP, small[:, at.J_COUNT_REQUIRED])
    said = small[:, [at.J_COUNT_REQUIRED, at.J_COUNT_TITLE, at.J_COUNT_NICE, at.J_COUNT_FAMILIES]] != 0
    return _classes(small, asked, np.column_stack([said, jobs.real[slots, at.REAL_INVERSE] != 0]))


def classes_of_applicants(applicants: ApplicantColumns, slots: NDArray[Any]) -> Classes:
    """The classes of applicants in slots."""
    small, bits = applicants.small[slots], applicants.bits[slots]
    texts = (applicants.real[slots, at.REAL_INVERSE :] != 0).any(axis=1)
    skilled = (small[:, at.A_SAID] != 0) | (bits[:, : at.SKILL_WORDS] != 0).any(axis=1)
    named = bits[:, [at.A_FAMILIES, at.A_AREAS, at.A_CONTRACTS]] != 0
    said = np.column_stack([skilled, named[:, 0], texts, named[:, 1:]])
    return _classes(small, small[:, at.A_CERTIFIED], said)


def _classes(small: NDArray[np.int32], more: NDArray[np.int32], said: NDArray[np.bool_]) -> Classes:
    flags = said.astype(np.int64) @ (1 << np.arange(_FLAGS)[::-1])
    rows = np.column_stack([small[:, : at.LEVELS], more]).astype(np.int64)
    key = flags
    for column in rows.T:
        key = key * (rows.max(initial=0) + 1) + column
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    return Classes(of.astype(np.int32).ravel(), rows[first], flags[first])


@njit(cache=True, nogil=True)
def _of_classes(jobs: Classes, applicants: Classes, model: Levels, rest: Rest, out: Whole) -> None:
    job_levels, job_flags = jobs.levels, jobs.flags
    applicant_levels, applicant_flags = applicants.levels, applicants.flags
    masks, trees, leaves, additive = model
    others, odds_of, wanted = rest
    width, whole = np.uint64(trees), np.uint64(trees - trees % LANES)
    rows = np.empty(LEVEL_ROWS, np.int64)
    held = (*at.LEVELS_HELD, 1)
    for j in range(len(job_flags)):
        for a in range(len(applicant_flags)):
            if not wanted[a]:
                continue
            number = job_flags[j] << _FLAGS | applicant_flags[a]
            odds = odds_of[number]
            rows[0] = others + number
            for level in range(5):
                row = _LEVEL_STARTS[level] + job_levels[j, level] * held[level] + applicant_levels[a, level]
                odds += additive[row]
                rows[level + 1] = row
            total = np.int64(0)
            for first in range(np.uint64(0), whole, np.uint64(LANES)):
                total += leaves_of_levels(masks, rows, width, first, leaves)
            for tree in range(whole, width):
                left = np.uint32(0xFFFFFFFF)
                for row in rows:
                    left &= masks[np.uint64(row) * width + tree]
                total += leaves[(tree << np.uint64(5)) | np.uint64(lowest(left))]
            out[j, a] = odds - (-total // LEAVES)
