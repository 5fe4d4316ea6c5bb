"""The routes of what people set: must-haves of a job, and their own searches, preferences and visits."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from data.contract.entities import Id
from gateway.access.gate import CallerDep
from gateway.access.scopes import REVIEW, GuardedRouter, needs
from gateway.decisions import own_settings
from gateway.decisions.documents import (
    MustHavesInfo,
    PreferencesInfo,
    SearchInfo,
    SearchList,
    VisitInfo,
    VisitList,
)
from gateway.decisions.errors import told
from gateway.decisions.requests import MustHaves, Preferences, Search, Visit
from gateway.decisions.strangers import strangers
from gateway.lookups.results import ResultsDep
from gateway.store.store import StoreDep
from gateway.web.problems import answered

router = GuardedRouter(prefix="/api", tags=["decisions"])

SearchId = Annotated[UUID, Path(description="Um UUID de quem guarda a busca.")]


@router.get("/must-haves", operation_id="read_must_haves")
@needs(REVIEW)
async def read_must_haves(store: StoreDep, job_id: Annotated[Id, Query(description="O id da vaga.")]) -> MustHavesInfo:
    """Ler o que uma vaga exige sem exceção, conforme quem recruta; não muda nenhuma nota."""
    with told(store):
        return await store.read(own_settings.must_haves, job_id)


@router.put("/must-haves", operation_id="set_must_haves", responses=answered(404))
@needs(REVIEW)
async def set_must_haves(wanted: MustHaves, caller: CallerDep, store: StoreDep, results: ResultsDep) -> MustHavesInfo:
    """Dizer o que uma vaga exige sem exceção, no lugar do que foi dito antes."""
    unknown = await strangers(results, wanted.job_id)
    with told(store):
        return await store.write(own_settings.set_must_haves, wanted, caller.id, unknown)


@router.get("/searches", operation_id="list_searches")
@needs(REVIEW)
async def list_searches(caller: CallerDep, store: StoreDep) -> SearchList:
    """Listar as buscas que quem pede guardou."""
    with told(store):
        return SearchList(searches=await store.read(own_settings.searches, caller.id))


@router.put("/searches/{search_id}", operation_id="save_search", responses=answered(404, 409))
@needs(REVIEW)
async def save_search(search_id: SearchId, wanted: Search, caller: CallerDep, store: StoreDep) -> SearchInfo:
    """Guardar uma busca."""
    with told(store):
        return await store.write(own_settings.set_search, str(search_id), wanted, caller.id)


@router.delete("/searches/{search_id}", operation_id="remove_search", status_code=204)
@needs(REVIEW)
async def remove_search(search_id: SearchId, caller: CallerDep, store: StoreDep) -> None:
    """Remover uma busca; se já não existe, está bem."""
    with told(store):
        await store.write(own_settings.remove_search, str(search_id), caller.id)


@router.get("/preferences", operation_id="read_preferences")
@needs(REVIEW)
async def read_preferences(caller: CallerDep, store: StoreDep) -> PreferencesInfo:
    """Ler o que quem pede prefere."""
    with told(store):
        return PreferencesInfo(values=await store.read(own_settings.preferences, caller.id))


@router.put("/preferences", operation_id="set_preferences")
@needs(REVIEW)
async def set_preferences(wanted: Preferences, caller: CallerDep, store: StoreDep) -> PreferencesInfo:
    """Guardar o que quem pede prefere; o que falta fica como está, null remove."""
    with told(store):
        return PreferencesInfo(values=await store.write(own_settings.set_preferences, wanted.values, caller.id))


@router.get("/visits", operation_id="list_visits")
@needs(REVIEW)
async def list_visits(caller: CallerDep, store: StoreDep) -> VisitList:
    """Listar as vagas que quem pede visitou, e quando."""
    with told(store):
        return VisitList(visits=await store.read(own_settings.visits, caller.id))


@router.put("/visits", operation_id="note_visit", responses=answered(404))
@needs(REVIEW)
async def note_visit(wanted: Visit, caller: CallerDep, store: StoreDep, results: ResultsDep) -> VisitInfo:
    """Anotar uma visita a uma vaga, e dizer quando foi a anterior."""
    unknown = await strangers(results, wanted.job_id)
    with told(store):
        return await store.write(own_settings.visit, wanted.job_id, caller.id, unknown)
