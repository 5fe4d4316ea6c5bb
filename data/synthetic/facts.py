"""The facts by which the synthetic world decides, taken from a job and an applicant: skills, areas and levels.

A posting requires the skills that it names, but for those behind "Desejável:", which are welcome. A person knows the
skills that they name, and what these imply. The gender of a title, the place and the length of a text are no facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from data.contract.entities import fold
from data.synthetic.skills import find_skills, known_by
from data.synthetic.vocabulary import WELCOME

Fields = Mapping[str, str | None]

# Levels from low to high; equally high ones share a rank, and coordination stands between specialist and manager.
ACADEMIC = {
    "ensino medio completo": 0,
    "ensino tecnico completo": 1,
    "ensino superior incompleto": 2,
    "ensino superior cursando": 2,
    "ensino superior completo": 3,
    "pos graduacao cursando": 3,
    "pos graduacao completo": 4,
    "mestrado completo": 5,
}
LANGUAGE = {"nenhum": 0, "basico": 1, "intermediario": 2, "avancado": 3, "fluente": 4}
SENIORITY = {"auxiliar": 0, "junior": 1, "analista": 2, "pleno": 2, "senior": 3, "especialista": 4, "gerente": 6}

_folded = lru_cache(maxsize=4096)(fold)

Levels = tuple[int | None, int | None, int | None, int | None]
"""Ranks of academic level, English, Spanish and seniority; None is "no data"."""


@dataclass(frozen=True, slots=True)
class JobFacts:
    """The facts of a job."""

    contract: str
    sap: bool
    skills: frozenset[str]
    """Those that are required."""
    welcome: frozenset[str]
    area: str
    levels: Levels


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """The facts of an applicant."""

    skills: frozenset[str]
    areas: frozenset[str]
    levels: Levels


NOTHING_KNOWN = ApplicantFacts(frozenset(), frozenset(), (None, None, None, None))
"""Of an applicant whose record is blank or lost."""


def job_facts(job: Fields) -> JobFacts:
    """Take the facts from the fields of a `data.contract.entities.JobDescription`."""
    required, _, welcome = (job["competencias_tecnicas_requeridas"] or "").partition(WELCOME)
    skills = find_skills((job["titulo_vaga"], required, job["principais_atividades"]))
    return JobFacts(
        contract=_folded(job["tipo_contratacao"] or ""),
        sap=_folded(job["vaga_sap"] or "") == "sim",
        skills=skills,
        welcome=find_skills([welcome]) - skills,
        area=_folded(job["areas_atuacao"] or "").rstrip("-"),
        levels=_levels(job),
    )


def applicant_facts(applicant: Fields) -> ApplicantFacts:
    """Take the facts from the fields of a `data.contract.entities.ApplicantDescription`."""
    names = ("titulo_profissional", "conhecimentos_tecnicos", "certificacoes", "cv")
    areas = frozenset(_folded(area) for area in (applicant["area_de_atuacao"] or "").split(",") if area.strip())
    skills = known_by(find_skills(applicant[name] for name in names))
    return ApplicantFacts(skills, areas, _levels(applicant))


def _levels(fields: Fields) -> Levels:
    return (
        ACADEMIC.get(_folded(fields["nivel_academico"] or "")),
        LANGUAGE.get(_folded(fields["nivel_ingles"] or "")),
        LANGUAGE.get(_folded(fields["nivel_espanhol"] or "")),
        SENIORITY.get(_folded(fields["nivel_profissional"] or "")),
    )
