"""The forms of a pair's page: a decision, its undoing, a note, a review and its outcome.

Each answers 303, so that neither a reload nor the back button sends it again. Each form has an id of its own, under
which it counts once, however often it is sent.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from gateway.access.gate import CallerDep, GateDep
from gateway.access.scopes import REVIEW, needs
from gateway.decisions import acts
from gateway.decisions.errors import told
from gateway.decisions.requests import NewDecision, NewNote, NewReview, ReviewOutcome, Undo
from gateway.decisions.strangers import strangers
from gateway.frame.addresses import address
from gateway.frame.forms import Fields, FormDep, first
from gateway.frame.routing import PageRouter
from gateway.lookups.results import ResultsDep
from gateway.pages.decision import shown as screen
from gateway.settings import SettingsDep
from gateway.store.store import StoreDep
from gateway.web.problems import Problem

router = PageRouter()


@router.post("/decisao")
@needs(REVIEW)
async def decide(fields: FormDep, caller: CallerDep, gate: GateDep, store: StoreDep, results: ResultsDep) -> Response:
    """Write down what a person decided."""
    ids = _pair(fields)
    shown, by = screen.read(fields, gate.sessions, caller, ids)
    declined = first(fields, "action") == "decline"
    if declined and not first(fields, "reason"):
        raise Problem(400, slug="no-reason")
    wanted = _asked(
        NewDecision,
        id=_id(fields),
        job_id=ids[0],
        applicant_id=ids[1],
        action=first(fields, "action"),
        reason=first(fields, "reason") if declined else None,
        text=first(fields, "text") or None,
    )
    unknown = await strangers(results, *ids)
    with told(store):
        await store.write(acts.decide, wanted, caller.id, shown, by, unknown)
    return _back(fields, "decision")


@router.post("/decisao/desfazer")
@needs(REVIEW)
async def undo(fields: FormDep, caller: CallerDep, store: StoreDep) -> Response:
    """Take back the decision that stands."""
    with told(store):
        await store.write(acts.undo, _id(fields, "of"), _asked(Undo, id=_id(fields)), caller.id)
    return _back(fields, "undone")


@router.post("/decisao/anotacao")
@needs(REVIEW)
async def note(fields: FormDep, caller: CallerDep, store: StoreDep, results: ResultsDep) -> Response:
    """Write a note down."""
    job_id, applicant_id = _pair(fields)
    if not first(fields, "text"):
        raise Problem(400, slug="no-text")
    wanted = _asked(NewNote, id=_id(fields), job_id=job_id, applicant_id=applicant_id, text=first(fields, "text"))
    unknown = await strangers(results, job_id, applicant_id)
    with told(store):
        await store.write(acts.note, wanted, caller.id, unknown)
    return _back(fields, "note")


@router.post("/decisao/anotacao/retirar")
@needs(REVIEW)
async def remove_note(fields: FormDep, caller: CallerDep, store: StoreDep) -> Response:
    """Remove a note, and its text everywhere."""
    with told(store):
        await store.write(acts.remove_note, _id(fields, "of"), caller.id)
    return _back(fields, "note-removed")


@router.post("/decisao/revisao")
@needs(REVIEW)
async def ask_review(
    fields: FormDep, caller: CallerDep, store: StoreDep, settings: SettingsDep, results: ResultsDep
) -> Response:
    """Write down that the applicant wants a person to look again."""
    job_id, applicant_id = _pair(fields)
    days = first(fields, "days") or None
    wanted = _asked(
        NewReview,
        id=_id(fields),
        job_id=job_id,
        applicant_id=applicant_id,
        text=first(fields, "text") or None,
        days=days,
    )
    unknown = await strangers(results, job_id, applicant_id)
    with told(store):
        await store.write(acts.ask_review, wanted, caller.id, settings.review_days, unknown)
    return _back(fields, "review")


@router.post("/decisao/revisao/encerrar")
@needs(REVIEW)
async def close_review(fields: FormDep, caller: CallerDep, store: StoreDep) -> Response:
    """Write down what came of a review."""
    wanted = _asked(ReviewOutcome, id=_id(fields), outcome=first(fields, "outcome"), text=first(fields, "text") or None)
    with told(store):
        await store.write(acts.close_review, _id(fields, "of"), wanted, caller.id)
    return _back(fields, "review-closed")


def _pair(fields: Fields) -> tuple[str, str]:
    return first(fields, "vaga"), first(fields, "candidato")


def _id(fields: Fields, name: str = "id") -> UUID:
    try:
        return UUID(first(fields, name))
    except ValueError:
        if name != "id":
            raise Problem(400) from None
        return uuid4()


def _asked(kind: type[_Wanted], **values: Any) -> Any:
    """What a form asks for.

    Raises
    ------
    Problem
        400 where it is not complete, 413 where a text is too long.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        too_long = any(fault["type"] == "string_too_long" for fault in error.errors())
        raise Problem(413 if too_long else 400) from None


_Wanted = BaseModel


def _back(fields: Fields, saved: str) -> Response:
    """Back to the page of the pair, which says what was written down."""
    job_id, applicant_id = _pair(fields)
    path = address("/decisao", vaga=job_id, candidato=applicant_id, view=first(fields, "view"), saved=saved)
    return RedirectResponse(path + "#saved", HTTPStatus.SEE_OTHER)
