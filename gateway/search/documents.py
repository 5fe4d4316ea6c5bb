"""What searches answer."""

from __future__ import annotations

from pydantic import BaseModel, Field

from gateway.lookups.documents import Fresh, JobRow


class Value(BaseModel):
    """A value of a filter, and how many would be found with it."""

    value: str
    count: int


class FoundJob(JobRow):
    """A job that was found."""

    status: str | None = Field(description="A situação, como o sistema de recrutamento a escreve.")
    open: bool
    areas: list[str]
    skills: list[str] = Field(description="Competências que a vaga pede ou cita.")
    seniority: str | None


class FoundApplicant(BaseModel):
    """A candidate who was found; nothing that tells who it is, but the id."""

    id: str
    revision: int
    titulo_profissional: str | None
    areas: list[str]
    skills: list[str]
    seniority: str | None
    english: str | None
    spanish: str | None
    academic: str | None


class _Page(Fresh):
    total: int
    offset: int
    limit: int
    next_offset: int | None = Field(description="Onde a página seguinte começa; null na última.")
    facets: dict[str, list[Value]] = Field(
        description="De cada filtro, quantos se achariam com cada valor, sem mudar os outros filtros."
    )


class FoundJobs(_Page):
    """A page of the jobs that were found."""

    jobs: list[FoundJob]


class FoundApplicants(_Page):
    """A page of the candidates who were found."""

    applicants: list[FoundApplicant]
