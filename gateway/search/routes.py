"""The routes that search jobs and candidates."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from gateway.access.scopes import READ, GuardedRouter, needs
from gateway.lookups.freshness import Stale, members
from gateway.search.documents import FoundApplicants, FoundJobs
from gateway.search.requests import ApplicantSearch, JobSearch
from gateway.search.search import SearchDep
from gateway.status.broker_probe import Broker, BrokerDep
from gateway.web.problems import answered, answers

router = GuardedRouter(prefix="/api/search", tags=["results"])


@router.get("/jobs", operation_id="search_jobs", response_model=None, responses=answers(FoundJobs) | answered(503))
@needs(READ)
async def jobs(asked: Annotated[JobSearch, Query()], search: SearchDep, broker: BrokerDep) -> dict[str, Any]:
    """Buscar vagas por palavras, competências, área, lugar, senioridade e situação."""
    return await search.jobs(asked.query()) | await _fresh(broker)


@router.get(
    "/applicants",
    operation_id="search_applicants",
    response_model=None,
    responses=answers(FoundApplicants) | answered(503),
)
@needs(READ)
async def applicants(
    asked: Annotated[ApplicantSearch, Query()], search: SearchDep, broker: BrokerDep
) -> dict[str, Any]:
    """Buscar candidatos por competências, níveis, área e título."""
    return await search.applicants(asked.query()) | await _fresh(broker)


async def _fresh(broker: Broker) -> dict[str, object]:
    """Without Kafka the index goes on with what it read, and nobody knows what it misses."""
    return members(Stale(None) if await broker.state() == "down" else None)
