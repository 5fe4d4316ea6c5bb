"""The routes of the recruiter's pages."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

from gateway.champion import ChampionDep
from gateway.lookups.results import ResultsDep
from gateway.status.broker_probe import BrokerDep
from gateway.status.condition import examine

router = APIRouter(include_in_schema=False)

_TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")


@router.get("/")
def index(request: Request) -> Response:
    """The page to compare a pair, and to see new matches."""
    return _TEMPLATES.TemplateResponse(request, "index.html", {"page": "index"})


@router.get("/status")
async def status(request: Request, champion: ChampionDep, results: ResultsDep, broker: BrokerDep) -> Response:
    """The page with the state of each part of the system."""
    condition = await examine(champion, results, broker)
    return _TEMPLATES.TemplateResponse(request, "status.html", {"page": "status", "condition": condition})
