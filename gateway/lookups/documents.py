"""What lookups answer, for the API's document; the routes write it from what Redis holds, without a further check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from data.contract.matches import RatiosDocument
from model.explanation import explain, reasons


@dataclass(frozen=True, slots=True)
class Reason(reasons.Reason):
    """A reason, with its sentences."""

    pt: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Improvement(explain.Improvement):
    """A single change that would raise the score, in words too."""

    pt: str
    en: str


@dataclass(frozen=True, slots=True)
class Explanation(explain.Explanation):
    """Where a score comes from; the contributions and `base` add up to it."""

    improvements: list[Improvement]  # type: ignore[assignment]
    reasons: list[Reason]  # type: ignore[assignment]


class Fresh(BaseModel):
    """Whether the answer may miss something."""

    stale: bool = Field(description="Se algo que chegou há mais tempo do que o permitido pode faltar.")
    stale_since: datetime | None = Field(description="Desde quando; null se não falta nada, ou não se sabe.")


class JobRow(BaseModel):
    """An open job, as lists show it."""

    id: str
    revision: int | None
    titulo_vaga: str | None
    areas_atuacao: str | None
    nivel_profissional: str | None
    tipo_contratacao: str | None
    cidade: str | None
    estado: str | None


class JobList(Fresh):
    """A page of open jobs, the newest first."""

    jobs: list[JobRow]
    total: int
    offset: int
    limit: int
    next_offset: int | None = Field(description="Onde a página seguinte começa; null na última.")


class MatchRow(BaseModel):
    """A match as it was published, and what lists show beside it."""

    model_config = ConfigDict(protected_namespaces=())

    job_id: str
    applicant_id: str
    quality_score: float = Field(ge=0, le=100)
    hire_probability: float = Field(ge=0, le=1)
    ratios: RatiosDocument
    applied: bool
    model_version: str
    job_revision: int
    applicant_revision: int
    event_time: int
    previous_score: float | None
    band: Literal["alta", "moderada", "média", "baixa"]
    titulo_vaga: str | None
    titulo_profissional: str | None


class ScoreInfo(BaseModel):
    """A score that a pair had."""

    quality_score: float = Field(ge=0, le=100)
    since: int | None = Field(
        description="Desde quando, em milissegundos desde 1970; null na mais antiga que se conhece."
    )
    causes: list[Literal["model", "person", "job"]] = Field(
        description="O que mudou a nota anterior para esta; vazio na mais antiga."
    )


class TracedMatchRow(MatchRow):
    """A match, and the scores that it had before."""

    history: list[ScoreInfo] = Field(
        description="As notas do par desde que o cache foi preenchido, a mais nova primeiro: a que vale e até 10 antes."
    )


class JobMatches(Fresh):
    """A job's best applicants."""

    job_id: str
    titulo_vaga: str | None
    open: bool | None
    total: int
    matches: list[MatchRow]


class ApplicantMatches(Fresh):
    """An applicant's best jobs."""

    applicant_id: str
    titulo_profissional: str | None
    total: int
    matches: list[TracedMatchRow]


class MatchDetail(TracedMatchRow, Fresh):
    """A pair, and where its score comes from."""

    explanation_status: Literal["ok", "model_changed", "entity_changed", "entity_missing", "score_differs"]
    explanation_text: str
    explanation: Explanation | None
    applicant_coverage: float | None
