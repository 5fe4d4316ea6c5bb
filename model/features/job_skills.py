"""The compiled part that tells the skills of a job: required, welcome, rare, and groups of which any suffices."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.skills.statements import FOUND
from model.text.bit_words import Skills, popcount, size


@njit(cache=True, nogil=True)
def any_of(found: NDArray[np.uint64]) -> bool:
    """Whether any of several sets has a member."""
    for row in range(len(found)):  # noqa: SIM110 - numba compiles no `any` of a generator
        if size(found[row]) > 0:
            return True
    return False


@njit(cache=True, nogil=True)
def families_of(skills: Skills, families: NDArray[np.uint64]) -> np.uint64:
    """Bit set of the families that the skills belong to."""
    bits = np.uint64(0)
    for family in range(len(families)):
        for word in range(at.SKILL_WORDS):
            if skills[word] & families[family, word]:
                bits |= np.uint64(1) << np.uint64(family)
    return bits


@njit(cache=True, nogil=True)
def _inverse(divisor: np.int64) -> np.int64 | int:
    """`model.features.layout.inverse`."""
    return ((1 << at.INVERSE_SHIFT) + divisor - 1) // divisor if divisor else 0


@njit(cache=True, nogil=True)
def write_skills(
    found: NDArray[np.uint64], sap: Skills, families: NDArray[np.uint64], rare: Skills, out: at.Arrays
) -> None:
    """Write the skills that a job requires, from those found in its title, requirements and activities."""
    bits, small = out.bits, out.small
    required = bits[at.J_REQUIRED : at.J_REQUIRED + at.SKILL_WORDS]
    title = bits[at.J_TITLE : at.J_TITLE + at.SKILL_WORDS]
    nice = bits[at.J_NICE : at.J_NICE + at.SKILL_WORDS]
    rarely = bits[at.J_RARE : at.J_RARE + at.SKILL_WORDS]
    for word in range(at.SKILL_WORDS):
        title[word] = found[0, 0, word]
        required[word] = found[0, 0, word] | found[1, 0, word] | found[2, 0, word] | sap[word]
        nice[word] = found[1, 1, word] | found[2, 1, word]
        rarely[word] = required[word]
    groups = 0
    for part in range(1, len(found)):
        for row in range(2, FOUND):
            group = found[part, row]
            met = np.uint64(0)
            for word in range(at.SKILL_WORDS):
                met |= group[word] & required[word]
            if met == 0 and size(group) > 0 and groups < at.GROUPS:
                first = at.J_ANY + groups * at.SKILL_WORDS
                bits[first : first + at.SKILL_WORDS] = group
                rarely |= group
                groups += 1
            else:  # one of them is required anyway
                nice |= group
    for word in range(at.SKILL_WORDS):
        nice[word] &= ~rarely[word]
    if size(rarely) == 0:  # nothing in the fields for it: the activities say what is required
        required[:] = nice
        rarely[:] = nice
        nice[:] = 0
    rarely &= rare
    bits[at.J_FAMILIES] = families_of(required, families)
    small[at.J_GROUPS] = groups
    small[at.J_COUNT_REQUIRED] = size(required) + groups
    _write_counts(title, nice, out)


@njit(cache=True, nogil=True)
def _write_counts(title: Skills, nice: Skills, out: at.Arrays) -> None:
    """Write how many skills and families there are, and what divides by these numbers."""
    small = out.small
    small[at.J_COUNT_TITLE] = size(title)
    small[at.J_COUNT_NICE] = size(nice)
    small[at.J_COUNT_FAMILIES] = popcount(out.bits[at.J_FAMILIES])
    small[at.J_INVERSE_REQUIRED] = _inverse(2 * small[at.J_COUNT_REQUIRED] + 1)
    small[at.J_INVERSE_TITLE] = _inverse(np.int64(small[at.J_COUNT_TITLE]))
    small[at.J_INVERSE_NICE] = _inverse(np.int64(small[at.J_COUNT_NICE]))
    small[at.J_INVERSE_FAMILIES] = _inverse(np.int64(small[at.J_COUNT_FAMILIES]))
