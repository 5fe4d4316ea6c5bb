"""Entities: texts as senders write them, folded for comparison, contacts masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.entities import MAX_TEXT, Applicant, Job, fold
from data.redaction import mask_contacts


@pytest.mark.parametrize(
    ("written", "held"),
    [(" Java ", "Java"), (["Java", "SQL"], "Java, SQL"), ("", None), (" - ", None), ("N/A", None), (None, None)],
)
def test_a_text_is_trimmed_joined_or_no_data(written: object, held: str | None) -> None:
    assert Applicant.model_validate({"id": "1", "conhecimentos_tecnicos": written}).conhecimentos_tecnicos == held


@pytest.mark.parametrize("name", ["", " ", "a b", "a|b", "x" * 129, None, 1.5, True, ["1"], "a\n"])
def test_what_is_no_id_is_refused(name: object) -> None:
    with pytest.raises(ValidationError, match="id"):
        Job.model_validate({"id": name})


def test_a_number_is_an_id_too() -> None:
    assert Job.model_validate({"id": 7}).id == "7"


def test_a_text_has_a_longest_length() -> None:
    with pytest.raises(ValidationError, match="at most"):
        Applicant(id="1", cv="x" * (MAX_TEXT + 1))


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_drops_case_accents_and_space() -> None:
    assert fold("  Não  Aprovado\npelo RH ") == "nao aprovado pelo rh"


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("fale com a.b+c@example.com.br.", "fale com [email]."),
        ("(11) 99999-1234 ou 11 3333-4444", "[telefone] ou [telefone]"),
        ("+55 11 999991234", "[telefone]"),
        ("CPF 123.456.789-00", "CPF [cpf]"),
        ("veja https://exemplo.com/x e linkedin.com/in/y", "veja [url] e [url]"),
        ("de 2019-2021, 10.000 usuários, versão 11.2.3", "de 2019-2021, 10.000 usuários, versão 11.2.3"),
    ],
)
def test_contacts_are_masked_and_nothing_else(written: str, masked: str) -> None:
    assert mask_contacts(written) == masked
