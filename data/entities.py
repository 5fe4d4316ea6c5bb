"""The entities of the domain: a job (`vaga`), an applicant (`candidato`) and an application.

One model serves training, stream and gateway. Attributes keep the wire's Portuguese names, so that a
field has one name from the event to the feature. Personal data is no part of the contract: fields that
are not listed here are dropped when an entity is read, and contact data inside a CV is masked.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from data.job_status import JobState, state_of
from data.redaction import mask_contacts

MAX_TEXT = 200_000
"""Longest text of one field, in characters; a Kafka record holds 1 MiB by default."""

_EXACT = 1 << 53
"""Below this a float holds every integer."""
_ID = re.compile(r"[^\s|\x00-\x1f\x7f\ud800-\udfff]{1,128}")
_BLANK = {"", "-", "none", "null", "nan", "n/a"}
_LONGEST_BLANK = max(map(len, _BLANK))
_YES_NO = {True: "Sim", False: "Não"}


def fold(text: str) -> str:
    """Lower case, without accents, runs of white space as one blank: the form in which texts are compared."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def _check_id(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)  # some integration tools write 9282348 as 9282348.0
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("an id is 1 to 128 characters without white space, control characters or '|'")
    return value


def _text(value: Any) -> Any:
    """Accept a list of texts where a text is asked; read blanks as "no data"."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        return value
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("text holds half a surrogate pair") from None
    value = value.replace("\x00", "").strip()
    return None if len(value) <= _LONGEST_BLANK and value.casefold() in _BLANK else value


Id = Annotated[str, BeforeValidator(_check_id)]
Text = Annotated[Annotated[str, Field(max_length=MAX_TEXT)] | None, BeforeValidator(_text), Field(default=None)]
YesNo = Annotated[Text, BeforeValidator(lambda value: _YES_NO[value] if isinstance(value, bool) else value)]
MaskedText = Annotated[Text, AfterValidator(lambda value: mask_contacts(value) if value else value)]


class Entity(BaseModel):
    """What every entity shares: closed to unknown fields, unchangeable, absent fields are "no data"."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class JobDescription(Entity):
    """What a job asks for (`vaga`), as `/api/predict` takes it."""

    titulo_vaga: Text
    competencias_tecnicas_requeridas: Text
    principais_atividades: Text
    nivel_academico: Text
    nivel_ingles: Text
    nivel_espanhol: Text
    nivel_profissional: Text
    tipo_contratacao: Text
    areas_atuacao: Text
    vaga_sap: YesNo
    cidade: Text
    estado: Text


class ApplicantDescription(Entity):
    """What an applicant brings (`candidato`), as `/api/predict` takes it."""

    conhecimentos_tecnicos: MaskedText
    titulo_profissional: MaskedText
    nivel_academico: Text
    nivel_ingles: Text
    nivel_espanhol: Text
    nivel_profissional: Text
    area_de_atuacao: Text
    certificacoes: MaskedText
    cv: MaskedText
    cidade: Text
    estado: Text


class Job(JobDescription):
    """A job as it flows: a description with identity and status."""

    id: Id
    status: Text

    @property
    def state(self) -> JobState:
        """What its status says."""
        return state_of(None if self.status is None else fold(self.status))

    @property
    def is_open(self) -> bool:
        """Whether applicants are matched against it; a job that names no status is open."""
        return self.state is JobState.OPEN


class Applicant(ApplicantDescription):
    """An applicant as it flows: a description with identity."""

    id: Id


class Stage(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    IN_PROCESS = "in_process"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDREW = "withdrew"


class Application(Entity):
    """One applicant's application to one job."""

    id_vaga: Id
    id_candidato: Id
    situacao: Text
    """The applicant tracking system's own wording of the stage."""
