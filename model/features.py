"""Every feature: what it means, its range, its "no data" value and its direction. One definition for all.

A pair of a job and an applicant is a row of small codes, one a channel (`model.layout`); a code stands for
the values of the channel's features, looked up in `TABLES`. Training, stream and gateway read the same
tables, and the engine compiles the forest onto them.

"No data" is a state of its own. Where applicants may gain by saying more, it stands at a place in the
order that no added skill, level or area can fall behind: beside "none" for skills and levels, between
"short of it" and "met" for the gaps.
"""

# ruff: noqa: E501 - a table of features reads by line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model import layout as at
from model.levels import AREAS, CONTRACTS
from model.taxonomy import default

JOB_AXES = 16
"""Leading axes of the text vector that are job features."""
LINEAR = 2
"""The last job features enter linearly, beside the job forest."""

GROUPS = ("technical", "academic", "languages", "area", "seniority", "contract")
"""The recruiter's categories; every feature belongs to one."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature.

    Attributes
    ----------
    name : str
    group : str
        One of `GROUPS`.
    side : str
        ``pair`` for the match effect, ``job`` for the job effect.
    meaning, span, missing : str
        What it measures, between which values, and what stands for "no data".
    direction : int
        1: a higher value never lowers the score; 0: free.
    """

    name: str
    group: str
    side: str
    meaning: str
    span: str
    missing: str
    direction: int


def _levels(name: str, group: str, top: int) -> tuple[Feature, ...]:
    return (
        Feature(f"{name}_gap", group, "pair", "level held minus level asked, one level above at most", f"{1 - top}..1", "-0.5; 0 if nothing is asked", 1),
        Feature(f"{name}_evidence", group, "pair", "the lower of asked and held: how high a level is proven", f"0..{top}", "1 held, 0 asked", 1),
        Feature(f"{name}_held", group, "pair", "level the applicant holds", f"1..{top}", "1", 1),
        Feature(f"{name}_asked", group, "pair", "level the job asks", f"0..{top}", "0", 0),
    )  # fmt: skip


CHANNELS: tuple[tuple[Feature, ...], ...] = (
    _levels("english", "languages", 5),
    _levels("spanish", "languages", 5),
    _levels("academic", "academic", 8),
    _levels("seniority", "seniority", 8),
    (Feature("area_match", "area", "pair", "none of the job's areas, same domain, same area", "0, 0.6, 1", "0.4", 1),),
    (
        Feature("contract_match", "contract", "pair", "applicant names one of the job's kinds of contract", "0 or 1", "0", 1),
        Feature("certified", "technical", "pair", "applicant names certifications", "0 or 1", "0", 1),
    ),
    (Feature("skills_share", "technical", "pair", "skills held of those required, with half an unmet skill added, so that asking little proves little", "0..1 in 24ths", "0; none held of some: -0.25", 1),),
    (Feature("skills_matched", "technical", "pair", "number of required skills held", "0..10", "0", 1),),
    (Feature("skills_focus", "technical", "pair", "share of the applicant's skills that are required, so that a long list proves little", "0..1 in 8ths", "0", 1),),
    (Feature("skills_title", "technical", "pair", "share held of the skills in the job's title", "0..1 in 4ths", "0.5 if the title names none", 1),),
    (Feature("skills_family", "technical", "pair", "share of the required skill families known", "0..1 in 4ths", "0.5 if none is required", 1),),
    (Feature("skills_nice", "technical", "pair", "share held of the skills named in the activities only", "0..1 in 8ths", "0.5 if none is named", 1),),
    (Feature("text_similarity", "technical", "pair", "cosine of the two texts without skill names", "0..1 in 16ths", "0.2", 1),),
    (Feature("skills_asked", "technical", "pair", "number of skills the job requires", "0..16", "0", 0),),
)  # fmt: skip
"""Features by channel, in the order of `model.layout`."""

PAIR_FEATURES: tuple[Feature, ...] = tuple(feature for channel in CHANNELS for feature in channel)
"""Features of the match effect, in the order of the matrix's columns."""


def _level_values(levels: int) -> Callable[[int], tuple[float, ...]]:
    def values(code: int) -> tuple[float, ...]:
        asked, held = divmod(code, levels)
        unknown = 0.0 if asked <= 1 else -0.5
        gap = float(min(held - max(asked, 1), 1)) if held else unknown
        return gap, float(min(asked, max(held, 1))), float(max(held, 1)), float(asked)

    return values


_VALUES: tuple[Callable[[int], tuple[float, ...]], ...] = (
    _level_values(at.LANGUAGE_LEVELS),
    _level_values(at.LANGUAGE_LEVELS),
    _level_values(at.ACADEMIC_LEVELS),
    _level_values(at.SENIORITY_LEVELS),
    lambda code: ((0.4, 0.0, 0.6, 1.0)[code],),
    lambda code: (float(code >> 1 == 2), float(code & 1)),
    lambda code: (0.0 if code == 0 else -0.25 if code == 1 else (code - 2) / at.SHARE_STEPS,),
    lambda code: (float(code),),
    lambda code: (code / at.FOCUS_STEPS,),
    lambda code: (0.5 if code == 0 else (code - 1) / at.TITLE_STEPS,),
    lambda code: (0.5 if code == 0 else (code - 1) / at.FAMILY_STEPS,),
    lambda code: (0.5 if code == 0 else (code - 1) / at.NICE_STEPS,),
    lambda code: (0.2 if code == 0 else (code - 1) / at.TEXT_STEPS,),
    lambda code: (float(code),),
)

TABLES: tuple[NDArray[np.float32], ...] = tuple(
    np.array([values(code) for code in range(size)], np.float32) for values, size in zip(_VALUES, at.SIZES, strict=True)
)
"""For each channel the feature values of each code: ndarray of shape (n_codes, n_features), float32."""


def matrix(codes: NDArray[np.int32]) -> NDArray[np.float32]:
    """Feature rows of coded pairs.

    Parameters
    ----------
    codes : ndarray of shape (n_pairs, 14), int32

    Returns
    -------
    ndarray of shape (n_pairs, len(PAIR_FEATURES)), float32
    """
    return np.hstack([table[codes[:, channel]] for channel, table in enumerate(TABLES)])


def _job_features() -> tuple[Feature, ...]:
    def job(name: str, group: str, meaning: str, span: str, missing: str = "0") -> Feature:
        return Feature(f"job_{name}", group, "job", meaning, span, missing, 0)

    yes = "0 or 1"
    return (
        job("required", "technical", "number of skills required", "0..256"),
        job("title_skills", "technical", "number of skills in the title", "0..256"),
        job("nice", "technical", "number of skills named in the activities only", "0..256"),
        job("words", "technical", "logarithm of one plus the number of words", "0.."),
        job("english", "languages", "level asked", "0..5"),
        job("spanish", "languages", "level asked", "0..5"),
        job("academic", "academic", "level asked", "0..8"),
        job("seniority", "seniority", "level asked", "0..8"),
        job("sap", "technical", "asked as an SAP job", yes),
        job("state_sao_paulo", "area", "in the state of São Paulo", yes),
        job("place_given", "area", "names city or state", yes),
        *(job(f"contract_{name}", "contract", f"offers {name}", yes) for name in CONTRACTS),
        *(job(f"area_{bit}", "area", f"is of the area {name}", yes) for bit, (name, _, _) in enumerate(AREAS)),
        *(job(f"family_{name}", "technical", f"requires skills of the family {name}", yes) for name in default().families),
        *(job(f"text_{axis}", "technical", "axis of the unit text vector", "-1..1") for axis in range(JOB_AXES)),
        job("words_prior", "technical", "what its words say about its being filled; enters linearly", "log-odds"),
        job("place_prior", "area", "what its place says about its being filled; enters linearly", "log-odds"),
    )  # fmt: skip


JOB_FEATURES: tuple[Feature, ...] = _job_features()
"""Features of the job effect, in the order of the matrix's columns."""
FEATURES: tuple[Feature, ...] = PAIR_FEATURES + JOB_FEATURES


def directions() -> list[int]:
    """Monotone constraints of the pair features, as `RandomForestClassifier(monotonic_cst=...)` takes them."""
    return [feature.direction for feature in PAIR_FEATURES]
