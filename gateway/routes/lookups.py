"""Lookups of what the stream has found."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from data.entities import Job
from gateway.deps import DEFAULT_LIMIT, Champion, EntityId, Limit, Offset, Results
from gateway.explaining import explain
from gateway.lookup_errors import told
from gateway.problems import answered
from gateway.results import Stored

router = APIRouter(prefix="/api", tags=["resultados"])

_SHOWN = ("titulo_vaga", "areas_atuacao", "nivel_profissional", "tipo_contratacao", "cidade", "estado", "status")


@router.get("/jobs", responses=answered(503))
async def jobs(results: Results, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0) -> dict[str, Any]:
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
    }


@router.get("/jobs/{job_id:path}/matches", responses=answered(404, 503))
async def job_matches(job_id: EntityId, results: Results, limit: Limit = DEFAULT_LIMIT) -> dict[str, Any]:
    """Listar os melhores candidatos de uma vaga."""
    with told("A vaga"):
        found = await results.of_job(job_id, limit=limit)
    return {
        "job_id": job_id,
        "titulo_vaga": found.entity.get("titulo_vaga"),
        "open": None if found.entity.fields is None else Job.model_validate(found.entity.fields).is_open,
        "total": found.total,
        "matches": found.matches,
    }


@router.get("/applicants/{applicant_id:path}/matches", responses=answered(404, 503))
async def applicant_matches(applicant_id: EntityId, results: Results, limit: Limit = DEFAULT_LIMIT) -> dict[str, Any]:
    """Listar as melhores vagas para um candidato."""
    with told("O candidato"):
        found = await results.of_applicant(applicant_id, limit=limit)
    return {
        "applicant_id": applicant_id,
        "titulo_profissional": found.entity.get("titulo_profissional"),
        "total": found.total,
        "matches": found.matches,
    }


@router.get("/matches/{job_id}/{applicant_id}", responses=answered(404, 503))
async def match(job_id: EntityId, applicant_id: EntityId, results: Results, champion: Champion) -> dict[str, Any]:
    """Ler um par, com a explicação de sua nota."""
    with told("O par de vaga e candidato"):
        pair = await results.pair(job_id, applicant_id)
    return pair.match | await run_in_threadpool(explain, champion.scorer, pair)


def _job(name: str, job: Stored) -> dict[str, Any]:
    return {"id": name, "revision": job.revision} | {field: job.get(field) for field in _SHOWN}
