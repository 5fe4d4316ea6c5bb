"""The channels of a pair, declared once: code, feature values, additive steps and direction of each.

A pair of a job and an applicant is a row of small codes, one per channel. A code stands for the values of the
channel's features, which the forest uses, and for steps, which the additive part weighs. Everything on which two
modules must agree about a channel (its place, its size, its tables) is derived from `CHANNELS` here.

"No data" of an applicant is the lowest value of every order: leaving something out never scores above any honest value
of it. The code 0 means that neither side has data.
"""

# ruff: noqa: E501 - a table of features reads by line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.features import layout as at
from model.features.definitions import GROUPS, JOB_FEATURES, Feature
from model.levels.seniority import INTERN
from model.levels.spans import NEAREST, SPANS, TOP

FREE = "free"
"""In place of a step's prior weight, where the step depends on the job alone. Its fitted weight may have any sign, and is
drawn firmly to zero; else one job would rank before similar ones for everybody."""


@dataclass(frozen=True)
class Channel:
    """One channel.

    Attributes
    ----------
    name : str
    size : int
        Number of codes.
    features : tuple of Feature
        All of one group.
    values : callable
        From a code to the values of the features.
    steps : callable
        From a code to the steps of the additive part; a step grows with what should raise the score.
    common_sense : tuple of float or str
        Prior weight of each step, in log-odds; `FREE` for steps that depend on the job alone.
    firm : tuple of int
        Steps with a strong prior, because applications say little about them, or mislead.
    """

    name: str
    size: int
    features: tuple[Feature, ...]
    values: Callable[[int], tuple[float, ...]]
    steps: Callable[[int], tuple[float, ...]]
    common_sense: tuple[float | str, ...]
    firm: tuple[int, ...] = ()

    @property
    def group(self) -> str:
        """The recruiter's category of the channel."""
        return self.features[0].group


def _pair(name: str, group: str, meaning: str, span: str, missing: str, direction: int = 1) -> Feature:
    return Feature(name, group, "pair", meaning, span, missing, direction)


def _level(name: str, group: str, levels: int, least: int, sense: tuple[float, float, float, float]) -> Channel:
    """Level asked times level held; the code is ``asked * levels + held``.

    A posting that asks for less than `least` asks for nothing, because everybody has that. Meeting a high level proves
    more than meeting a low one, so a job that asks exactly the person's level scores above one that asks less, or more.
    """
    top = levels - 1

    def values(code: int) -> tuple[float, ...]:
        asked, held = divmod(code, levels)
        gap = float(min(held - max(asked, 1), 1)) if held else float(-levels)
        return gap, float(min(asked, held)), float(held), float(asked)

    def steps(code: int) -> tuple[float, ...]:
        asked, held = divmod(code, levels)
        wanted = asked >= least and held > 0
        return (
            float(wanted), max(0.0, 1 - max(asked - held, 0) / 3) * wanted, float(wanted and held >= asked),
            min(asked, held) / top * wanted,
            *(float(held >= level) for level in range(1, levels)),
            *(float(asked == level) for level in range(1, levels)),
        )  # fmt: skip

    return Channel(
        name,
        levels**2,
        (
            _pair(f"{name}_gap", group, "level held minus level asked, one level above at most", f"{1 - top}..1", f"{-levels}"),
            _pair(f"{name}_evidence", group, "the lower of asked and held: how high a level is proven", f"0..{top}", "0"),
            _pair(f"{name}_held", group, "level the applicant holds", f"1..{top}", "0"),
            _pair(f"{name}_asked", group, "level the job asks", f"0..{top}", "0", 0),
        ),
        values,
        steps,
        (*sense, *[0.05 if level == 1 else 0.0 for level in range(1, levels)], *[FREE] * top),
        tuple(range(4 + top)),
    )  # fmt: skip


def _fit(name: str, group: str, sense: tuple[float, float, float, float], internship: float) -> Channel:
    """Level asked times span of levels held (`model.levels.spans`); the code is ``asked * len(SPANS) + span``.

    A level that is to fit and not merely to suffice: the level asked and one above fit alike, and each further level
    above or below fits less. Who is far above still stands above whoever says nothing. Only students may be interns; so
    an internship suits whoever isn't known to be near it less than another job does, by `internship`.
    """

    def read(code: int) -> tuple[int, int, int, int]:
        asked, span = divmod(code, len(SPANS))
        held = int(NEAREST[asked, span])
        below, above = (max(asked - held, 0), max(held - asked - 1, 0)) if asked and held else (0, 0)
        return asked, held, below, above

    def values(code: int) -> tuple[float, ...]:
        asked, held, below, above = read(code)
        off = (-float(below), -float(above)) if held else (-float(TOP + 1),) * 2
        return *off, float(min(asked, held)), float(asked)

    def steps(code: int) -> tuple[float, ...]:
        asked, held, below, above = read(code)
        fit = max(0.0, 1 - (below + above) / 3) if asked and held else 0.0
        return (
            float(held > 0), fit, float(fit == 1), min(asked, held) / TOP * (fit == 1), (fit - 1) * (asked == INTERN),
            *(float(asked == level) for level in range(1, TOP + 1)),
        )  # fmt: skip

    return Channel(
        name,
        (TOP + 1) * len(SPANS),
        (
            _pair(f"{name}_below", group, "minus the levels by which the applicant is below what is asked", f"{1 - TOP}..0", f"{-TOP - 1}"),
            _pair(f"{name}_above", group, "minus the levels by which the applicant is above it, the first one not counted", f"{2 - TOP}..0", f"{-TOP - 1}"),
            _pair(f"{name}_evidence", group, "the lower of asked and held: how high a level is proven", f"0..{TOP}", "0"),
            _pair(f"{name}_asked", group, "level the job asks", f"0..{TOP}", "0", 0),
        ),
        values,
        steps,
        (*sense, internship, *[FREE] * TOP),
        tuple(range(5)),
    )  # fmt: skip


def _part(name: str, parts: int, meaning: str, missing: str) -> Channel:
    """Share held of what a job names, in equal parts; the code 0 means that it names nothing."""
    return Channel(
        name,
        parts + 2,
        (_pair(f"skills_{name}", "technical", meaning, f"0..1 in {parts}ths", missing),),
        lambda code: (0.5 if code == 0 else (code - 1) / parts,),
        lambda code: (max(code - 1, 0) / parts, float(code > 0)),
        (0.3, FREE),
    )


def _ramps(code: int, first: int, width: int, count: int) -> tuple[float, ...]:
    """Steps that rise one after the other, each over `width` codes: a monotone line of `count` pieces."""
    return tuple(min(max(code - first - width * piece, 0), width) / width for piece in range(count))


CHANNELS: tuple[Channel, ...] = (
    _level("english", "languages", at.LANGUAGE_LEVELS, 2, (0.1, 0.5, 0.4, 0.8)),
    _level("spanish", "languages", at.LANGUAGE_LEVELS, 2, (0.05, 0.2, 0.2, 0.6)),
    _level("academic", "academic", at.ACADEMIC_LEVELS, 2, (0.1, 0.4, 0.3, 0.8)),
    _fit("seniority", "seniority", (0.05, 0.5, 0.4, 0.4), 2.0),
    Channel(
        "area", 4,
        (_pair("area_match", "area", "none of the job's areas, same domain, same area", "0, 0.6, 1", "-1"),),
        lambda code: ((-1.0, 0.0, 0.6, 1.0)[code],),
        lambda code: (float(code >= at.AREA_OTHER), float(code >= at.AREA_RELATED), float(code >= at.AREA_SAME)),
        (0.1, 2.0, 0.5),
        (1,),
    ),
    Channel(
        "near", at.NEAR_STEPS + 1,
        (_pair("area_near", "area", "how near the nearest of the applicant's areas is to what the job says", "0..31, of 0.25 in log-odds", "-4"),),
        lambda code: (code - 1.0 if code else -4.0,),
        lambda code: (float(code > 0), *_ramps(code, 1, 4, 8)),
        (0.05, *[0.15] * 8),
    ),
    Channel(
        "contract", 3,
        (_pair("contract_match", "contract", "applicant names one of the job's kinds of contract", "0 or 1", "-1"),),
        lambda code: (float(code - 1),),
        lambda code: (float(code >= 1), float(code == 2)),
        (0.02, 0.1),
    ),
    Channel(
        "share", at.SHARE_STEPS + 3,
        (_pair("skills_share", "technical", "skills held of those required, with half an unmet skill added, so that asking little proves little", "0..1 in 24ths", "-0.5; none held of some: -0.25"),),
        lambda code: (-0.5 if code == 0 else -0.25 if code == 1 else (code - 2) / at.SHARE_STEPS,),
        lambda code: (float(code >= 1), float(code >= 2), *_ramps(code, 2, 8, 3)),
        (0.05, 1.5, 1.0, 1.0, 1.0), (1,),
    ),
    Channel(
        "rare", at.RARE_TOP + 1,
        (_pair("skills_rare", "technical", "number of required skills held that few jobs require", "0..6", "0"),),
        lambda code: (float(code),),
        lambda code: (float(code >= 1), code / at.RARE_TOP),
        (0.2, 0.5),
    ),
    _part("title", at.TITLE_STEPS, "share held of the skills in the job's title", "0.5 if the title names none"),
    _part("family", at.FAMILY_STEPS, "share of the required skill families known", "0.5 if none is required"),
    _part("nice", at.NICE_STEPS, "share held of the skills named in the activities only", "0.5 if none is named"),
    Channel(
        "text", at.TEXT_STEPS + 2,
        (_pair("text_similarity", "technical", "the best cosine of one of the applicant's texts and the job, skill names taken out", "-1..1 in 32 steps", "-8"),),
        lambda code: (code - 1.0 if code else -8.0,),
        lambda code: (float(code > 0), *_ramps(code, 5, 4, 7)),
        (0.02, *[0.05] * 7),
    ),
    Channel(
        "asked", 2 * (at.ASKED_TOP + 1),
        (
            _pair("skills_asked", "technical", "number of skills the job requires", "0..16", "0", 0),
            _pair("certified", "technical", "applicant names certifications", "0 or 1", "0"),
        ),
        lambda code: (float(code >> 1), float(code & 1)),
        lambda code: (float(code & 1), float(code >> 1 > 0), (code >> 1) / at.ASKED_TOP),
        (0.1, FREE, FREE), (0,),
    ),
)  # fmt: skip

SIZES: tuple[int, ...] = tuple(channel.size for channel in CHANNELS)
STARTS: tuple[int, ...] = tuple(sum(SIZES[:place]) for place in range(len(SIZES)))
"""First row of each channel in tables that hold the codes of all channels one after the other."""
PLACE = {channel.name: place for place, channel in enumerate(CHANNELS)}
"""Place of each channel, by name."""
GROUP: NDArray[np.int64] = np.array([GROUPS.index(channel.group) for channel in CHANNELS])
"""Number of each channel's group."""

PAIR_FEATURES: tuple[Feature, ...] = tuple(feature for channel in CHANNELS for feature in channel.features)
"""Features of the match part, in the order of the matrix's columns."""
FEATURES: tuple[Feature, ...] = PAIR_FEATURES + JOB_FEATURES
TABLES: tuple[NDArray[np.float32], ...] = tuple(
    np.array([channel.values(code) for code in range(channel.size)], np.float32) for channel in CHANNELS
)
"""For each channel the feature values of each code: ndarray of shape (n_codes, n_features), float32."""
STEPS: tuple[NDArray[np.float64], ...] = tuple(
    np.array([channel.steps(code) for code in range(channel.size)]) for channel in CHANNELS
)
"""For each channel the steps of each code: ndarray of shape (n_codes, n_steps), float64."""
_SENSE = [weight for channel in CHANNELS for weight in channel.common_sense]
COMMON_SENSE: NDArray[np.float64] = np.array([0.0 if weight == FREE else float(weight) for weight in _SENSE])
IS_FREE: NDArray[np.bool_] = np.array([weight == FREE for weight in _SENSE])
"""Which steps depend on the job alone: ndarray of shape (n_steps,), bool."""
IS_FIRM: NDArray[np.bool_] = np.array(
    [step in channel.firm for channel in CHANNELS for step in range(len(channel.common_sense))]
)
"""Which steps have a strong prior: ndarray of shape (n_steps,), bool."""


def matrix(codes: NDArray[np.int32]) -> NDArray[np.float32]:
    """Feature rows of coded pairs.

    Parameters
    ----------
    codes : ndarray of shape (n_pairs, len(CHANNELS)), int32

    Returns
    -------
    ndarray of shape (n_pairs, len(PAIR_FEATURES)), float32
    """
    return np.hstack([table[codes[:, place]] for place, table in enumerate(TABLES)])


def directions() -> list[int]:
    """Monotone constraints of the pair features, as `RandomForestClassifier(monotonic_cst=...)` takes them."""
    return [feature.direction for feature in PAIR_FEATURES]
