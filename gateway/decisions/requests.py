"""What is sent about decisions; each request that appends to the log brings an id, under which it counts once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.contract.entities import Id, Remark

MOST_PAIRS = 500
MOST_ITEMS = 30
LONGEST_REVIEW_DAYS = 90

RequestId = Annotated[
    UUID,
    Field(description="Um UUID de quem pede: o mesmo pedido com o mesmo id vale uma vez, e tem a mesma resposta."),
]
_Name = Annotated[str, Field(min_length=1, max_length=100)]
_Value = Annotated[str, Field(max_length=200)]


class Action(StrEnum):
    """What was decided."""

    ADVANCE = "advance"
    HOLD = "hold"
    DECLINE = "decline"


class DeclineReason(StrEnum):
    """Why somebody was declined."""

    SKILLS = "skills"
    EXPERIENCE = "experience"
    SENIORITY = "seniority"
    LANGUAGE = "language"
    EDUCATION = "education"
    LOCATION = "location"
    CONTRACT = "contract"
    SALARY = "salary"
    AVAILABILITY = "availability"
    WITHDREW = "withdrew"
    POSITION_FILLED = "position_filled"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of a review."""

    UPHELD = "upheld"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, protected_namespaces=())


class Shown(_Request):
    """The score and the explanation that were on the screen when a person decided, and whether they were seen."""

    quality_score: float | None = Field(None, ge=0, le=100)
    hire_probability: float | None = Field(None, ge=0, le=1)
    model_version: str | None = Field(None, max_length=64, pattern=r"^[\w.-]+$")
    job_revision: int | None = Field(None, ge=0, lt=1 << 62)
    applicant_revision: int | None = Field(None, ge=0, lt=1 << 62)
    explanation: Remark = Field(None, description="O texto da explicação, como estava na tela.")
    score_seen: bool = Field(False, description="Se a nota estava à vista.")
    explanation_seen: bool = Field(False, description="Se a explicação foi aberta.")


class NewDecision(_Request):
    """O que uma pessoa decidiu sobre um candidato a uma vaga."""

    id: RequestId
    job_id: Id
    applicant_id: Id
    action: Action
    reason: DeclineReason | None = Field(None, description="Obrigatório com `decline`.")
    text: Remark = Field(None, description="Texto livre; contatos e documentos são mascarados.")
    shown: Shown | None = Field(None, description="Sem isto, vale o par como está publicado, e nada foi visto.")

    @model_validator(mode="after")
    def _declined_for_a_reason(self) -> Self:
        if (self.action is Action.DECLINE) != (self.reason is not None):
            raise ValueError("a decline has a reason, and nothing else has")
        return self


class Undo(_Request):
    """O pedido de desfazer uma decisão."""

    id: RequestId


class NewNote(_Request):
    """Uma anotação sobre um candidato."""

    id: RequestId
    applicant_id: Id
    job_id: Id | None = Field(None, description="A vaga de que trata; sem isto, trata só do candidato.")
    text: Remark = Field(description="Texto livre; contatos e documentos são mascarados.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None:
            raise ValueError("a note says something")
        return self


class NewReview(_Request):
    """O pedido de um candidato de que uma pessoa reveja o que foi decidido (LGPD, art. 20)."""

    id: RequestId
    job_id: Id
    applicant_id: Id
    text: Remark = Field(None, description="O que o candidato diz.")
    days: int | None = Field(
        None, ge=1, le=LONGEST_REVIEW_DAYS, description="Prazo em dias; sem isto, a regra do servidor."
    )


class ReviewOutcome(_Request):
    """O que resultou de uma revisão."""

    id: RequestId
    outcome: Outcome
    text: Remark = Field(None, description="O que se responde ao candidato.")


class DecidedPair(_Request):
    """A job and an applicant."""

    job_id: Id
    applicant_id: Id


class StandingAsked(_Request):
    """De quais pares dizer o que vale: de alguns, de todos de uma vaga, ou de todos de um candidato."""

    pairs: list[DecidedPair] | None = Field(None, max_length=MOST_PAIRS)
    job_id: Id | None = None
    applicant_id: Id | None = None

    @model_validator(mode="after")
    def _asks_one_way(self) -> Self:
        if sum(one is not None for one in (self.pairs, self.job_id, self.applicant_id)) != 1:
            raise ValueError("ask by pairs, by job or by applicant")
        return self


class MustHave(_Request):
    """What a job can't do without, as its recruiter says; it changes no score."""

    kind: Literal["skill", "english", "spanish", "academic", "seniority", "area", "city", "certificate", "other"]
    value: Annotated[str, Field(min_length=1, max_length=200)]


class MustHaves(_Request):
    """O que uma vaga exige sem exceção."""

    job_id: Id
    items: list[MustHave] = Field(max_length=MOST_ITEMS)


class Search(_Request):
    """Uma busca guardada."""

    name: _Name
    query: dict[_Name, _Value | bool | float | list[_Value] | None] = Field(
        max_length=MOST_ITEMS, description="Os campos da busca, como a página os usa."
    )


class Preferences(_Request):
    """O que alguém prefere nas páginas."""

    values: dict[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")], _Value | bool | float | None] = Field(max_length=50)


class Visit(_Request):
    """Uma visita a uma vaga."""

    job_id: Id
