"""The first page: open jobs."""

from __future__ import annotations

from fastapi import Response

from gateway.access.scopes import READ, needs
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.errors import told
from gateway.lookups.results import ResultsDep

router = PageRouter()


@router.get("/")
@needs(READ)
async def jobs(page: PageDep, results: ResultsDep) -> Response:
    """The open jobs, the newest first."""
    with told("A vaga"):
        found = await results.jobs(offset=0, limit=50)
    return page.show("jobs.html", section="jobs", found=found)
