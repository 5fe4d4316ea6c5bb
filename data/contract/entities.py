"""The entities of the domain: a job (`vaga`), an applicant (`candidato`) and an application.

One model serves training, stream and gateway. Attributes keep the wire's Portuguese names, so that a
field has one name from the event to the feature. Personal data is no part of the contract: fields that
are not listed here are dropped when an entity is read, and contact data inside a text is masked.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from data.contract.job_status import JobState, state_of
from data.privacy.redaction import mask_contacts
from data.privacy.untouched import Untouched

MAX_ID = 128
"""Longest id, in characters: an id is part of every key, list, log line and address that names its entity."""
MAX_LINE = 1_000
"""Longest text of a short field, in characters: titles travel in every row of a list and every push.

The longest title of 54,000 real postings and applicants has 254, their longest list of areas 542.
"""
MAX_TEXT = 200_000
"""Longest text of a long field, in characters; a Kafka record holds 1 MiB by default."""

MAX_REMARK = 4_000
"""Longest text that a recruiter writes about a decision, in characters."""

_EXACT = 1 << 53
"""Below this a float holds every integer."""
_ID = re.compile(rf"[^\s|\x00-\x1f\x7f-\x9f\ud800-\udfff]{{1,{MAX_ID}}}")
_BLANK = {"", "-", "none", "null", "nan", "n/a"}
_LONGEST_BLANK = max(map(len, _BLANK))
_YES_NO = {True: "Sim", False: "Não"}
_UNTOUCHED = Untouched(1 << 14)


def fold(text: str) -> str:
    """Lower case, without accents, runs of white space as one blank: the form in which texts are compared."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def nfc(text: str) -> str:
    """A text in Unicode's normal form NFC, in which "é" has one spelling, not two that look the same."""
    return unicodedata.normalize("NFC", text)


def _check_id(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)  # some integration tools write 9282348 as 9282348.0
    name = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    name = nfc(name) if isinstance(name, str) else ""
    if not _ID.fullmatch(name) or (not name.isascii() and any(unicodedata.category(sign) == "Cf" for sign in name)):
        raise ValueError(f"an id is 1 to {MAX_ID} characters without white space, control characters or '|'")
    return name


def _text(value: Any) -> Any:
    """Join a list of texts to one text; read blanks as "no data"; mask contact data."""
    if isinstance(value, str) and value in _UNTOUCHED:
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        return value
    if len(value) > MAX_TEXT:
        return value[: MAX_TEXT + 1]  # no field takes it: it is refused before masking, which takes time by length
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("text holds half a surrogate pair") from None
    bare = value.replace("\x00", "").strip()
    if len(bare) <= _LONGEST_BLANK and bare.casefold() in _BLANK:
        return None
    masked = mask_contacts(bare)
    if masked == value:
        _UNTOUCHED.add(value)
    return masked


Id = Annotated[str, BeforeValidator(_check_id), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_ID})]
"""The id of a job or an applicant: 1 to `MAX_ID` characters in normal form NFC; a whole number is read as its digits.

None of them is white space, a control character, one that only steers how others are shown (Unicode's Cf, such as a
zero-width blank), half a surrogate pair, or ``|``. Ids are keys of Kafka and Redis, parts of addresses, lines of logs,
and typed by people who ask to be forgotten: two ids that look the same must be one. ``|`` joins the ids of a match.
Nothing else is forbidden: no key and no pattern may rest on what an id does not hold.
"""
_Line = Annotated[str, Field(max_length=MAX_LINE)] | None
_Text = Annotated[str, Field(max_length=MAX_TEXT)] | None
_Remark = Annotated[str, Field(max_length=MAX_REMARK)] | None
# A text is cleaned, masked and then measured, so that what is sent on can be read again.
Line = Annotated[_Line, BeforeValidator(_text), Field(default=None)]
YesNo = Annotated[Line, BeforeValidator(lambda value: _YES_NO[value] if isinstance(value, bool) else value)]
Text = Annotated[_Text, BeforeValidator(_text), Field(default=None)]
Remark = Annotated[_Remark, BeforeValidator(_text), Field(default=None)]


class Entity(BaseModel):
    """What all entities share: unknown fields are dropped, an entity is immutable, an absent field is "no data"."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class JobDescription(Entity):
    """What a job asks for (`vaga`), as `/api/predict` takes it."""

    titulo_vaga: Line
    competencias_tecnicas_requeridas: Text
    principais_atividades: Text
    nivel_academico: Line
    nivel_ingles: Line
    nivel_espanhol: Line
    nivel_profissional: Line
    tipo_contratacao: Line
    areas_atuacao: Line
    vaga_sap: YesNo
    cidade: Line
    estado: Line


class ApplicantDescription(Entity):
    """What an applicant brings (`candidato`), as `/api/predict` takes it."""

    conhecimentos_tecnicos: Text
    titulo_profissional: Line
    nivel_academico: Line
    nivel_ingles: Line
    nivel_espanhol: Line
    nivel_profissional: Line
    area_de_atuacao: Line
    certificacoes: Text
    cv: Text
    cidade: Line
    estado: Line


class Job(JobDescription):
    """A job as it flows: a description with identity and status."""

    id: Id
    status: Line

    @property
    def state(self) -> JobState:
        """Whether the status means open or closed, as far as its words are known."""
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
    situacao: Line
    """The applicant tracking system's own wording of the stage."""
