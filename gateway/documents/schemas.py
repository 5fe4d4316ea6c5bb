"""What is sent and answered where documents come in, for the API's document."""

from __future__ import annotations

from pydantic import BaseModel, Field

from data.contract.entities import ApplicantDescription
from gateway.events.documents import Accepted
from producers.documents.outcome import Format


class ApplicantDocument(BaseModel):
    """A document of an applicant, and other fields."""

    documento: str = Field(description="O PDF ou DOCX, em Base64.", json_schema_extra={"contentEncoding": "base64"})
    candidato: ApplicantDescription | None = Field(None, description="Outros campos do candidato.")


class AcceptedDocument(Accepted):
    """The event that Kafka has acknowledged, and what was read for it."""

    format: Format
    pages: int | None = Field(description="Quantas páginas; null num DOCX, que não as tem.")
    words: int = Field(ge=0, description="Quantas palavras o currículo tem.")
    hidden: str | None = Field(
        None, description="As palavras que ninguém vê na página, e que não contam; só vem quando há alguma."
    )
