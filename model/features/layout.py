"""The place of each encoded part of a job and of an applicant in the columns.

The columns are few and plain, so that the kernel finds all parts of an entity in one place. The channels of a pair are
declared in `model.features.channels`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.levels.spans import SPANS
from model.text import bit_words


class Arrays(NamedTuple):
    """Entities of one side as the compiled code takes them, a row for each; or the parts of one entity.

    Attributes
    ----------
    bits : ndarray of uint64
        Sets of skills, families, areas and contracts.
    small : ndarray of int32
        Levels and counts.
    text : ndarray of int8
        Text vectors; of a job, how near each area of work is.
    real : ndarray of float64
        Coverage, lengths of the vectors; of a job, the effect.
    """

    bits: NDArray[np.uint64]
    small: NDArray[np.int32]
    text: NDArray[np.int8]
    real: NDArray[np.float64]


SKILL_WORDS: Final = bit_words.SKILL_WORDS
GROUPS: Final = bit_words.GROUPS

# 64-bit words of a job
J_REQUIRED: Final = 0
"""Skills that are all required; those of a group ("one of these") are in `J_ANY` only."""
J_TITLE: Final = J_REQUIRED + SKILL_WORDS
J_NICE: Final = J_TITLE + SKILL_WORDS
J_RARE: Final = J_NICE + SKILL_WORDS
J_ANY: Final = J_RARE + SKILL_WORDS
J_FAMILIES: Final = J_ANY + GROUPS * SKILL_WORDS
J_AREAS: Final = J_FAMILIES + 1
J_CONTRACTS: Final = J_AREAS + 1
J_WORDS: Final = J_CONTRACTS + 1

# 64-bit words of an applicant
A_SKILLS: Final = 0
A_FAMILIES: Final = A_SKILLS + SKILL_WORDS
A_AREAS: Final = A_FAMILIES + 1
A_CONTRACTS: Final = A_AREAS + 1
A_WORDS: Final = A_CONTRACTS + 1

# small integers: levels first, the same places on both sides
ENGLISH: Final = 0
SPANISH: Final = 1
ACADEMIC: Final = 2
SENIORITY: Final = 3
"""Of a job the level, of an applicant the number of a span of levels (`model.levels.spans`)."""
LEVELS: Final = 4
J_COUNT_REQUIRED: Final = 4
"""Number of skills that are all required plus number of groups of which any suffices."""
J_COUNT_TITLE: Final = 5
J_COUNT_NICE: Final = 6
J_COUNT_FAMILIES: Final = 7
J_INVERSE_REQUIRED: Final = 8
J_INVERSE_TITLE: Final = 9
J_INVERSE_NICE: Final = 10
J_INVERSE_FAMILIES: Final = 11
J_GROUPS: Final = 12
J_SMALL: Final = 13
A_SAID: Final = 4
A_CERTIFIED: Final = 5
A_KNOWN: Final = 6
A_SMALL: Final = 7

INVERSE_SHIFT: Final = 24
"""``x // d`` is ``x * inverse(d) >> INVERSE_SHIFT`` while ``x * d < 2**24``: counts are at most 384, steps 48."""


def inverse(divisor: int) -> int:
    """Fixed-point reciprocal, rounded up; 0 of 0."""
    return -(-(1 << INVERSE_SHIFT) // divisor) if divisor else 0


# 8-bit integers: text vectors, and of a job how near each area of work is to it
DIMENSIONS: Final = 16
"""Length of a text vector."""
AXES: Final = 16
"""Axes of a posting's words that the job effect sees."""
J_NEARNESS: Final = DIMENSIONS
J_TEXT: Final = 40
"""Room for 24 areas."""
TEXTS: Final = 3
"""Texts of an applicant that are compared with a job's, each by itself: title, knowledge, curriculum."""
A_TEXT: Final = TEXTS * DIMENSIONS

# 64-bit floats
REAL_COVERAGE: Final = 0
REAL_INVERSE: Final = 1
"""One over the length of a text vector, 0.0 is "no text"; an applicant has one for each text."""
J_EFFECT: Final = 2
J_REAL: Final = 3
A_REAL: Final = REAL_INVERSE + TEXTS

# sizes of the channels' codes
LANGUAGE_LEVELS: Final = 6
ACADEMIC_LEVELS: Final = 9
SENIORITY_SPANS: Final = len(SPANS)
LEVELS_HELD: Final = (LANGUAGE_LEVELS, LANGUAGE_LEVELS, ACADEMIC_LEVELS, SENIORITY_SPANS)
"""Codes of each level, of which the job asks one: the next level asked has its codes behind these."""
NEAR_STEPS: Final = 32
NEAR_LEAST: Final = -5.0
NEAR_STEP: Final = 0.25
"""Nearness of an area is a log-odds in steps of this size, from the least on."""
SHARE_STEPS: Final = 24
RARE_TOP: Final = 6
TITLE_STEPS: Final = 4
FAMILY_STEPS: Final = 4
NICE_STEPS: Final = 8
TEXT_STEPS: Final = 32
ASKED_TOP: Final = 16

# areas, related at best by their domain
AREA_UNKNOWN: Final = 0
AREA_OTHER: Final = 1
AREA_RELATED: Final = 2
AREA_SAME: Final = 3
