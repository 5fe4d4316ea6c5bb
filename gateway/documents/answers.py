"""What is answered about a document that was sent on, for the API's document."""

from __future__ import annotations

from pydantic import Field

from gateway.events.documents import Accepted
from producers.documents.outcome import Format


class AcceptedDocument(Accepted):
    """The event that Kafka has acknowledged, and what was read for it."""

    format: Format
    pages: int | None = Field(description="Quantas páginas; null num DOCX, que não as tem.")
    words: int = Field(ge=0, description="Quantas palavras o currículo tem.")
    hidden: str | None = Field(
        None, description="As palavras que ninguém vê na página, e que não contam; só vem quando há alguma."
    )
