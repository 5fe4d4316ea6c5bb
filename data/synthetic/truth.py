"""The truth of the synthetic world: the probability that an applicant is hired for a job.

It is a function of what is written in the two records and of nothing else, so that a model which reads them well can
come as close to the best possible figures as its data allows:

    logit p = INTERCEPT + job effect + match effect

The job effect says how hard a job is to fill (contract, seniority, SAP or not). The match effect grows with the share
of the asked skills that are found in the applicant's texts, with the area (the right one, a related one, none given,
a foreign one) and with academic level, English and seniority (sufficient, none given, short of what is asked): no data
is a level of its own. More never lowers it. Gender of a title, place and length of a text have no part in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.entities import fold
from data.synthetic.skills import find_skills

if TYPE_CHECKING:
    from data.entities import ApplicantDescription, JobDescription

INTERCEPT = -2.3
"""Set so that about a quarter of the decided applications are hires."""

_CONTRACT = {
    "clt full": 0.7,
    "clt full, pj/autonomo": 0.7,
    "cooperado": -0.4,
    "pj/autonomo": -0.4,
    "hunting": -1.2,
}
_NO_CONTRACT = -0.4
_SAP = -0.7
_SENIOR = -0.5

_SKILLS = 4.8
_AREA_MATCH, _AREA_RELATED, _AREA_MISMATCH = 1.0, 0.2, -1.0

# What a level counts that suffices, and one that falls short.
_ACADEMIC_COUNTS = (0.5, -1.0)
_ENGLISH_COUNTS = (0.5, -1.0)
_SENIORITY_COUNTS = (0.5, -1.0)

# Levels from low to high; what is as high as another has its rank.
_ACADEMIC = {
    "ensino medio completo": 0,
    "ensino tecnico completo": 1,
    "ensino superior incompleto": 2,
    "ensino superior cursando": 2,
    "ensino superior completo": 3,
    "pos graduacao cursando": 3,
    "pos graduacao completo": 4,
    "mestrado completo": 5,
}
_LANGUAGE = {"nenhum": 0, "basico": 1, "intermediario": 2, "avancado": 3, "fluente": 4}
_SENIORITY = {"auxiliar": 0, "junior": 1, "analista": 2, "pleno": 2, "senior": 3, "especialista": 4, "gerente": 5}

Levels = tuple[int | None, int | None, int | None]
"""Academic level, English and seniority as ranks; None is "no data"."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of one pair."""

    probability: float
    job_effect: float
    match_effect: float


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What the truth takes from a job."""

    effect: float
    skills: frozenset[str]
    area: str
    levels: Levels


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """What the truth takes from an applicant."""

    skills: frozenset[str]
    areas: frozenset[str]
    levels: Levels


def _levels(entity: JobDescription | ApplicantDescription) -> Levels:
    return (
        _ACADEMIC.get(fold(entity.nivel_academico or "")),
        _LANGUAGE.get(fold(entity.nivel_ingles or "")),
        _SENIORITY.get(fold(entity.nivel_profissional or "")),
    )


def job_facts(job: JobDescription) -> JobFacts:
    """Take from a job what its truth depends on."""
    levels = _levels(job)
    area = fold(job.areas_atuacao or "").rstrip("-")
    effect = (
        _CONTRACT.get(fold(job.tipo_contratacao or ""), _NO_CONTRACT)
        + (_SAP if fold(job.vaga_sap or "") == "sim" else 0.0)
        + (_SENIOR if (levels[2] or 0) >= _SENIORITY["senior"] else 0.0)
    )
    texts = (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades)
    return JobFacts(effect, find_skills(texts), area, levels)


def applicant_facts(applicant: ApplicantDescription) -> ApplicantFacts:
    """Take from an applicant what the truth depends on."""
    texts = (applicant.titulo_profissional, applicant.conhecimentos_tecnicos, applicant.certificacoes, applicant.cv)
    areas = frozenset(fold(area) for area in (applicant.area_de_atuacao or "").split(",") if area.strip())
    return ApplicantFacts(find_skills(texts), areas, _levels(applicant))


def _level(asked: int | None, held: int | None, counts: tuple[float, float]) -> float:
    if asked is None or held is None:
        return 0.0
    return counts[0] if held >= asked else counts[1]


def _area(asked: str, held: frozenset[str]) -> float:
    if asked in held:
        return _AREA_MATCH
    return _AREA_RELATED if _technical(asked) and any(map(_technical, held)) else _AREA_MISMATCH


def _technical(area: str) -> bool:
    return area.startswith("ti - ") and area != "ti - ux"


def truth(job: JobFacts, applicant: ApplicantFacts) -> Truth:
    """Say how probable a hire is.

    Parameters
    ----------
    job : JobFacts
        From `job_facts`.
    applicant : ApplicantFacts
        From `applicant_facts`; of an applicant whose record is lost, those of a record without any data.

    Returns
    -------
    Truth
        The probability and the two effects, in logits, that with `INTERCEPT` add up to it.
    """
    match = _SKILLS * len(job.skills & applicant.skills) / len(job.skills) if job.skills else 0.0
    if applicant.areas and job.area:
        match += _area(job.area, applicant.areas)
    rules = (_ACADEMIC_COUNTS, _ENGLISH_COUNTS, _SENIORITY_COUNTS)
    for asked, held, counts in zip(job.levels, applicant.levels, rules, strict=True):
        match += _level(asked, held, counts)
    logit = INTERCEPT + job.effect + match
    return Truth(1.0 / (1.0 + math.exp(-logit)), job.effect, match)
