"""The routes for jobs, their matches, and single pairs."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync

from data.redis.layout import SHOWN_OF_JOB
from gateway.access.scopes import READ, GuardedRouter, needs
from gateway.champion import ChampionDep
from gateway.deps import DEFAULT_LIMIT, EntityId, Limit, Offset, Scoring
from gateway.lookups.errors import told
from gateway.lookups.explaining import explain
from gateway.lookups.freshness import members
from gateway.lookups.results import ResultsDep
from gateway.lookups.stored import Row
from gateway.web.problems import answered

router = GuardedRouter(prefix="/api", tags=["resultados"])


@router.get("/jobs", responses=answered(503))
@needs(READ)
async def jobs(results: ResultsDep, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0) -> dict[str, Any]:
    """Listar as vagas abertas, as mais novas primeiro."""
    with told("A vaga"):
        page = await results.jobs(offset=offset, limit=limit)
    following = offset + limit
    return {
        "jobs": [_job(name, job) for name, job in page.jobs],
        "total": page.total,
        "offset": offset,
        "limit": limit,
        "next_offset": following if following < page.total else None,
    } | members(page.stale)


@router.get("/jobs/{job_id:path}/matches", responses=answered(404, 503))
@needs(READ)
async def job_matches(job_id: EntityId, results: ResultsDep, limit: Limit = DEFAULT_LIMIT) -> dict[str, Any]:
    """Listar os melhores candidatos de uma vaga."""
    with told("A vaga"):
        found = await results.of_job(job_id, limit=limit)
    return {
        "job_id": job_id,
        "titulo_vaga": found.entity.shown.get("titulo_vaga"),
        "open": found.entity.shown.get("open"),
        "total": found.total,
        "matches": found.matches,
    } | members(found.stale)


@router.get("/applicants/{applicant_id:path}/matches", responses=answered(404, 503))
@needs(READ)
async def applicant_matches(
    applicant_id: EntityId, results: ResultsDep, limit: Limit = DEFAULT_LIMIT
) -> dict[str, Any]:
    """Listar as melhores vagas para um candidato."""
    with told("O candidato"):
        found = await results.of_applicant(applicant_id, limit=limit)
    return {
        "applicant_id": applicant_id,
        "titulo_profissional": found.entity.shown.get("titulo_profissional"),
        "total": found.total,
        "matches": found.matches,
    } | members(found.stale)


@router.get("/matches/{job_id}/{applicant_id}", responses=answered(404, 503))
@needs(READ)
async def match(
    job_id: EntityId, applicant_id: EntityId, results: ResultsDep, champion: ChampionDep, scoring: Scoring
) -> dict[str, Any]:
    """Ler um par, com a explicação de sua nota."""
    with told("O par de vaga e candidato"):
        pair = await results.pair(job_id, applicant_id)
    explained = await run_sync(explain, champion.scorer, pair, limiter=scoring)
    return pair.match | explained | members(pair.stale)


def _job(name: str, job: Row) -> dict[str, Any]:
    return {"id": name, "revision": job.revision} | {field: job.shown.get(field) for field in SHOWN_OF_JOB}
