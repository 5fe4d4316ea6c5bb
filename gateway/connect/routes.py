"""`POST /connect/{connection}`: a delivery of an applicant tracking system.

Who sent it is verified first, over the bytes as they came. An error is answered only where sending again can help:
where it is not the sender's, and where Kafka does not have it. What is the sender's and says nothing to us is a
success, for senders disable an address that fails.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from confluent_kafka import KafkaException
from fastapi import Path, Request, Response
from fastapi.responses import JSONResponse

from data.kafka.reading import NothingRead
from gateway.access.scopes import SIGNED, GuardedRouter, needs
from gateway.connect.merges import Applications, moved
from gateway.deps import Scoring, from_state
from gateway.events.documents import Accepted
from gateway.events.event_requests import Refused
from gateway.events.ingest import Batch, Busy, Ingest, IngestDep, TopicsAway, TopicsChanged
from gateway.web.metrics import NO_EVENT, MetricsDep
from gateway.web.problems import Problem, answered
from producers.connectors.connections import Connection
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import Outcome, Result
from producers.connectors.signatures import Verdict
from producers.connectors.wanted import asked
from producers.sender import NotDelivered

_LOG = logging.getLogger("matchstream.gateway")

ConnectionsDep = Annotated[dict[str, Connection], from_state("connections")]
ApplicationsDep = Annotated[Applications, from_state("parts.applications")]

router = GuardedRouter(prefix="/connect", tags=["connections"])

RETRY_SECONDS = 5
_ECHO = re.compile(r"[\x21-\x7e]{1,512}")
_ORIGIN = "webhook-request-origin"

Name = Annotated[str, Path(max_length=64, description="O nome da conexão.")]
_SUCCESS: dict[int | str, dict[str, Any]] = {
    200: {"model": Accepted, "description": "Recebido"},
    202: {"model": Accepted, "description": "Recebido, para remetentes que esperam 202"},
}


@router.post(
    "/{connection}", operation_id="receive_delivery", response_model=None, responses=_SUCCESS | answered(401, 404, 503)
)
@needs(SIGNED)
async def receive(
    request: Request,
    connection: Name,
    connections: ConnectionsDep,
    ingest: IngestDep,
    applications: ApplicationsDep,
    metrics: MetricsDep,
    scoring: Scoring,
) -> Response:
    """Receber um aviso de um sistema de recrutamento; responde sucesso somente quando o Kafka confirmou."""
    known = _known(connections, connection)
    headers = dict(request.headers)
    if known.connector.handshake in headers:
        return _echoed(known.connector.handshake, headers)
    delivery = Delivery(headers, await request.body(), datetime.now(UTC))
    verdict = await to_thread.run_sync(_verified, known, delivery, limiter=scoring)
    if verdict is not Verdict.GOOD:
        metrics.webhooks.labels(connection, NO_EVENT, verdict.value).inc()
        raise _refusal(known)
    metrics.connections.told(connection)
    outcome = await to_thread.run_sync(known.connector.read, delivery, known.owner, limiter=scoring)
    for why in outcome.faults:
        _LOG.warning("of connection %s an event can't be read: %s", connection, why)
    counts: dict[tuple[str, Result], int] = outcome.counts
    if outcome.events or outcome.merges or outcome.wanted:
        counts = await _sent(known, outcome, ingest, applications)
    for (event, result), count in counts.items():
        metrics.webhooks.labels(connection, event, result.value).inc(count)
    accepted = sum(count for (_, result), count in counts.items() if result in (Result.PUBLISHED, Result.QUEUED))
    return JSONResponse({"accepted": accepted}, known.connector.success)


@router.options("/{connection}", operation_id="confirm_sender", response_class=Response, responses=answered(404, 405))
@needs(SIGNED)
async def handshake(request: Request, connection: Name, connections: ConnectionsDep) -> Response:
    """Confirmar a um remetente de CloudEvents que ele pode enviar (HTTP 1.1 Web Hooks for Event Delivery)."""
    known = _known(connections, connection)
    origin = request.headers.get(_ORIGIN, "")
    if known.vendor != "cloudevents" or not _ECHO.fullmatch(origin):
        problem = Problem(405)
        problem.headers |= {"Allow": "POST"}
        raise problem
    return Response(headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*", "Allow": "OPTIONS, POST"})


def _known(connections: dict[str, Connection], name: str) -> Connection:
    if name not in connections:
        raise Problem(404)
    return connections[name]


def _verified(known: Connection, delivery: Delivery) -> Verdict:
    try:
        secrets = known.secrets()
    except (ValueError, OSError) as error:
        _LOG.error("connection %s can't verify anything: %s", known.name, error)
        raise Problem(
            503, "As chaves desta conexão não podem ser lidas; avise quem opera o sistema.", retry_after=RETRY_SECONDS
        ) from None
    return known.connector.scheme.verify(delivery, secrets)


def _refusal(known: Connection) -> Problem:
    problem = Problem(
        known.connector.bad_signature, "A assinatura falta ou não confere; nada foi lido.", slug="bad-signature"
    )
    if problem.status == 401:
        problem.headers |= {"WWW-Authenticate": "Webhook"}
    return problem


def _echoed(header: str | None, headers: dict[str, str]) -> Response:
    """The answer to a sender that asks whether it may send."""
    assert header is not None
    value = headers[header]
    if not _ECHO.fullmatch(value):
        raise Problem(401, "O cabeçalho de confirmação não é aceito.", slug="bad-signature")
    return Response(headers={header: value})


async def _sent(
    known: Connection, outcome: Outcome, ingest: Ingest, applications: Applications
) -> dict[tuple[str, Result], int]:
    """Send what a delivery makes; returns what became of its events."""
    try:
        await ingest.send(partial(_batch, known, outcome, applications))
    except Refused as error:
        _LOG.warning("of connection %s an event is too large: %s", known.name, error)
        return {(event, Result.UNREADABLE): count for (event, _), count in outcome.counts.items()}
    except Busy:
        raise Problem(503, "Há avisos demais em espera.", slug="busy", retry_after=RETRY_SECONDS) from None
    except (TopicsAway, TopicsChanged, NotDelivered, NothingRead, KafkaException):
        raise Problem(
            503, "O Kafka não confirmou; envie de novo.", slug="broker-away", retry_after=RETRY_SECONDS
        ) from None
    return dict(outcome.counts)


def _batch(known: Connection, outcome: Outcome, applications: Applications) -> Batch:
    found = [event for merge in outcome.merges for event in moved(merge, known.source, applications(merge.gone))]
    return Batch([*outcome.events, *found], tuple(asked(known.name, wanted) for wanted in outcome.wanted))
