"""Names that look like fields are named, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.doubts import doubts, near_fields
from data.contract.entities import Applicant, ApplicantDescription, Application, Job, JobDescription
from data.contract.unreadable import Fault


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        (Applicant, "area_atuacao", "area_de_atuacao"),
        (Applicant, "areas_atuacao", "area_de_atuacao"),
        (Applicant, "conhecimento_tecnicos", "conhecimentos_tecnicos"),
        (Applicant, "conhecimentosTecnicos", "conhecimentos_tecnicos"),
        (Applicant, "Titulo Profissional", "titulo_profissional"),
        (Applicant, "nivel_inglês", "nivel_ingles"),
        (Applicant, "nivel-ingles", "nivel_ingles"),
        (Applicant, "certificaçoes", "certificacoes"),
        (Applicant, "curriculo", "cv"),
        (Applicant, "skills", "conhecimentos_tecnicos"),
        (Job, "areas_de_atuacao", "areas_atuacao"),
        (Job, "area_de_atuacao", "areas_atuacao"),
        (Job, "titulo", "titulo_vaga"),
        (Job, "competencias_tecnicas", "competencias_tecnicas_requeridas"),
        (Job, "conhecimentos_tecnicos", "competencias_tecnicas_requeridas"),
        (Job, "tipo_contratação", "tipo_contratacao"),
        (Job, "statuss", "status"),
        (Application, "status", "situacao"),
        (Application, "situação", "situacao"),
    ],
)
def test_a_name_that_looks_like_a_field(kind: Any, name: str, field: str) -> None:
    assert list(near_fields(kind, [name])) == [(name, field)]


@pytest.mark.parametrize(
    "name",
    ["nome", "email", "e_mail", "telefone", "cpf", "idade", "sexo", "genero", "estado_civil", "data_nascimento", "pcd",
     "linkedin", "salario", "nivel_frances", "nivel_alemao", "observacoes", "x", "", "f@example.com", "a" * 500],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Applicant, Job, ApplicantDescription, JobDescription])
def test_a_name_of_something_else(kind: Any, name: str) -> None:
    assert list(near_fields(kind, [name])) == []


def test_a_field_that_is_there_needs_no_other_name() -> None:
    assert list(near_fields(Applicant, ["area_atuacao", "area_de_atuacao"])) == []


@given(st.sampled_from(sorted(Job.model_fields)), st.data())
def test_one_letter_wrong_in_a_long_name_is_seen(field: str, data: st.DataObject) -> None:
    if len(field) < 8:
        return
    at = data.draw(st.integers(0, len(field) - 1))
    wrong = field[:at] + data.draw(st.sampled_from(["", "z"])) + field[at + 1 :]
    if wrong not in Job.model_fields:
        assert [near for _, near in near_fields(Job, [wrong])] == [field]


def test_a_status_of_unknown_words_is_doubtful() -> None:
    said = {"id": "1", "status": "Etapa 3", "titulo": "Dev"}
    assert doubts(Job.model_validate(said), said) == (
        Fault("titulo", "near_field", ("titulo_vaga",)),
        Fault("status", "unknown_status"),
    )
    assert doubts(Job(id="1", status="aberta"), {"id": "1", "status": "aberta"}) == ()
    assert doubts(None, {"titulo": "Dev"}) == ()
