"""The route that takes events in, as CloudEvents over HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable

from fastapi import Request
from fastapi.responses import JSONResponse

from data.contract.codec import Received
from data.contract.unreadable import Reason
from gateway.access.scopes import INGEST, GuardedRouter, needs
from gateway.events.documents import Accepted
from gateway.events.event_requests import (
    BATCH,
    BINARY,
    MAX_EVENTS,
    STRUCTURED,
    BadEvent,
    Refused,
    TooManyEvents,
    UnknownFormat,
)
from gateway.events.ingest import Busy, IngestDep, TopicsAway, TopicsChanged
from gateway.texts.fault_texts import text
from gateway.texts.topic_texts import what_changed
from gateway.web.metrics import Metrics, MetricsDep
from gateway.web.problems import Problem, answered, answers
from producers.sender import NotDelivered

router = GuardedRouter(prefix="/api", tags=["events"])

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
    Reason.UNFORESEEN: "não pôde ser lido",
}
_EVENT = {"$ref": "#/components/schemas/Event"}
_ONE = {"requestBody": {"required": True, "content": {STRUCTURED: {"schema": _EVENT}}}}
_SOME = {
    "requestBody": {
        "required": True,
        "content": {BATCH: {"schema": {"type": "array", "items": _EVENT, "maxItems": MAX_EVENTS}}},
    }
}
_ANSWERS = answers(Accepted, "O Kafka confirmou todos", 202) | answered(400, 503)


@router.post(
    "/events",
    operation_id="send_event",
    status_code=202,
    response_model=None,
    openapi_extra=_ONE,
    responses=_ANSWERS,
)
@needs(INGEST)
async def take(request: Request, ingest: IngestDep, metrics: MetricsDep) -> JSONResponse:
    """Receber um evento; responde 202 somente quando o Kafka o confirmou.

    Também no modo binário dos CloudEvents: os dados como JSON, os atributos em cabeçalhos `ce-*`.
    """
    return await _taken(request, ingest, metrics)


@router.post(
    "/events/batch",
    operation_id="send_events",
    status_code=202,
    response_model=None,
    openapi_extra=_SOME,
    responses=_ANSWERS,
)
@needs(INGEST)
async def take_batch(request: Request, ingest: IngestDep, metrics: MetricsDep) -> JSONResponse:
    """Receber uma lista de eventos; responde 202 somente quando o Kafka confirmou todos, e com uma falha nada envia."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BATCH:
        raise Problem(415, f"O Content-Type deve ser {BATCH}.")
    return await _taken(request, ingest, metrics)


async def _taken(request: Request, ingest: IngestDep, metrics: MetricsDep) -> JSONResponse:
    body = await request.body()
    received = await acknowledged(ingest.accept(dict(request.headers), body), metrics)
    warnings = [f"evento {index}, {text(doubt)}" for index, one in enumerate(received) for doubt in one.doubts]
    return JSONResponse(
        {"accepted": len(received)} | ({"warnings": warnings[:_LISTED]} if warnings else {}), status_code=202
    )


async def acknowledged(sending: Awaitable[list[Received]], metrics: Metrics) -> list[Received]:
    """Wait until Kafka has what is sent, and count it; what prevents that becomes the problem that answers it."""
    try:
        received = await sending
    except UnknownFormat:
        raise Problem(
            415,
            f"O Content-Type deve ser {STRUCTURED}, {BATCH}, ou {BINARY} (ou outro JSON) com os cabeçalhos ce-id, "
            "ce-source e ce-type.",
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
    except TopicsChanged as error:
        raise Problem(
            503,
            f"{what_changed([change.topic for change in error.changes])} Nada foi enviado.",
            slug="topics-changed",
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
    for kind, count in Counter(one.event.type for one in received).items():
        metrics.events_accepted.labels(kind.value).inc(count)
    return received


def _refusal(error: Refused, metrics: Metrics) -> Problem:
    for bad in error.bad:
        metrics.events_refused.labels(bad.reason.value).inc()
    first = error.bad[0]
    sizes_only = all(bad.reason is Reason.OVERSIZED for bad in error.bad)
    return Problem(
        413 if sizes_only else 400,
        f"Nenhum evento foi enviado: {len(error.bad)} de {error.total} não podem ser lidos. "
        f"O primeiro é o de índice {first.index}: {_REASONS[first.reason]} ({_detail(first)}).",
        slug="event-too-large" if sizes_only else "invalid-event",
        members={
            "errors": [
                {"index": bad.index, "reason": bad.reason.value, "detail": _detail(bad)} for bad in error.bad[:_LISTED]
            ]
        },
    )


def _detail(bad: BadEvent) -> str:
    return "; ".join(map(text, bad.faults[:_LISTED]))
