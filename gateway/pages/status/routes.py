"""The page of the system's state."""

from __future__ import annotations

from fastapi import Response

from gateway.access.gate import GateDep
from gateway.access.scopes import OPEN, needs
from gateway.champion import ChampionDep
from gateway.drift import DriftDep
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.results import ResultsDep
from gateway.pages.status import standing
from gateway.search.search import SearchDep
from gateway.status.broker_probe import BrokerDep
from gateway.status.condition import examine
from gateway.status.dead_letters import DeadLettersDep
from gateway.store.store import StoreDep

router = PageRouter()

DEAD_LETTERS = "python -m stream_processor dead-letters list"


@router.get("/status")
@needs(OPEN)
async def status(
    page: PageDep,
    champion: ChampionDep,
    results: ResultsDep,
    broker: BrokerDep,
    gate: GateDep,
    search: SearchDep,
    store: StoreDep,
    drift: DriftDep,
    dead_letters: DeadLettersDep,
) -> Response:
    """The state of each part of the system, the model, and what to do."""
    condition = await examine(champion, results, broker, gate, store, drift)
    _, fresh = await results.condition()
    rows = standing.rows(condition, search.index, page.t)
    return page.show(
        "status.html",
        section="status",
        condition=condition,
        rows=rows,
        command=DEAD_LETTERS,
        standing=standing.of_all(rows, condition),
        headline=standing.headline(rows, condition, page.t),
        dead_letters=standing.dead_letters(dead_letters.count, page.t),
        lag=standing.lag(fresh, page.t),
        waiting=standing.waiting(fresh, page.t),
        counts=search.index.counts() if search.index.is_known else None,
        base_rate=champion.scorer.base_rate,
        figures=standing.figures(champion.scorer.artifact.manifest, page.t),
    )
