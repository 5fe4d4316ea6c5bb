"""The page of the system's state."""

from __future__ import annotations

from fastapi import Response

from gateway.access.gate import GateDep
from gateway.access.scopes import OPEN, needs
from gateway.champion import ChampionDep
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.results import ResultsDep
from gateway.status.broker_probe import BrokerDep
from gateway.status.condition import examine
from gateway.store.store import StoreDep

router = PageRouter()


@router.get("/status")
@needs(OPEN)
async def status(
    page: PageDep, champion: ChampionDep, results: ResultsDep, broker: BrokerDep, gate: GateDep, store: StoreDep
) -> Response:
    """The state of each part of the system."""
    condition = await examine(champion, results, broker, gate, store)
    return page.show("status.html", section="status", condition=condition)
