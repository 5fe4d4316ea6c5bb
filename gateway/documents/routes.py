"""The route that takes a CV as a document, and sends it as its applicant's event."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
from anyio import to_thread
from fastapi import Request

from data.contract.codec import from_document
from data.contract.events import EventType
from data.contract.unreadable import Unreadable
from gateway.access.scopes import INGEST, GuardedRouter, needs
from gateway.deps import EntityId
from gateway.documents.document_requests import ANY, DOCX, JSON, PDF, BadRequest, Brought, UnknownType, read
from gateway.documents.documents import Documents, DocumentsDep, TooManyDocuments
from gateway.documents.schemas import AcceptedDocument
from gateway.events.event_requests import BadEvent, Refused
from gateway.events.ingest import Batch, IngestDep
from gateway.events.routes import acknowledged
from gateway.texts.document_texts import REASONS, doubts
from gateway.texts.fault_texts import text
from gateway.web.metrics import READ, Metrics, MetricsDep
from gateway.web.problems import Problem, answered, answers
from producers.documents.outcome import NotRead, Reading, Reason

router = GuardedRouter(prefix="/api", tags=["documents"])

SOURCE = "matchstream/documents"
"""`ce_source` of the events."""
RETRY_SECONDS = 2

_STATUSES = {
    Reason.EMPTY: 400,
    Reason.TOO_LARGE: 413,
    Reason.TOO_LARGE_INSIDE: 413,
    Reason.OTHER_FORMAT: 415,
}
"""The others are 422: the document came as it should, and holds no text that can be read."""
_BODY = {
    "requestBody": {"required": True, "content": {JSON: {"schema": {"$ref": "#/components/schemas/ApplicantDocument"}}}}
}
"""In one form, for generated clients: with several, some say JSON of bytes, and others can't be imported."""


@router.post(
    "/documents/{applicant_id:path}",
    operation_id="send_document",
    status_code=202,
    response_model=None,
    openapi_extra=_BODY,
    responses=answers(AcceptedDocument, "O Kafka o confirmou", 202) | answered(400, 413, 415, 422, 503),
)
@needs(INGEST)
async def take(
    applicant_id: EntityId, request: Request, documents: DocumentsDep, ingest: IngestDep, metrics: MetricsDep
) -> dict[str, Any]:
    """Receber o currículo de um candidato como PDF ou DOCX; responde 202 somente quando o Kafka o confirmou.

    Também sem mais nada: o documento como corpo, com seu tipo ou como `application/octet-stream`.
    """
    try:
        documents.check_room()
        brought = await _brought(request)
        found = await _read(documents, brought.document, metrics)
    except TooManyDocuments:
        raise Problem(
            503,
            "Há documentos demais em espera; tente de novo em instantes.",
            slug="busy",
            retry_after=RETRY_SECONDS,
        ) from None
    received = await acknowledged(ingest.send(lambda: _batch(applicant_id, brought, found)), metrics)
    warnings = [*doubts(found.doubts), *(text(doubt) for one in received for doubt in one.doubts)]
    answer = {"accepted": len(received), "format": found.format.value, "pages": found.pages, "words": found.words}
    return answer | ({"warnings": warnings} if warnings else {}) | ({"hidden": found.hidden} if found.hidden else {})


async def _brought(request: Request) -> Brought:
    body = await request.body()
    try:
        return await to_thread.run_sync(read, request.headers.get("content-type", ""), body)
    except UnknownType:
        raise Problem(415, f"O Content-Type deve ser {PDF}, {DOCX}, {ANY} ou {JSON}.") from None
    except BadRequest as error:
        raise Problem(
            400,
            "O corpo deve ser um objeto JSON: documento é um PDF ou DOCX em Base64; candidato, se houver, um objeto"
            f"{f'. Corrija {error}' if str(error) else ''}.",
        ) from None


async def _read(documents: Documents, document: bytes, metrics: Metrics) -> Reading:
    try:
        found = await documents.read(document)
    except NotRead as error:
        metrics.documents.labels(error.reason.value).inc()
        status = _STATUSES.get(error.reason, 422)
        slug = f"document-{error.reason.value.replace('_', '-')}"
        raise Problem(
            status, f"O documento não foi lido, e nada foi enviado: {REASONS[error.reason]}.", slug=slug
        ) from None
    metrics.documents.labels(READ).inc()
    return found


def _batch(applicant_id: str, brought: Brought, found: Reading) -> Batch:
    # The document is part of the event's id, so that one that comes twice is one event.
    its = sha256(
        brought.document + orjson.dumps([applicant_id, brought.fields], option=orjson.OPT_SORT_KEYS)
    ).hexdigest()
    event = {
        "specversion": "1.0",
        "id": its[:32],
        "source": SOURCE,
        "type": EventType.APPLICANT_UPSERTED.value,
        "data": brought.fields | {"id": applicant_id, "cv": found.text},
    }
    try:
        return Batch([from_document(event, now=datetime.now(UTC))])
    except Unreadable as error:
        raise Refused([BadEvent(0, error.reason, error.faults)], 1) from None
