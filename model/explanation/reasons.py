"""Reasons of a score: stable codes, and what they tell of; who shows them has the sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.explanation.coalitions import found_skills, missing_titles
from model.features import layout as at
from model.features.encoding import Encoded
from model.levels.levels import ACADEMIC, LANGUAGE, SENIORITY, area_names
from model.levels.spans import NEAREST
from model.skills.taxonomy import Taxonomy

LEVEL_FIELDS: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    ("academic", "academic", at.ACADEMIC, ACADEMIC),
    ("english", "languages", at.ENGLISH, LANGUAGE),
    ("spanish", "languages", at.SPANISH, LANGUAGE),
    ("seniority", "seniority", at.SENIORITY, SENIORITY),
)
"""Name, category, place in the columns and names of the levels."""
_AREAS = ("AREA_NO_DATA", "AREA_OTHER", "AREA_RELATED", "AREA_SAME")
LOW_COVERAGE = 0.35
"""Below this data coverage a reason says that the score rests on little data."""


Value = str | int | list[str]
"""A count, the name of a level, or names of skills or areas."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes
    ----------
    code : str
        Stable name, such as ``SKILLS_MISSING``.
    category : str
        One of `model.features.definitions.GROUPS`, or ``coverage``.
    values : dict of str to Value
        What a sentence about it tells.
    """

    code: str
    category: str
    values: dict[str, Value] = field(default_factory=dict)


def reasons(taxonomy: Taxonomy, job: Encoded, applicant: Encoded, area: int) -> list[Reason]:
    """Reasons of a pair, category by category.

    Parameters
    ----------
    taxonomy : Taxonomy
    job, applicant : Encoded
    area : int
        The pair's code on the area channel.
    """
    return [
        *_skills(taxonomy, job, applicant),
        *_levels(job, applicant),
        *_area(area),
        *_contract(job, applicant),
        *_coverage(job, applicant),
    ]


def _skills(taxonomy: Taxonomy, job: Encoded, applicant: Encoded) -> list[Reason]:
    required = int(job.small[at.J_COUNT_REQUIRED])
    if not required:
        return [Reason("SKILLS_NOT_ASKED", "technical")]
    if not applicant.small[at.A_SAID]:
        return [Reason("SKILLS_NO_DATA", "technical")]
    told = []
    found, missing = found_skills(job, applicant), missing_titles(taxonomy, job, applicant)
    counts: dict[str, Value] = {"met": required - len(missing), "asked": required}
    if found:
        told.append(Reason("SKILLS_FOUND", "technical", counts | {"names": taxonomy.titles_of(found)}))
    if missing:
        told.append(Reason("SKILLS_MISSING", "technical", counts | {"names": missing}))
    return told


def _levels(job: Encoded, applicant: Encoded) -> list[Reason]:
    told = []
    for name, category, place, names in LEVEL_FIELDS:
        asked, held = level_of(job, applicant, place)
        if asked <= (1 if category == "languages" else 0):
            continue
        values: dict[str, Value] = {"asked": names[asked]}
        if held:
            values["held"] = names[held]
        above = place == at.SENIORITY and held > asked + 1
        code = "NO_DATA" if not held else "ABOVE" if above else "MET" if held >= asked else "SHORT"
        told.append(Reason(f"{name.upper()}_{code}", category, values))
    return told


def level_of(job: Encoded, applicant: Encoded, place: int) -> tuple[int, int]:
    """The level asked in a place, and the level held that counts beside it."""
    asked, held = int(job.small[place]), int(applicant.small[place])
    return asked, int(NEAREST[asked, held]) if place == at.SENIORITY else held


def _area(area: int) -> list[Reason]:
    return [Reason(_AREAS[area], "area")]


def _contract(job: Encoded, applicant: Encoded) -> list[Reason]:
    offered, named = job.bits[at.J_CONTRACTS], applicant.bits[at.A_CONTRACTS]
    if not offered or not named:
        return []
    return [Reason("CONTRACT_MET" if offered & named else "CONTRACT_OTHER", "contract")]


def _coverage(job: Encoded, applicant: Encoded) -> list[Reason]:
    low = (job.coverage + applicant.coverage) / 2 < LOW_COVERAGE
    return [Reason("LOW_COVERAGE", "coverage")] if low else []


def improvement(taxonomy: Taxonomy, kind: str, what: int) -> list[str]:
    """What one improvement of `model.explanation.coalitions.improved` adds: a skill, a level, or areas."""
    if kind == "skill":
        return [taxonomy.skills[what].title]
    if kind == "area":
        return area_names(what)
    return [next(names for field, _, _, names in LEVEL_FIELDS if field == kind)[what]]
