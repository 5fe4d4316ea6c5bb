"""Where each encoded part of a job and of an applicant stands in the columns, and the codes of a pair.

The columns are few and plain, so that the kernel reads an entity's parts from one place. A pair is
described by one small integer a channel; `model.features` says which feature values a code stands for.
"""

from __future__ import annotations

from typing import Final

SKILL_WORDS: Final = 4

# 64-bit words of a job
J_REQUIRED: Final = 0
J_TITLE: Final = 4
J_NICE: Final = 8
J_FAMILIES: Final = 12
J_AREAS: Final = 13
J_CONTRACTS: Final = 14
J_WORDS: Final = 15

# 64-bit words of an applicant
A_SKILLS: Final = 0
A_FAMILIES: Final = 4
A_AREAS: Final = 5
A_CONTRACTS: Final = 6
A_WORDS: Final = 7

# small integers: levels first, the same places on both sides
ENGLISH: Final = 0
SPANISH: Final = 1
ACADEMIC: Final = 2
SENIORITY: Final = 3
J_COUNT_REQUIRED: Final = 4
J_COUNT_TITLE: Final = 5
J_COUNT_NICE: Final = 6
J_COUNT_FAMILIES: Final = 7
J_INVERSE_REQUIRED: Final = 8
J_INVERSE_TITLE: Final = 9
J_INVERSE_NICE: Final = 10
J_INVERSE_FAMILIES: Final = 11
J_SMALL: Final = 12
A_COUNT_SKILLS: Final = 4
A_SAID: Final = 5
A_CERTIFIED: Final = 6
A_INVERSE_SKILLS: Final = 7
A_SMALL: Final = 8

INVERSE_SHIFT: Final = 24
"""``x // d`` is ``x * inverse(d) >> INVERSE_SHIFT`` while ``x * d < 2**24``: counts are at most 256, steps 48."""


def inverse(divisor: int) -> int:
    """Fixed-point reciprocal, rounded up; 0 of 0."""
    return -(-(1 << INVERSE_SHIFT) // divisor) if divisor else 0


# 64-bit floats
REAL_INVERSE: Final = 0
REAL_COVERAGE: Final = 1
J_EFFECT: Final = 2
J_REAL: Final = 3
A_REAL: Final = 2

# channels of a pair and how many codes each has
LANGUAGE_LEVELS: Final = 6
ACADEMIC_LEVELS: Final = 9
SENIORITY_LEVELS: Final = 9
SHARE_STEPS: Final = 24
MATCHED_TOP: Final = 10
FOCUS_STEPS: Final = 8
TITLE_STEPS: Final = 4
FAMILY_STEPS: Final = 4
NICE_STEPS: Final = 8
TEXT_STEPS: Final = 16
ASKED_TOP: Final = 16

C_ENGLISH: Final = 0
C_SPANISH: Final = 1
C_ACADEMIC: Final = 2
C_SENIORITY: Final = 3
C_AREA: Final = 4
C_CONTRACT: Final = 5
C_SHARE: Final = 6
C_MATCHED: Final = 7
C_FOCUS: Final = 8
C_TITLE: Final = 9
C_FAMILY: Final = 10
C_NICE: Final = 11
C_TEXT: Final = 12
C_ASKED: Final = 13
CHANNELS: Final = 14

SIZES: Final = (
    LANGUAGE_LEVELS**2, LANGUAGE_LEVELS**2, ACADEMIC_LEVELS**2, SENIORITY_LEVELS**2, 4, 6, SHARE_STEPS + 3,
    MATCHED_TOP + 1, FOCUS_STEPS + 1, TITLE_STEPS + 2, FAMILY_STEPS + 2, NICE_STEPS + 2, TEXT_STEPS + 2, ASKED_TOP + 1,
)  # fmt: skip

STARTS: Final = tuple(sum(SIZES[:channel]) for channel in range(CHANNELS))
"""First row of each channel where the codes of all channels stand one after the other."""

# areas, related at best by their domain
AREA_UNKNOWN: Final = 0
AREA_OTHER: Final = 1
AREA_RELATED: Final = 2
AREA_SAME: Final = 3
