"""Doubts about an event that was accepted: names that look like misspelt fields, statuses of unknown words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from data.contract.entities import Job, fold
from data.contract.job_status import JobState
from data.contract.unreadable import Fault

_LIKE = 0.8
"""Least similarity (`difflib`) at which a name counts as a field's, misspelt."""
_UNLIKE = frozenset({"idade"})
"""Names of other things that are as similar to a field's name as a misspelling of it."""
_NAME = re.compile(r"[^\W\d][\w .-]{0,63}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTED = re.compile(r"[\W_]+")

_OTHER_NAMES = {
    "id": ("codigo", "code", "identifier", "identificador"),
    "titulo_vaga": ("titulo", "title", "cargo", "vaga", "job_title", "position", "titulo_profissional"),
    "titulo_profissional": ("titulo", "title", "cargo", "profissao", "job_title", "headline", "titulo_vaga"),
    "competencias_tecnicas_requeridas": (
        "competencias", "requisitos", "habilidades", "tecnologias", "conhecimentos", "conhecimentos_tecnicos", "skills",
        "requirements", "technical_skills", "required_skills", "competencia_tecnicas_e_comportamentais",
    ),
    "conhecimentos_tecnicos": (
        "conhecimentos", "competencias", "habilidades", "tecnologias", "skills", "technical_skills",
        "competencias_tecnicas", "competencias_tecnicas_requeridas",
    ),
    "principais_atividades": (
        "atividades", "descricao", "responsabilidades", "description", "responsibilities", "activities",
    ),
    "cv": ("curriculo", "curriculum", "resume", "cv_pt", "cv_en", "cv_texto", "cv_text"),
    "nivel_academico": ("escolaridade", "formacao", "education", "education_level", "academic_level", "degree"),
    "nivel_ingles": ("ingles", "english", "english_level"),
    "nivel_espanhol": ("espanhol", "spanish", "spanish_level"),
    "nivel_profissional": ("nivel", "senioridade", "seniority", "level", "experience_level"),
    "tipo_contratacao": ("contratacao", "contrato", "regime", "contract", "contract_type", "employment_type"),
    "areas_atuacao": ("area", "areas", "department", "departamento"),
    "area_de_atuacao": ("area", "areas", "department", "departamento"),
    "certificacoes": ("certificados", "certificates", "certifications"),
    "vaga_sap": ("sap",),
    "cidade": ("city", "municipio"),
    "estado": ("state", "uf"),
    "status": ("situacao", "situacao_vaga", "estado_vaga", "job_status"),
    "situacao": ("status", "etapa", "stage", "situacao_candidato", "situacao_candidado"),
    "id_vaga": ("vaga", "vaga_id", "job_id", "codigo_vaga"),
    "id_candidato": ("candidato", "candidato_id", "candidate_id", "applicant_id", "codigo_candidato", "codigo"),
}  # fmt: skip
"""For each field, names that other systems give it."""


def is_name(name: str) -> bool:
    """Whether the name of a JSON member may be repeated to its sender: it looks like a name, not like a value."""
    return _NAME.fullmatch(name) is not None


def doubts(entity: BaseModel | None, said: Any) -> tuple[Fault, ...]:
    """List what is doubtful in an entity that was read.

    Parameters
    ----------
    entity : BaseModel, optional
        None for a removal, which has no doubts.
    said : object
        The JSON document from which it was read.
    """
    if entity is None:
        return ()
    kind = type(entity)
    near = [Fault(name, "near_field", (field,)) for name, field in near_fields(kind, said)]
    if isinstance(entity, Job) and entity.state is JobState.UNKNOWN:
        near.append(Fault("status", "unknown_status"))
    return tuple(near)


def near_fields(kind: type[BaseModel], said: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Unknown names that look like the name of an absent field, each with that field's name."""
    names = set(said)
    for name in sorted(names - kind.model_fields.keys()):
        if is_name(name) and (field := _near(name, kind)) is not None and field not in names:
            yield name, field


@lru_cache(maxsize=4096)
def _near(name: str, kind: type[BaseModel]) -> str | None:
    plain = _PARTED.sub("_", fold(_HUMP.sub("_", name))).strip("_")
    if plain in kind.model_fields:
        return plain
    for field in kind.model_fields:
        if plain in _OTHER_NAMES.get(field, ()):
            return field
    if plain in _UNLIKE:
        return None
    longer = [field for field in kind.model_fields if field.startswith(f"{plain}_")]
    if len(longer) == 1:
        return longer[0]
    return next(iter(get_close_matches(plain, kind.model_fields, n=1, cutoff=_LIKE)), None)
