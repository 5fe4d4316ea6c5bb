"""The routes of the recruiter's pages."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates

from gateway.access.gate import GateDep
from gateway.access.scopes import OPEN, GuardedRouter, needs
from gateway.champion import ChampionDep
from gateway.drift import DriftDep
from gateway.lookups.results import ResultsDep
from gateway.status.broker_probe import BrokerDep
from gateway.status.condition import examine

router = GuardedRouter(include_in_schema=False)

_TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")


@router.get("/")
@needs(OPEN)
def index(request: Request) -> Response:
    """The page to compare a pair, and to see new matches."""
    return _TEMPLATES.TemplateResponse(request, "index.html", {"page": "index"})


@router.get("/entrar")
@needs(OPEN)
def enter(request: Request) -> Response:
    """The page where a key is entered, once, for a session."""
    return _TEMPLATES.TemplateResponse(request, "enter.html", {"page": "enter"})


@router.get("/status")
@needs(OPEN)
async def status(
    request: Request, champion: ChampionDep, results: ResultsDep, broker: BrokerDep, gate: GateDep, drift: DriftDep
) -> Response:
    """The page with the state of each part of the system."""
    condition = await examine(champion, results, broker, gate, drift)
    return _TEMPLATES.TemplateResponse(request, "status.html", {"page": "status", "condition": condition})
