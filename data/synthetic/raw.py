"""Writes entities of the synthetic world as records of the raw schema that `data.files.decision_folder` reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def day(value: date) -> str:
    """Write a day as the recruiting system does."""
    return f"{value.day:02d}-{value.month:02d}-{value.year}"


def job_record(fields: Mapping[str, str | None], requested: date, client: str) -> dict[str, Any]:
    """Write a job as a record of `vagas`.

    Parameters
    ----------
    fields : mapping
        The fields of `data.contract.entities.Job`.
    requested : date
        When the client asked for it.
    client : str
        The client.

    Returns
    -------
    dict
        With the blocks, the odd key `nivel profissional` and the "-" after an area.
    """
    return {
        "informacoes_basicas": {
            "data_requicisao": day(requested),
            "limite_esperado_para_contratacao": "00-00-0000",
            "titulo_vaga": fields["titulo_vaga"],
            "vaga_sap": fields["vaga_sap"],
            "cliente": client,
            "tipo_contratacao": fields["tipo_contratacao"],
            "objetivo_vaga": "Contratação",
        },
        "perfil_vaga": {
            "pais": "Brasil",
            "estado": fields["estado"],
            "cidade": fields["cidade"],
            "nivel profissional": fields["nivel_profissional"],
            "nivel_academico": fields["nivel_academico"],
            "nivel_ingles": fields["nivel_ingles"],
            "nivel_espanhol": fields["nivel_espanhol"],
            "areas_atuacao": f"{fields['areas_atuacao']}-",
            "principais_atividades": fields["principais_atividades"],
            "competencia_tecnicas_e_comportamentais": fields["competencias_tecnicas_requeridas"],
        },
        "beneficios": {},
    }


def applicant_record(key: str, fields: Mapping[str, str | None]) -> dict[str, Any]:
    """Write an applicant as a record of `applicants`; unknown fields are blank."""
    return {
        "infos_basicas": {"codigo_profissional": key},
        "informacoes_pessoais": {},
        "informacoes_profissionais": {
            "titulo_profissional": fields["titulo_profissional"] or "",
            "area_atuacao": fields["area_de_atuacao"] or "",
            "conhecimentos_tecnicos": fields["conhecimentos_tecnicos"] or "",
            "certificacoes": fields["certificacoes"] or "",
            "nivel_profissional": fields["nivel_profissional"] or "",
        },
        "formacao_e_idiomas": {
            "nivel_academico": fields["nivel_academico"] or "",
            "nivel_ingles": fields["nivel_ingles"] or "",
            "nivel_espanhol": fields["nivel_espanhol"] or "",
        },
        "cargo_atual": {},
        "cv_pt": fields["cv"] or "",
        "cv_en": "",
    }


def prospect_record(applicant_id: str, status: str, applied: date, updated: date | None) -> dict[str, str]:
    """Write an application as an entry of a record of `prospects`."""
    return {
        "codigo": applicant_id,
        "situacao_candidado": status,
        "data_candidatura": day(applied),
        "ultima_atualizacao": day(updated) if updated else "",
    }
