"""What a status says: the words of applicant tracking systems, in Portuguese and English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.entities import Job
from data.contract.job_status import JobState

OPEN = [
    None, "", "  ", "-", "--", "N/A", "Aberta", "ABERTO", "em aberto", "Reaberta", "Ativa", "ativo", "Publicada",
    "Em divulgação", "Em andamento", "Em processo seletivo", "Processo de seleção", "Em triagem", "Recrutando",
    "Recebendo currículos", "Vaga aberta", "Aberta - urgente", "Nova", "Disponível", "vigente",
    "open", "Open", "OPEN", "opened", "reopened", "active", "live", "published", "Posted", "hiring", "In Progress",
    "in_progress", "accepting applications", "unfilled", "open until filled", "Aberta até ser preenchida",
]  # fmt: skip
CLOSED = [
    "Fechada", "fechado", "FECHADA ", "Fechada - preenchida", "Vaga fechada", "Fechada pelo cliente", "Encerrada",
    "Processo seletivo encerrado", "Cancelada", "Congelada", "Preenchida", "Concluída", "Concluido", "Finalizada",
    "Suspensa", "suspenso", "Pausada", "Em pausa", "Inativa", "inativo", "Expirada", "Vencida", "Arquivada",
    "Rascunho", "Em espera", "Stand-by", "standby", "Bloqueada", "Interrompida", "Desativada", "Excluída", "Removida",
    "Contratado", "Aberta, pausada", "Não aberta", "não publicada", "Indisponível", "Despublicada", "Pendente",
    "closed", "Closed", "filled", "Position filled", "on hold", "On-Hold", "ON_HOLD", "onhold", "cancelled",
    "canceled", "archived", "inactive", "draft", "expired", "suspended", "paused", "frozen", "completed", "deleted",
    "withdrawn", "rejected", "unpublished", "deactivated", "not open", "no longer accepting", "pending approval",
    "open - on hold",
]  # fmt: skip
UNKNOWN = ["Etapa 3", "xyz", "42", "Aguardando aprovação", "não fechada", "Disclosed", "Fechamento previsto"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, JobState.OPEN) for status in OPEN),
        *((status, JobState.CLOSED) for status in CLOSED),
        *((status, JobState.UNKNOWN) for status in UNKNOWN),
    ],
)
def test_what_a_status_says(status: str | None, state: JobState) -> None:
    job = Job(id="1", status=status)
    assert job.state is state
    assert job.is_open is (state is JobState.OPEN)


@pytest.mark.parametrize("written", [str.upper, str.lower, str.title, " {}.".format])
@given(status=st.sampled_from([*OPEN[6:], *CLOSED, *UNKNOWN]))
def test_case_blanks_and_points_say_nothing(status: str, written: Callable[[str], str]) -> None:
    assert Job(id="1", status=written(status)).state is Job(id="1", status=status).state


@given(st.sampled_from([status for status in OPEN if status]), st.sampled_from(CLOSED))
def test_a_job_of_which_anything_says_that_it_is_closed_is_not_open(is_open: str, is_closed: str) -> None:
    assert not Job(id="1", status=f"{is_closed} / {is_open}").is_open


@given(st.text(max_size=60))
def test_a_status_that_may_be_anything_is_read(status: str) -> None:
    assert Job(id="1", status=status.encode(errors="ignore").decode()).state in JobState
