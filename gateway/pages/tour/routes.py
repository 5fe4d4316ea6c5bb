"""The guided example: how a ranking is read, and who decides."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from fastapi import Response

from data.contract.bands import band
from gateway.access.scopes import READ, needs
from gateway.champion import ChampionDep
from gateway.deps import Scoring
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.pages.tour.example import CANDIDATES, JOB
from model.scoring.scorer import Scorer

router = PageRouter()


@router.get("/exemplo")
@needs(READ)
async def example(page: PageDep, champion: ChampionDep, scoring: Scoring) -> Response:
    """A made-up job with its candidates, scored by the model in use."""
    lines = await run_sync(_scored, champion.scorer, limiter=scoring)
    return page.show("tour.html", section="jobs", job=JOB, lines=lines)


def _scored(scorer: Scorer) -> list[dict[str, Any]]:
    found = [(candidate, scorer.match(JOB, candidate)) for candidate in CANDIDATES]
    found.sort(key=lambda one: -one[1].quality_score)
    return [
        {
            "candidate": candidate,
            "score": pair.quality_score,
            "band": band(pair.quality_score),
            "ratios": pair.ratios,
            "chance": pair.hire_probability,
        }
        for candidate, pair in found
    ]
