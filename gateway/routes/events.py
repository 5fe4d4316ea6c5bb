"""Events in, as CloudEvents over HTTP."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request

from data.events import Reason
from gateway.deps import Ingest, Metrics
from gateway.ingest import (
    BATCH,
    BINARY,
    MAX_EVENTS,
    STRUCTURED,
    Busy,
    Refused,
    TooManyEvents,
    TopicsAway,
    UnknownFormat,
)
from gateway.problems import Problem
from producers.sender import NotDelivered

router = APIRouter(prefix="/api", tags=["eventos"])

RETRY_SECONDS = 5
_LISTED = 20

_REASONS = {
    Reason.OVERSIZED: "grande demais",
    Reason.BAD_KEY: "id não aceito",
    Reason.NO_CLOUD_EVENT: "não é um CloudEvent 1.0",
    Reason.UNKNOWN_TYPE: "tipo de evento desconhecido",
    Reason.TIME_IN_FUTURE: "horário no futuro",
    Reason.NO_JSON: "não é JSON",
    Reason.INVALID: "campos inválidos",
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            STRUCTURED: {"schema": {"type": "object"}},
            BATCH: {"schema": {"type": "array", "items": {"type": "object"}}},
            BINARY: {"schema": {"type": "object"}},
        },
    }
}


@router.post("/events", status_code=202, openapi_extra=_BODY)
async def take(request: Request, ingest: Ingest, metrics: Metrics) -> dict[str, Any]:
    """Receber eventos; responde 202 somente quando o Kafka confirmou todos."""
    body = await request.body()
    try:
        events = await ingest.accept(dict(request.headers), body)
    except UnknownFormat:
        raise Problem(
            415,
            f"O Content-Type deve ser {STRUCTURED}, {BATCH}, ou {BINARY} com os cabeçalhos ce-id, ce-source e ce-type.",
        ) from None
    except TooManyEvents:
        raise Problem(
            413,
            f"Um pedido leva no máximo {MAX_EVENTS} eventos, e nenhum deste foi enviado; divida-o.",
            slug="too-many-events",
        ) from None
    except Refused as error:
        raise _refusal(error, metrics) from None
    except Busy:
        raise Problem(
            503, "Há eventos demais em espera; tente de novo em instantes.", slug="busy", retry_after=1
        ) from None
    except TopicsAway:
        raise Problem(
            503,
            "O Kafka não responde ou seus tópicos não estão prontos; nada foi enviado. Tente de novo em instantes.",
            slug="broker-away",
            retry_after=RETRY_SECONDS,
        ) from None
    except NotDelivered as error:
        raise Problem(
            503,
            f"O Kafka não confirmou {error.failed} de {error.total} eventos; envie todos de novo. "
            "Reenviar é seguro: um evento repetido não muda o resultado.",
            slug="broker-away",
            retry_after=RETRY_SECONDS,
        ) from None
    for kind, count in Counter(event.type for event in events).items():
        metrics.events_accepted.labels(kind.value).inc(count)
    return {"accepted": len(events)}


def _refusal(error: Refused, metrics: Metrics) -> Problem:
    for fault in error.faults:
        metrics.events_refused.labels(fault.reason.value).inc()
    first = error.faults[0]
    sizes_only = all(fault.reason is Reason.OVERSIZED for fault in error.faults)
    why = _REASONS.get(first.reason, first.reason.value)
    return Problem(
        413 if sizes_only else 400,
        f"Nenhum evento foi enviado: {len(error.faults)} de {error.total} não podem ser lidos. "
        f"O primeiro é o de índice {first.index}: {why} ({first.detail}).",
        slug="event-too-large" if sizes_only else "invalid-event",
        members={
            "errors": [
                {"index": fault.index, "reason": fault.reason.value, "detail": fault.detail}
                for fault in error.faults[:_LISTED]
            ]
        },
    )
