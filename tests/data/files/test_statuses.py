from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.entities import Stage
from data.files.statuses import STATUSES, Outcome, outcome, stage

# Every status of the Decision data, in its own spelling.
EVERY_STATUS = {
    "Aprovado": (Outcome.HIRED, Stage.HIRED),
    "Contratado como Hunting": (Outcome.HIRED, Stage.HIRED),
    "Contratado pela Decision": (Outcome.HIRED, Stage.HIRED),
    "Documentação CLT": (Outcome.HIRED, Stage.HIRED),
    "Documentação Cooperado": (Outcome.HIRED, Stage.HIRED),
    "Documentação PJ": (Outcome.HIRED, Stage.HIRED),
    "Encaminhar Proposta": (Outcome.HIRED, Stage.HIRED),
    "Proposta Aceita": (Outcome.HIRED, Stage.HIRED),
    "Não Aprovado pelo Cliente": (Outcome.REJECTED, Stage.REJECTED),
    "Não Aprovado pelo RH": (Outcome.REJECTED, Stage.REJECTED),
    "Não Aprovado pelo Requisitante": (Outcome.REJECTED, Stage.REJECTED),
    "Recusado": (Outcome.REJECTED, Stage.REJECTED),
    "Desistiu": (Outcome.WITHDREW, Stage.WITHDREW),
    "Desistiu da Contratação": (Outcome.WITHDREW, Stage.WITHDREW),
    "Sem interesse nesta vaga": (Outcome.WITHDREW, Stage.WITHDREW),
    "Prospect": (Outcome.OPEN, Stage.APPLIED),
    "Inscrito": (Outcome.OPEN, Stage.APPLIED),
    "Encaminhado ao Requisitante": (Outcome.OPEN, Stage.IN_PROCESS),
    "Entrevista Técnica": (Outcome.OPEN, Stage.IN_PROCESS),
    "Entrevista com Cliente": (Outcome.OPEN, Stage.IN_PROCESS),
    "Em avaliação pelo RH": (Outcome.OPEN, Stage.IN_PROCESS),
}


@pytest.mark.parametrize(("status", "read"), EVERY_STATUS.items())
def test_every_status_of_the_data_is_read(status: str, read: tuple[Outcome, Stage]) -> None:
    assert (outcome(status), stage(status)) == read


def test_no_status_is_listed_that_the_data_does_not_have() -> None:
    assert {status for statuses in STATUSES.values() for status in statuses} == set(EVERY_STATUS)


@pytest.mark.parametrize(
    "status", [None, "", "Reprovado", "Aprovado?", "não aprovado", "Contratado", "Hired", "Pre Aprovado pelo Cliente"]
)
def test_what_is_not_in_the_vocabulary_is_unknown_and_claims_nothing(status: str | None) -> None:
    assert outcome(status) is Outcome.UNKNOWN
    assert stage(status) is Stage.APPLIED


@given(st.sampled_from(sorted(EVERY_STATUS)), st.text(" \t\n", max_size=3), st.booleans())
def test_case_accents_and_blanks_do_not_matter(status: str, blanks: str, upper: bool) -> None:
    written = blanks + (status.upper() if upper else status.replace("ã", "a\u0303")) + blanks
    assert outcome(written) is outcome(status)
    assert stage(written) is stage(status)


@given(st.sampled_from(sorted(EVERY_STATUS)), st.text("abcxyz ", min_size=1).filter(str.strip))
def test_a_status_inside_a_longer_text_is_not_that_status(status: str, more: str) -> None:
    assert outcome(f"{more}{status}") is Outcome.UNKNOWN


def test_who_withdrew_is_decided_but_not_judged() -> None:
    assert [one for one in Outcome if one.decided] == [Outcome.HIRED, Outcome.REJECTED, Outcome.WITHDREW]
    assert [one for one in Outcome if one.judged] == [Outcome.HIRED, Outcome.REJECTED]
