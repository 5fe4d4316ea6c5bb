"""What is sent and answered where events come in, for the API's document.

An event's data is told by its type: a model for each kind, so that a generated client knows which fields belong
together. In one model with `anyOf` data some generators ask for the required fields of all kinds at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, RootModel

from data.contract.entities import Applicant, Application, Job
from data.contract.events import EventType


class _Event(BaseModel):
    specversion: Literal["1.0"]
    id: str = Field(min_length=1, description="Com `source`, identifica o evento: repetido, não muda nada.")
    source: str = Field(min_length=1, description="Que sistema o envia.")
    time: datetime | None = Field(None, description="Decide qual revisão é a mais nova; sem isto, o recebimento.")
    subject: str | None = Field(None, description="O id, numa remoção ou num fechamento sem `data`.")
    datacontenttype: str | None = Field(None, description="JSON: `application/json`.")


class ApplicantEvent(_Event):
    """What happened to an applicant."""

    type: Literal[EventType.APPLICANT_UPSERTED, EventType.APPLICANT_REMOVED]
    data: Applicant | None = Field(None, description="O candidato por inteiro; numa remoção, só o id.")


class JobEvent(_Event):
    """What happened to a job."""

    type: Literal[EventType.JOB_UPSERTED, EventType.JOB_CLOSED, EventType.JOB_REMOVED]
    data: Job | None = Field(None, description="A vaga por inteiro; numa remoção ou num fechamento basta o id.")


class ApplicationEvent(_Event):
    """What happened to an application."""

    type: Literal[
        EventType.APPLICATION_APPLIED,
        EventType.APPLICATION_STAGE_CHANGED,
        EventType.APPLICATION_HIRED,
        EventType.APPLICATION_REJECTED,
        EventType.APPLICATION_WITHDREW,
    ]
    data: Application | None = Field(None, description="A candidatura.")


class Event(RootModel[Annotated[ApplicantEvent | JobEvent | ApplicationEvent, Field(discriminator="type")]]):
    """A CloudEvent 1.0 in JSON. An attribute that is null counts as absent."""


class Accepted(BaseModel):
    """What Kafka has acknowledged."""

    accepted: int = Field(ge=0, description="Quantos eventos.")
    warnings: list[str] | None = Field(
        None, description="Nomes e estados que não foram entendidos; só vem quando há algum."
    )
