"""The page to compare a pair."""

from __future__ import annotations

from fastapi import Response

from gateway.access.scopes import OPEN, needs
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter

router = PageRouter()


@router.get("/analise")
@needs(OPEN)
async def analysis(page: PageDep) -> Response:
    """The form of a pair, and its result."""
    return page.show("analysis.html", section="analysis")
