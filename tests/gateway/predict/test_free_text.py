"""Levels in free texts: from a clause about them alone, and as the readers of levels understand it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.predict.free_text import told
from model.levels import levels


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Java. Inglês fluente.", {"nivel_ingles": "ingles fluente"}),
        ("Inglês avançado, espanhol básico", {"nivel_ingles": "ingles avancado", "nivel_espanhol": "espanhol basico"}),
        ("inglês fluente e espanhol básico", {"nivel_ingles": "ingles fluente", "nivel_espanhol": "espanhol basico"}),
        (
            "English: advanced | Spanish: basic",
            {"nivel_ingles": "english: advanced", "nivel_espanhol": "spanish: basic"},
        ),
        ("Ensino superior completo em Computação", {"nivel_academico": "ensino superior completo em computacao"}),
        ("Graduação em TI. Mestrado em IA.", {"nivel_academico": "mestrado em ia"}),
        ("Superior completo", {"nivel_academico": "superior completo"}),
        ("Inglês básico. Inglês avançado.", {"nivel_ingles": "ingles avancado"}),
        ("Fluente em Java", {}),
        ("Professora de inglês", {}),
        ("Não exige inglês fluente. Sem inglês avançado.", {}),
        ("Inglês fluente é desejável. Mestrado será um diferencial.", {}),
        ("Resultado superior ao esperado, tecnologia da informação, prazo médio, é fundamental", {}),
        ("Especialista em suporte técnico", {}),
        ("", {}),
    ],
)
def test_what_a_text_tells(text: str, fields: dict[str, str]) -> None:
    assert told(text, of_job=False) == fields


@pytest.mark.parametrize(
    ("text", "contract"), [("Contratação CLT.", "contratacao clt"), ("CLT ou PJ", "clt ou pj"), ("Sem PJ", None)]
)
def test_a_contract_is_told_of_a_job_alone(text: str, contract: str | None) -> None:
    assert told(text, of_job=True).get("tipo_contratacao") == contract
    assert told(text, of_job=False) == {}


@given(st.text(max_size=80), st.booleans())
def test_what_is_told_can_be_read(text: str, of_job: bool) -> None:
    for field, clause in told(text, of_job=of_job).items():
        reader = {
            "nivel_academico": levels.academic,
            "tipo_contratacao": levels.contracts,
            "nivel_ingles": levels.english,
            "nivel_espanhol": levels.spanish,
        }[field]
        assert reader(clause) > 0
