"""Reasons of a score for recruiter and applicant: stable codes, and texts in Portuguese and English."""

from __future__ import annotations

from dataclasses import dataclass

from model.explanation.coalitions import found_skills, missing_titles
from model.features import layout as at
from model.features.encoding import Encoded
from model.levels.levels import ACADEMIC, LANGUAGE, SENIORITY, area_names
from model.skills.taxonomy import Taxonomy

LEVEL_FIELDS: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    ("academic", "academic", at.ACADEMIC, ACADEMIC),
    ("english", "languages", at.ENGLISH, LANGUAGE),
    ("spanish", "languages", at.SPANISH, LANGUAGE),
    ("seniority", "seniority", at.SENIORITY, SENIORITY),
)
"""Name, category, place in the columns and names of the levels."""
_TITLES = {
    "academic": ("Formação", "Education"),
    "english": ("Inglês", "English"),
    "spanish": ("Espanhol", "Spanish"),
    "seniority": ("Senioridade", "Seniority"),
}
_ENGLISH = {
    "nenhum": "none",
    "básico": "basic",
    "intermediário": "intermediate",
    "avançado": "advanced",
    "fluente": "fluent",
    "fundamental": "primary school",
    "médio": "secondary school",
    "técnico": "technical school",
    "superior em curso": "degree in progress",
    "superior": "degree",
    "pós-graduação": "postgraduate",
    "mestrado": "master's",
    "doutorado": "doctorate",
    "estágio": "internship",
    "auxiliar": "assistant",
    "júnior": "junior",
    "pleno": "mid-level",
    "sênior": "senior",
    "especialista": "specialist",
    "coordenação": "coordination",
    "gerência": "management",
}
_AREAS = (
    ("AREA_NO_DATA", "Área de atuação não informada", "Area of work not given"),
    ("AREA_OTHER", "Área de atuação diferente da vaga", "Area of work differs from the job's"),
    ("AREA_RELATED", "Área de atuação próxima à da vaga", "Area of work close to the job's"),
    ("AREA_SAME", "Mesma área de atuação da vaga", "Same area of work as the job"),
)
LOW_COVERAGE = 0.35
"""Below this data coverage a reason says that the score rests on little data."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes
    ----------
    code : str
        Stable name, such as ``SKILLS_MISSING``.
    category : str
        One of `model.features.definitions.GROUPS`, or ``coverage``.
    pt, en : str
        For people.
    """

    code: str
    category: str
    pt: str
    en: str


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
        return [
            Reason(
                "SKILLS_NOT_ASKED",
                "technical",
                "A vaga não informa competências reconhecidas",
                "The job names no known skill",
            )
        ]
    if not applicant.small[at.A_SAID]:
        return [
            Reason(
                "SKILLS_NO_DATA", "technical", "Conhecimentos técnicos não informados", "Technical knowledge not given"
            )
        ]
    told = []
    found, missing = found_skills(job, applicant), missing_titles(taxonomy, job, applicant)
    count = f"{required - len(missing)}/{required}"
    if found:
        names = _list(taxonomy.titles_of(found))
        told.append(
            Reason(
                "SKILLS_FOUND",
                "technical",
                f"Competências encontradas ({count}): {names}",
                f"Skills found ({count}): {names}",
            )
        )
    if missing:
        names = _list(missing)
        told.append(
            Reason(
                "SKILLS_MISSING", "technical", f"Competências não encontradas: {names}", f"Skills not found: {names}"
            )
        )
    return told


def _levels(job: Encoded, applicant: Encoded) -> list[Reason]:
    told = []
    for name, category, place, names in LEVEL_FIELDS:
        asked, held = job.small[place], applicant.small[place]
        pt, en = _TITLES[name]
        if asked <= (1 if category == "languages" else 0):
            continue
        wanted = names[asked]
        if not held:
            told.append(
                Reason(
                    f"{name.upper()}_NO_DATA",
                    category,
                    f"{pt}: não informado (pedido: {wanted})",
                    f"{en}: not given (asked: {_ENGLISH[wanted]})",
                )
            )
            continue
        code = "MET" if held >= asked else "SHORT"
        told.append(
            Reason(
                f"{name.upper()}_{code}",
                category,
                f"{pt}: {names[held]} (pedido: {wanted})",
                f"{en}: {_ENGLISH[names[held]]} (asked: {_ENGLISH[wanted]})",
            )
        )
    return told


def _area(area: int) -> list[Reason]:
    code, pt, en = _AREAS[area]
    return [Reason(code, "area", pt, en)]


def _contract(job: Encoded, applicant: Encoded) -> list[Reason]:
    offered, named = job.bits[at.J_CONTRACTS], applicant.bits[at.A_CONTRACTS]
    if not offered or not named:
        return []
    if offered & named:
        return [Reason("CONTRACT_MET", "contract", "Tipo de contratação compatível", "Kind of contract fits")]
    return [
        Reason(
            "CONTRACT_OTHER",
            "contract",
            "Tipo de contratação diferente do mencionado",
            "Kind of contract differs from the one named",
        )
    ]


def _coverage(job: Encoded, applicant: Encoded) -> list[Reason]:
    if (job.coverage + applicant.coverage) / 2 >= LOW_COVERAGE:
        return []
    return [
        Reason("LOW_COVERAGE", "coverage", "Poucos dados para avaliar com segurança", "Too little data to judge safely")
    ]


def improvement(taxonomy: Taxonomy, kind: str, what: int) -> tuple[str, str]:
    """Portuguese and English text of one improvement of `model.explanation.coalitions.improved`."""
    if kind == "skill":
        name = taxonomy.skills[what].title
        return f"Comprovar conhecimento em {name}", f"Show knowledge of {name}"
    if kind == "area":
        areas = _list(area_names(what))
        return f"Experiência na área: {areas}", f"Experience in the area: {areas}"
    names = next(names for field, _, _, names in LEVEL_FIELDS if field == kind)
    pt, en = _TITLES[kind]
    return f"{pt}: {names[what]}", f"{en}: {_ENGLISH[names[what]]}"


def _list(names: list[str]) -> str:
    more = f" (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
