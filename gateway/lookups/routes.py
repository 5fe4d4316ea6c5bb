"""The routes for jobs, their matches, and single pairs."""

from __future__ import annotations

from typing import Any

import orjson
from anyio.to_thread import run_sync
from fastapi import Response

from data.redis.layout import SHOWN_OF_JOB
from gateway.access.scopes import READ, GuardedRouter, needs
from gateway.champion import ChampionDep
from gateway.deps import DEFAULT_LIMIT, EntityId, Limit, Offset, Scoring
from gateway.lookups.documents import ApplicantMatches, JobList, JobMatches, MatchDetail
from gateway.lookups.errors import told
from gateway.lookups.explaining import explain
from gateway.lookups.freshness import members
from gateway.lookups.results import ResultsDep
from gateway.lookups.stored import Row
from gateway.web.language import TextsDep
from gateway.web.problems import answered, answers


class _Json(Response):
    """JSON as Redis holds it; a number that JSON does not know is null."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


router = GuardedRouter(prefix="/api", tags=["results"])


@router.get("/jobs", operation_id="list_jobs", response_model=None, responses=answers(JobList) | answered(503))
@needs(READ)
async def jobs(results: ResultsDep, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0) -> Response:
    """Listar as vagas abertas, as mais novas primeiro."""
    with told("A vaga"):
        page = await results.jobs(offset=offset, limit=limit)
    following = offset + limit
    found = {
        "jobs": [_job(name, job) for name, job in page.jobs],
        "total": page.total,
        "offset": offset,
        "limit": limit,
        "next_offset": following if following < page.total else None,
    }
    return _Json(found | members(page.stale))


@router.get(
    "/jobs/{job_id:path}/matches",
    operation_id="list_job_matches",
    response_model=None,
    responses=answers(JobMatches) | answered(404, 503),
)
@needs(READ)
async def job_matches(job_id: EntityId, results: ResultsDep, limit: Limit = DEFAULT_LIMIT) -> Response:
    """Listar os melhores candidatos de uma vaga."""
    with told("A vaga"):
        found = await results.of_job(job_id, limit=limit)
    ranking = {
        "job_id": job_id,
        "titulo_vaga": found.entity.shown.get("titulo_vaga"),
        "open": found.entity.shown.get("open"),
        "total": found.total,
        "matches": found.matches,
    }
    return _Json(ranking | members(found.stale))


@router.get(
    "/applicants/{applicant_id:path}/matches",
    operation_id="list_applicant_matches",
    response_model=None,
    responses=answers(ApplicantMatches) | answered(404, 503),
)
@needs(READ)
async def applicant_matches(applicant_id: EntityId, results: ResultsDep, limit: Limit = DEFAULT_LIMIT) -> Response:
    """Listar as melhores vagas para um candidato."""
    with told("O candidato"):
        found = await results.of_applicant(applicant_id, limit=limit)
    ranking = {
        "applicant_id": applicant_id,
        "titulo_profissional": found.entity.shown.get("titulo_profissional"),
        "total": found.total,
        "matches": found.matches,
    }
    return _Json(ranking | members(found.stale))


@router.get(
    "/matches/{job_id}/{applicant_id}",
    operation_id="read_match",
    response_model=None,
    responses=answers(MatchDetail) | answered(404, 503),
)
@needs(READ)
async def match(
    job_id: EntityId,
    applicant_id: EntityId,
    results: ResultsDep,
    champion: ChampionDep,
    scoring: Scoring,
    t: TextsDep,
) -> Response:
    """Ler um par, com a explicação de sua nota."""
    with told("O par de vaga e candidato"):
        pair = await results.pair(job_id, applicant_id)
    explained = await run_sync(explain, champion.scorer, pair, t, limiter=scoring)
    return _Json(pair.match | explained | members(pair.stale))


def _job(name: str, job: Row) -> dict[str, Any]:
    return {"id": name, "revision": job.revision} | {field: job.shown.get(field) for field in SHOWN_OF_JOB}
