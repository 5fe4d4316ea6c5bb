"""The form of a pair: its fields, what they may hold, and an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from data.contract.entities import ApplicantDescription, JobDescription
from gateway.frame.addresses import address
from gateway.predict.predictions import Pair
from gateway.web.problems import Problem

JOB, APPLICANT = "vaga", "candidato"
ACADEMIC = (
    "Ensino Médio", "Ensino Técnico", "Superior em curso", "Superior", "Pós-graduação", "Mestrado", "Doutorado",
)  # fmt: skip
LANGUAGE = ("Nenhum", "Básico", "Intermediário", "Avançado", "Fluente")
SENIORITY = ("Estagiário", "Auxiliar", "Júnior", "Pleno", "Sênior", "Especialista", "Coordenador", "Gerente")
CONTRACT = ("CLT", "PJ/Autônomo", "Estágio")
LINE, TEXT = "line", "text"

_Fields = tuple[tuple[str, str | tuple[str, ...]], ...]
FIELDS: dict[str, _Fields] = {
    JOB: (
        ("titulo_vaga", LINE),
        ("competencias_tecnicas_requeridas", TEXT),
        ("nivel_academico", ACADEMIC),
        ("nivel_ingles", LANGUAGE),
        ("nivel_profissional", SENIORITY),
        ("tipo_contratacao", CONTRACT),
        ("areas_atuacao", LINE),
        ("principais_atividades", TEXT),
    ),
    APPLICANT: (
        ("titulo_profissional", LINE),
        ("conhecimentos_tecnicos", TEXT),
        ("nivel_academico", ACADEMIC),
        ("nivel_ingles", LANGUAGE),
        ("nivel_profissional", SENIORITY),
        ("area_de_atuacao", LINE),
        ("cv", TEXT),
    ),
}
"""The fields of each side; a field is a line, a text, or one of some values, which stay Portuguese: they are data."""
_NAMES = {f"{side}.{name}" for side, fields in FIELDS.items() for name, _ in fields}
_UNLINKED = "candidato.cv"
_LONGEST_LINK = 1_800
"""Characters of an address that every mail program and browser takes."""

EXAMPLE = {
    "vaga.titulo_vaga": "Desenvolvedor Java Sênior",
    "vaga.competencias_tecnicas_requeridas": "Java, Spring Boot, PostgreSQL, Docker, Kubernetes, Kafka",
    "vaga.nivel_academico": "Superior",
    "vaga.nivel_ingles": "Intermediário",
    "vaga.nivel_profissional": "Sênior",
    "vaga.tipo_contratacao": "CLT",
    "vaga.areas_atuacao": "TI - Desenvolvimento/Programação",
    "vaga.principais_atividades": "Desenvolver serviços de pagamento, revisar código e apoiar a equipe.",
    "candidato.titulo_profissional": "Desenvolvedor Back-end Java",
    "candidato.conhecimentos_tecnicos": "Java, Spring Boot, PostgreSQL, Docker, Kafka, JUnit, Git",
    "candidato.nivel_academico": "Superior",
    "candidato.nivel_ingles": "Avançado",
    "candidato.nivel_profissional": "Pleno",
    "candidato.area_de_atuacao": "TI - Desenvolvimento/Programação",
    "candidato.cv": "Cinco anos em sistemas de pagamento com Java, Spring e Kafka.",
}
"""A plausible pair, invented."""


def typed(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What was typed: the fields that hold something."""
    return {name: value for name, value in pairs if name in _NAMES and value.strip()}


def missing(values: Mapping[str, str]) -> list[str]:
    """The sides of which nothing was typed."""
    return [side for side in FIELDS if not any(name.startswith(f"{side}.") for name in values)]


def pair_of(values: Mapping[str, str]) -> Pair:
    """The pair that was typed.

    Raises
    ------
    Problem
        Where a text is too long.
    """
    sides: dict[str, dict[str, str]] = {JOB: {}, APPLICANT: {}}
    for name, value in values.items():
        side, _, field = name.partition(".")
        sides[side][field] = value
    try:
        return Pair(vaga=JobDescription(**sides[JOB]), candidato=ApplicantDescription(**sides[APPLICANT]))
    except ValidationError:
        raise Problem(413) from None


def link(values: Mapping[str, str]) -> str | None:
    """An address that leads to the same pair; None where it is too long, or would hold a CV."""
    found = address("/analise", **values)
    return found if _UNLINKED not in values and len(found) <= _LONGEST_LINK else None
