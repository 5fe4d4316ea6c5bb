"""What is answered about decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from data.contract.decision_log import Act
from gateway.decisions.requests import Action, DeclineReason, MustHave, Outcome


class ShownInfo(BaseModel):
    """What was on the screen when a person decided."""

    model_config = ConfigDict(protected_namespaces=())

    by: Literal["client", "server", "nobody"] = Field(
        description="Quem diz o que foi mostrado: a página, este servidor, que leu o par publicado, ou ninguém."
    )
    quality_score: float | None
    hire_probability: float | None
    model_version: str | None
    job_revision: int | None
    applicant_revision: int | None
    explanation: str | None
    score_seen: bool
    explanation_seen: bool


class ActInfo(BaseModel):
    """An entry of the decision log: what a person did, and what was known then."""

    entry: int = Field(description="O número no registro de decisões.")
    digest: str = Field(description="O resumo criptográfico, com que o registro é conferido.")
    act: Act
    id: str = Field(description="O id do pedido.")
    time: datetime
    by: str = Field(description="Quem: o id da chave ou da pessoa, nunca um nome.")
    job_id: str | None
    applicant_id: str | None = Field(description="null se os dados do candidato foram apagados.")
    action: Action | None = None
    reason: DeclineReason | None = None
    text: str | None = None
    shown: ShownInfo | None = None
    of: str | None = Field(None, description="O id daquilo que isto desfaz, retira ou encerra.")
    due: datetime | None = Field(None, description="O prazo de uma revisão.")
    outcome: Outcome | None = None


class History(BaseModel):
    """What people did, the newest first."""

    acts: list[ActInfo]
    next_before: int | None = Field(description="Com isto em `before` vem a página seguinte; null na última.")


class PairState(BaseModel):
    """What stands of a pair; it comes before anything that the model says."""

    job_id: str
    applicant_id: str
    decision: ActInfo | None = Field(description="A decisão que vale; null se ninguém decidiu.")
    notes: int = Field(ge=0, description="Quantas anotações há sobre o candidato nesta vaga.")
    review: ActInfo | None = Field(description="O pedido de revisão ainda aberto.")


class Standing(BaseModel):
    """What stands of pairs; a pair of which nothing is known comes only where it was asked for."""

    pairs: list[PairState]


class NoteList(BaseModel):
    """Notes, the newest first."""

    notes: list[ActInfo]


class ReviewInfo(BaseModel):
    """A review that an applicant asked for."""

    request: ActInfo
    due: datetime
    late: bool = Field(description="Se o prazo passou e ninguém a encerrou.")
    closed: ActInfo | None = Field(description="O resultado; null enquanto está aberta.")


class ReviewList(BaseModel):
    """Reviews; those that are open come first, by their deadline."""

    reviews: list[ReviewInfo]


class MustHavesInfo(BaseModel):
    """What a job can't do without."""

    job_id: str
    items: list[MustHave]
    time: datetime | None = Field(description="Quando foi dito; null se nunca.")
    by: str | None


class SearchInfo(BaseModel):
    """A saved search."""

    id: str
    name: str
    query: dict[str, Any]
    time: datetime


class SearchList(BaseModel):
    """The saved searches of who asks, by name."""

    searches: list[SearchInfo]


class PreferencesInfo(BaseModel):
    """What who asks prefers."""

    values: dict[str, Any]


class VisitInfo(BaseModel):
    """A visit to a job."""

    job_id: str
    since: datetime | None = Field(
        description="A visita anterior; novidades são as de depois dela. Recarregar a página não a muda. null na "
        "primeira."
    )
    last: datetime


class VisitList(BaseModel):
    """The jobs that who asks visited, the last first."""

    visits: list[VisitInfo]
