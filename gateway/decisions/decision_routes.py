"""The routes by which people decide, undo, and see what was decided."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Path, Query

from data.contract.entities import Id
from gateway.access.gate import CallerDep
from gateway.access.scopes import REVIEW, GuardedRouter, needs
from gateway.champion import ChampionDep
from gateway.decisions import acts
from gateway.decisions import history as told_by
from gateway.decisions.documents import ActInfo, History, Standing
from gateway.decisions.errors import told
from gateway.decisions.requests import NewDecision, Shown, StandingAsked, Undo
from gateway.decisions.strangers import strangers
from gateway.deps import DEFAULT_LIMIT, Limit, Scoring
from gateway.lookups.explaining import explain
from gateway.lookups.results import Results, ResultsDep, Unavailable, Unknown
from gateway.store.store import StoreDep
from gateway.texts import decision_texts
from gateway.texts.catalogue import LANGUAGES, texts_of
from gateway.web.problems import Problem, answered

router = GuardedRouter(prefix="/api/decisions", tags=["decisions"])

OfJob = Annotated[Id | None, Query(description="O id de uma vaga.")]
OfApplicant = Annotated[Id | None, Query(description="O id de um candidato.")]
DecisionId = Annotated[UUID, Path(description="O id com que a decisão foi pedida.")]
Before = Annotated[int | None, Query(ge=1, lt=1 << 62, description="Só o que veio antes deste número de registro.")]


@router.post("", operation_id="decide", responses=answered(404, 409))
@needs(REVIEW)
async def decide(
    wanted: NewDecision,
    caller: CallerDep,
    store: StoreDep,
    results: ResultsDep,
    champion: ChampionDep,
    scoring: Scoring,
) -> ActInfo:
    """Registrar o que uma pessoa decidiu sobre um candidato a uma vaga; vale acima de qualquer nota."""
    shown, by = wanted.shown, "client"
    if shown is None:
        shown = await _published(wanted, results, champion, scoring)
        by = "nobody" if shown is None else "server"
    unknown = await strangers(results, wanted.job_id, wanted.applicant_id)
    with told(store):
        return told_by.told(await store.write(acts.decide, wanted, caller.id, shown, by, unknown))


@router.post("/{decision_id}/undo", operation_id="undo_decision", responses=answered(404, 409))
@needs(REVIEW)
async def undo(decision_id: DecisionId, wanted: Undo, caller: CallerDep, store: StoreDep) -> ActInfo:
    """Desfazer a decisão que vale; a anterior do mesmo par volta a valer."""
    with told(store):
        return told_by.told(await store.write(acts.undo, decision_id, wanted, caller.id))


@router.get("", operation_id="list_decisions")
@needs(REVIEW)
async def history(
    store: StoreDep,
    job_id: OfJob = None,
    applicant_id: OfApplicant = None,
    before: Before = None,
    limit: Limit = DEFAULT_LIMIT,
) -> History:
    """Listar o que se decidiu, anotou e reviu de uma vaga, de um candidato ou de um par, do mais novo ao mais velho."""
    if job_id is None and applicant_id is None:
        raise Problem(400, decision_texts.ASK_BY)
    with told(store):
        return await store.read(told_by.history, job_id, applicant_id, before=before, limit=limit)


@router.post("/standing", operation_id="list_standing")
@needs(REVIEW)
async def standing(asked: StandingAsked, store: StoreDep) -> Standing:
    """Dizer o que vale de muitos pares de uma vez: decisão, anotações e revisão aberta."""
    pairs = None if asked.pairs is None else [(pair.job_id, pair.applicant_id) for pair in asked.pairs]
    with told(store):
        found = await store.read(told_by.standing, pairs=pairs, job_id=asked.job_id, applicant_id=asked.applicant_id)
    return Standing(pairs=found)


async def _published(wanted: NewDecision, results: Results, champion: ChampionDep, scoring: Scoring) -> Shown | None:
    """The pair as it is published now; None where that is not known."""
    try:
        pair = await results.pair(wanted.job_id, wanted.applicant_id)
    except (Unknown, Unavailable):
        return None
    explained = await run_sync(explain, champion.scorer, pair, texts_of(LANGUAGES[0]), limiter=scoring)
    names = ("quality_score", "hire_probability", "model_version", "job_revision", "applicant_revision")
    return Shown(explanation=explained["explanation_text"], **{name: pair.match[name] for name in names})
