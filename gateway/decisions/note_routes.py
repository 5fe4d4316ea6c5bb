"""The routes of notes, and of the reviews that applicants ask for."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from data.contract.entities import Id
from gateway.access.gate import CallerDep
from gateway.access.scopes import REVIEW, GuardedRouter, needs
from gateway.decisions import acts
from gateway.decisions import history as told_by
from gateway.decisions.decision_routes import OfApplicant, OfJob
from gateway.decisions.documents import ActInfo, NoteList, ReviewList
from gateway.decisions.errors import told
from gateway.decisions.requests import NewNote, NewReview, ReviewOutcome
from gateway.decisions.strangers import strangers
from gateway.deps import DEFAULT_LIMIT, Limit
from gateway.lookups.results import ResultsDep
from gateway.settings import SettingsDep
from gateway.store.store import StoreDep
from gateway.web.problems import answered

router = GuardedRouter(prefix="/api", tags=["decisions"])

NoteId = Annotated[UUID, Path(description="O id com que a anotação foi pedida.")]
ReviewId = Annotated[UUID, Path(description="O id com que a revisão foi pedida.")]
Open = Annotated[bool | None, Query(alias="open", description="Só as abertas, ou só as encerradas.")]


@router.post("/notes", operation_id="write_note", responses=answered(404, 409))
@needs(REVIEW)
async def write_note(wanted: NewNote, caller: CallerDep, store: StoreDep, results: ResultsDep) -> ActInfo:
    """Anotar algo sobre um candidato."""
    unknown = await strangers(results, wanted.job_id, wanted.applicant_id)
    with told(store):
        return told_by.told(await store.write(acts.note, wanted, caller.id, unknown))


@router.get("/notes", operation_id="list_notes")
@needs(REVIEW)
async def list_notes(
    store: StoreDep,
    applicant_id: Annotated[Id, Query(description="O id do candidato.")],
    job_id: OfJob = None,
    limit: Limit = DEFAULT_LIMIT,
) -> NoteList:
    """Listar as anotações sobre um candidato; com uma vaga, as dela e as que não são de vaga nenhuma."""
    with told(store):
        return NoteList(notes=await store.read(told_by.notes_of, applicant_id, job_id, limit))


@router.delete("/notes/{note_id}", operation_id="remove_note", status_code=204, responses=answered(404))
@needs(REVIEW)
async def remove_note(note_id: NoteId, caller: CallerDep, store: StoreDep) -> None:
    """Retirar uma anotação: seu texto é apagado em toda parte, e que foi retirada fica registrado."""
    with told(store):
        await store.write(acts.remove_note, note_id, caller.id)


@router.post("/reviews", operation_id="ask_review", responses=answered(404, 409))
@needs(REVIEW)
async def ask_review(
    wanted: NewReview, caller: CallerDep, store: StoreDep, settings: SettingsDep, results: ResultsDep
) -> ActInfo:
    """Registrar que um candidato pede que uma pessoa reveja o que se decidiu, e até quando."""
    unknown = await strangers(results, wanted.job_id, wanted.applicant_id)
    with told(store):
        return told_by.told(await store.write(acts.ask_review, wanted, caller.id, settings.review_days, unknown))


@router.post("/reviews/{review_id}/outcome", operation_id="close_review", responses=answered(404, 409))
@needs(REVIEW)
async def close_review(review_id: ReviewId, wanted: ReviewOutcome, caller: CallerDep, store: StoreDep) -> ActInfo:
    """Encerrar uma revisão com seu resultado."""
    with told(store):
        return told_by.told(await store.write(acts.close_review, review_id, wanted, caller.id))


@router.get("/reviews", operation_id="list_reviews")
@needs(REVIEW)
async def list_reviews(
    store: StoreDep, job_id: OfJob = None, applicant_id: OfApplicant = None, is_open: Open = None
) -> ReviewList:
    """Listar as revisões pedidas; as abertas primeiro, pelo prazo."""
    with told(store):
        return ReviewList(reviews=await store.read(told_by.reviews, job_id, applicant_id, is_open=is_open))
