"""The affinity of a posting and a person, by the posting's words, skills, areas and levels.

There are two results, both linear in the posting's terms, so that a model stores one table per kind of term:

- a vector for the posting and one for each text of an applicant, by canonical correlation analysis (Hotelling,
  1936) over the real applications: their cosine is high where such a text belongs to somebody who was considered
  for such a posting. Names of skills are taken out of an applicant's text first (`model.skills.taxonomy`): they are
  compared one by one, and one more skill leaves the vector as it was;
- for each area of work, how much likelier it is among those considered for the posting than among all who
  applied: a multinomial logistic regression, less the logarithm of the area's share.

Vectors are scaled to 8 bits, so that a dot product is exact in integers and the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.features import layout as at
from model.levels.levels import AREAS

AREA_COUNT = len(AREAS)
OUTPUTS = at.DIMENSIONS + AREA_COUNT + at.AXES
"""Outputs for a posting: its vector, one logit per area, and the axes of its words for the job effect."""
SKILLS = 64 * at.SKILL_WORDS
LEVEL_ROWS = at.LEVELS * at.ACADEMIC_LEVELS
"""One row for each level of English, Spanish, education and seniority, "not asked" included; each has room for nine."""


@dataclass(frozen=True)
class Affinity:
    """The tables of a model.

    Attributes
    ----------
    vocabulary : dict of str to int
        Row of each known word.
    squares : ndarray of shape (n_words,), float64
        Squared inverse document frequency: a text is scaled to unit length.
    jobs : ndarray of shape (n_words, OUTPUTS), float32
    applicants : ndarray of shape (n_words, DIMENSIONS), float32
        Contribution of each word, times its inverse document frequency.
    skills : ndarray of shape (SKILLS, OUTPUTS), float32
        Contribution of each required skill, divided by the root of their number.
    titles : ndarray of shape (SKILLS, OUTPUTS), float32
        Further contribution of a skill in the title.
    areas : ndarray of shape (AREA_COUNT, OUTPUTS), float32
    levels : ndarray of shape (LEVEL_ROWS, OUTPUTS), float32
    job_bias : ndarray of shape (OUTPUTS,), float32
    applicant_bias : ndarray of shape (DIMENSIONS,), float32
    usual : ndarray of shape (AREA_COUNT,), float64
        Logarithm of each area's share among all considered.
    rare : ndarray of shape (SKILL_WORDS,), uint64
        Skills that few postings require.
    """

    vocabulary: dict[str, int]
    squares: NDArray[np.float64]
    jobs: NDArray[np.float32]
    applicants: NDArray[np.float32]
    skills: NDArray[np.float32]
    titles: NDArray[np.float32]
    areas: NDArray[np.float32]
    levels: NDArray[np.float32]
    job_bias: NDArray[np.float32]
    applicant_bias: NDArray[np.float32]
    usual: NDArray[np.float64]
    rare: NDArray[np.uint64]

    @classmethod
    def empty(cls, vocabulary: dict[str, int] | None = None) -> Affinity:
        """An affinity without information: no text is compared, and all areas are equally near."""
        vocabulary = vocabulary or {}
        shapes = {
            "squares": (len(vocabulary),), "jobs": (len(vocabulary), OUTPUTS),
            "applicants": (len(vocabulary), at.DIMENSIONS), "skills": (SKILLS, OUTPUTS), "titles": (SKILLS, OUTPUTS),
            "areas": (AREA_COUNT, OUTPUTS),
            "levels": (LEVEL_ROWS, OUTPUTS), "job_bias": (OUTPUTS,), "applicant_bias": (at.DIMENSIONS,),
        }  # fmt: skip
        zeros: dict[str, Any] = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
        zeros["squares"] = zeros["squares"].astype(np.float64)
        usual = np.full(AREA_COUNT, -np.log(AREA_COUNT))
        return cls(vocabulary=vocabulary, usual=usual, rare=np.zeros(at.SKILL_WORDS, np.uint64), **zeros)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything but the vocabulary, by name, for storing."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "vocabulary"}
