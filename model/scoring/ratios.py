"""The ratios of a pair, one per category: how much of what the job asks the applicant has, beside the score."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from data.contract.matches import RATIOS
from model.features import layout as at
from model.features.columns import ApplicantColumns, JobColumns
from model.levels.levels import TECHNOLOGY
from model.levels.spans import NEAREST
from model.text.bit_words import popcount

_TECHNICAL, _ACADEMIC, _ENGLISH, _SPANISH, _AREA, _SENIORITY, _CONTRACT = (
    RATIOS.index(name) for name in ("technical", "academic", "english", "spanish", "area", "seniority", "contract")
)
_TECHNOLOGY = np.uint64(TECHNOLOGY)


def ratios_of(
    jobs: JobColumns, rows: NDArray[np.int64], applicants: ApplicantColumns, columns: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Ratios of aligned pairs.

    Returns
    -------
    ndarray of shape (n, len(RATIOS)), float32
        Skills held of those required; level held over level asked, 1 at most; area 1 (same), 0.5 (same
        domain) or 0; contract 1 or 0. NaN where one side says nothing.
    """
    out = np.empty((len(rows), len(RATIOS)), np.float32)
    ratios_into(jobs.arrays, rows, applicants.arrays, columns, out)
    return out


@njit(cache=True, nogil=True)
def _level(asked: np.int32, held: np.int32 | np.int64) -> np.float32:
    if asked == 0 or held == 0:
        return np.float32(np.nan)
    return np.float32(min(1.0, held / asked))


@njit(cache=True, nogil=True)
def ratios_into(
    jobs: at.Arrays, rows: NDArray[np.int64], people: at.Arrays, columns: NDArray[np.int64], out: NDArray[np.float32]
) -> None:
    """Ratios of aligned pairs into ``out``; see `ratios_of`."""
    jb, js, ab, as_ = jobs.bits, jobs.small, people.bits, people.small
    for row in range(len(rows)):
        j = rows[row]
        a = columns[row]
        matched = np.int64(0)
        for word in range(at.SKILL_WORDS):
            matched += np.int64(popcount(jb[j, at.J_REQUIRED + word] & ab[a, at.A_SKILLS + word]))
        for group in range(js[j, at.J_GROUPS]):
            held = np.uint64(0)
            for word in range(at.SKILL_WORDS):
                held |= jb[j, at.J_ANY + group * at.SKILL_WORDS + word] & ab[a, at.A_SKILLS + word]
            matched += np.int64(held != 0)
        asked = js[j, at.J_COUNT_REQUIRED]
        out[row, _TECHNICAL] = (
            np.float32(np.nan) if asked == 0 or as_[a, at.A_SAID] == 0 else np.float32(matched / asked)
        )
        out[row, _ACADEMIC] = _level(js[j, at.ACADEMIC], as_[a, at.ACADEMIC])
        out[row, _ENGLISH] = _level(js[j, at.ENGLISH], as_[a, at.ENGLISH])
        out[row, _SPANISH] = _level(js[j, at.SPANISH], as_[a, at.SPANISH])
        out[row, _SENIORITY] = _level(js[j, at.SENIORITY], NEAREST[js[j, at.SENIORITY], as_[a, at.SENIORITY]])
        wanted = jb[j, at.J_AREAS]
        areas = ab[a, at.A_AREAS]
        if wanted == 0 or areas == 0:
            out[row, _AREA] = np.nan
        elif wanted & areas:
            out[row, _AREA] = 1.0
        elif ((wanted & _TECHNOLOGY) != 0 and (areas & _TECHNOLOGY) != 0) or (
            (wanted & ~_TECHNOLOGY) != 0 and (areas & ~_TECHNOLOGY) != 0
        ):
            out[row, _AREA] = 0.5
        else:
            out[row, _AREA] = 0.0
        offered = jb[j, at.J_CONTRACTS]
        named = ab[a, at.A_CONTRACTS]
        if offered == 0 or named == 0:
            out[row, _CONTRACT] = np.nan
        else:
            out[row, _CONTRACT] = 1.0 if offered & named else 0.0
