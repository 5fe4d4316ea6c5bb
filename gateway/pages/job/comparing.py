"""Two to four candidates of a job, side by side."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Query, Response
from pydantic import BaseModel, Field

from data.contract.entities import Id
from data.contract.matches import RATIOS
from gateway.access.gate import CallerDep
from gateway.access.scopes import READ, needs
from gateway.champion import ChampionDep
from gateway.deps import Scoring
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.errors import told
from gateway.lookups.explaining import Explained, explained
from gateway.lookups.results import FoundPair, Results, ResultsDep, Unknown
from gateway.pages.job.board import kept_of
from gateway.pages.job.must_haves import check
from gateway.search.search import SearchDep
from gateway.store.store import StoreDep
from gateway.web.problems import Problem

router = PageRouter()

FEWEST, MOST = 2, 4
LEVELS = ("academic", "english", "spanish", "seniority")


class Asked(BaseModel):
    """Whom the address of a comparison names."""

    id: Id
    c: Annotated[list[Id], Field(max_length=100)] = []


@router.get("/vaga/comparar")
@needs(READ)
async def compare(
    asked: Annotated[Asked, Query()],
    page: PageDep,
    caller: CallerDep,
    results: ResultsDep,
    champion: ChampionDep,
    scoring: Scoring,
    store: StoreDep,
    search: SearchDep,
) -> Response:
    """The candidates as columns; one who left the list meanwhile is named below."""
    ids = list(dict.fromkeys(asked.c))
    if not FEWEST <= len(ids) <= MOST:
        raise Problem(400, slug="compare-how-many")
    pairs = [await _pair(results, asked.id, name) for name in ids]
    found = [pair for pair in pairs if pair is not None]
    reasons = await asyncio.gather(*(run_sync(explained, champion.scorer, one, limiter=scoring) for one in found))
    kept = await kept_of(store, caller, asked.id, visit=False)
    known = search.index.applicants_of(ids) if kept and kept.items else {}
    columns: list[dict[str, Any]] = [
        {
            "id": one.match["applicant_id"],
            "match": one.match,
            "state": kept.states.get(one.match["applicant_id"]) if kept else None,
            "checked": check(kept.items, known.get(one.match["applicant_id"])) if kept else [],
            **_held(told_of),
        }
        for one, told_of in zip(found, reasons, strict=True)
    ]
    return page.show(
        "compare.html",
        section="jobs",
        asked=asked,
        columns=columns,
        job_name=next((one.match["titulo_vaga"] for one in found if one.match["titulo_vaga"]), asked.id),
        gone=[name for name, pair in zip(ids, pairs, strict=True) if pair is None],
        ratios=RATIOS,
        levels=LEVELS,
        not_asked=search.not_asked(asked.id),
    )


async def _pair(results: Results, job_id: str, applicant_id: str) -> FoundPair | None:
    with told("O par de vaga e candidato"):
        try:
            return await results.pair(job_id, applicant_id)
        except Unknown:
            return None


def _held(one: Explained | str) -> dict[str, Any]:
    """What is read of a candidate; nothing, where the pair can't be explained."""
    if isinstance(one, str):
        return {"levels": {}, "found": [], "missing": []}
    told_of = one.explanation
    return {
        "levels": {name: level.held for name, level in told_of.levels.items()},
        "found": told_of.skills_found,
        "missing": told_of.skills_missing,
    }
