"""The page of a pair: what the model says, what a person decides, notes, and reviews."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

from anyio.to_thread import run_sync
from fastapi import Query, Response
from pydantic import BaseModel

from data.contract.entities import Id, Job
from data.store.connection import StoreAway
from gateway.access.gate import Caller, CallerDep
from gateway.access.scopes import READ, needs
from gateway.champion import ChampionDep
from gateway.decisions import history, own_settings
from gateway.decisions.requests import Action, DeclineReason
from gateway.decisions.requests import Outcome as ReviewOutcome
from gateway.deps import Scoring
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.errors import told
from gateway.lookups.explaining import explained
from gateway.lookups.results import FoundPair, ResultsDep
from gateway.pages.analysis.outcome import outcome_of
from gateway.pages.decision.shown import View, fields_for, shown_of
from gateway.pages.job.board import may_review
from gateway.pages.job.must_haves import check
from gateway.search.search import Search, SearchDep
from gateway.store.store import Store, StoreDep

router = PageRouter()

MOST_ACTS = 50


class AskedPair(BaseModel):
    """What the address of a pair's page asks for."""

    vaga: Id
    candidato: Id
    view: View = "all"
    saved: str = ""


@router.get("/decisao")
@needs(READ)
async def pair(
    asked: Annotated[AskedPair, Query()],
    page: PageDep,
    caller: CallerDep,
    results: ResultsDep,
    champion: ChampionDep,
    scoring: Scoring,
    store: StoreDep,
    search: SearchDep,
) -> Response:
    """One candidate of one job: the explanation, the decision and its form, notes, and the review."""
    with told("O par de vaga e candidato"):
        found = await results.pair(asked.vaga, asked.candidato)
    one = await run_sync(explained, champion.scorer, found, limiter=scoring)
    outcome = None if isinstance(one, str) else outcome_of(one, page.t)
    text = outcome.sentences if outcome else None
    ids = (asked.vaga, asked.candidato)
    shown = shown_of(found.match, text, asked.view)
    return page.show(
        "decision.html",
        section="jobs",
        asked=asked,
        pair=found,
        match=found.match,
        job_name=_title(found, "titulo_vaga") or asked.vaga,
        is_open=found.job.fields is not None and Job.model_validate(found.job.fields).is_open,
        outcome=outcome,
        why_not=one if isinstance(one, str) else "",
        kept=await kept_of(store, search, ids, reviewer=may_review(caller)),
        shown=fields_for(shown, page.gate.sessions, caller, ids),
        actions=list(Action),
        reasons=list(DeclineReason),
        outcomes=list(ReviewOutcome),
        may_review=may_review(caller),
        new_id=uuid4,
        days=page.request.app.state.settings.review_days,
        by=_who(caller),
    )


async def kept_of(store: Store, search: Search, ids: tuple[str, str], *, reviewer: bool) -> dict[str, Any] | None:
    """What the store has of a pair; None while it does not answer. Texts are for who may review."""
    job_id, applicant_id = ids
    try:
        (state,) = await store.read(history.standing, pairs=[ids])
        items = (await store.read(own_settings.must_haves, job_id)).items
        acts = notes = reviews = []
        if reviewer:
            acts = (await store.read(history.history, job_id, applicant_id, before=None, limit=MOST_ACTS)).acts
            notes = await store.read(history.notes_of, applicant_id, job_id, MOST_ACTS)
            reviews = await store.read(history.reviews, job_id, applicant_id, is_open=None)
    except StoreAway:
        return None
    known = search.index.applicants_of([applicant_id]).get(applicant_id) if items else None
    return {"state": state, "acts": acts, "notes": notes, "reviews": reviews, "checked": check(items, known)}


def _title(found: FoundPair, name: str) -> str | None:
    title: str | None = found.match.get(name)
    return title


def _who(caller: Caller) -> Any:
    """Says who did something, as far as the caller may know: oneself, or somebody else."""
    return lambda by: "you" if by == caller.id else "other"
