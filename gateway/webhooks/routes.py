"""Routes of webhooks: who gets what and where, its secrets, its log, tests and replays; for administrators only.

A secret is answered when it is made and never again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar
from uuid import uuid4

from anyio import to_thread
from confluent_kafka import KafkaException
from fastapi import Body, Path, Query
from pydantic import ValidationError

from data.contract.records import Record
from data.contract.webhook_bodies import MessageKind
from data.kafka.reading import NothingRead, Refused
from data.webhooks.messages import Message
from data.webhooks.subscription import Subscription, removal
from gateway.access.scopes import ADMIN, GuardedRouter, needs
from gateway.events.ingest import NOT_SENT, Batch, Ingest, IngestDep
from gateway.settings import SettingsDep
from gateway.web.problems import Problem, answered, answers
from gateway.webhooks.documents import (
    CreatedSubscription,
    DeliveryList,
    Replayed,
    SubscriptionInfo,
    SubscriptionList,
    TestMessage,
)
from gateway.webhooks.requests import NewSubscription, Replay, SecretRotation, SubscriptionChanges, secret_of, shown
from gateway.webhooks.store import Webhooks, WebhooksDep

router = GuardedRouter(prefix="/api/webhooks", tags=["webhooks"])

RETRY_SECONDS = 5
MOST_REPLAYED = 1000
_Result = TypeVar("_Result")

Name = Annotated[str, Path(max_length=64, description="O id da assinatura.")]
Attempts = Annotated[int, Query(ge=1, le=500, description="Quantas, no máximo.")]


@router.get(
    "",
    operation_id="list_webhooks",
    response_model=None,
    responses=answers(SubscriptionList) | answered(503),
)
@needs(ADMIN)
async def listed(webhooks: WebhooksDep) -> dict[str, Any]:
    """Listar as assinaturas, sem seus segredos."""
    stood = await _read(webhooks.standing)
    found = sorted(stood.subscriptions.values(), key=lambda one: one.created)
    return {"subscriptions": [shown(one, stood.sent.get(one.id)) for one in found]}


@router.post(
    "",
    operation_id="create_webhook",
    status_code=201,
    response_model=None,
    responses=answers(CreatedSubscription, status=201) | answered(503),
)
@needs(ADMIN)
async def create(
    wanted: NewSubscription, webhooks: WebhooksDep, ingest: IngestDep, settings: SettingsDep
) -> dict[str, Any]:
    """Assinar avisos; a resposta traz o segredo, uma única vez."""
    stood = await _read(webhooks.standing)
    if len(stood.subscriptions) >= settings.webhook_subscriptions:
        raise Problem(400, "Há assinaturas demais; remova uma antes.", slug="too-many-webhooks")
    made = Subscription.new(wanted.filters(), asymmetric=wanted.signature == "v1a")
    await _send(ingest, [made.record()])
    return shown(made, None) | secret_of(made)


@router.get(
    "/{subscription}",
    operation_id="show_webhook",
    response_model=None,
    responses=answers(SubscriptionInfo) | answered(404, 503),
)
@needs(ADMIN)
async def show(subscription: Name, webhooks: WebhooksDep) -> dict[str, Any]:
    """Mostrar uma assinatura."""
    stood = await _read(webhooks.standing)
    if subscription not in stood.subscriptions:
        raise Problem(404)
    return shown(stood.subscriptions[subscription], stood.sent.get(subscription))


@router.patch(
    "/{subscription}",
    operation_id="change_webhook",
    response_model=None,
    responses=answers(SubscriptionInfo) | answered(404, 503),
)
@needs(ADMIN)
async def change(
    subscription: Name, changes: SubscriptionChanges, webhooks: WebhooksDep, ingest: IngestDep
) -> dict[str, Any]:
    """Mudar uma assinatura, desligá-la, ou ligá-la de novo."""
    known = await _known(webhooks, subscription)
    try:
        changed = known.changed(changes.given())
    except ValidationError:
        raise Problem(400) from None
    await _send(ingest, [changed.record()])
    return shown(changed, None)


@router.delete("/{subscription}", operation_id="remove_webhook", status_code=204, responses=answered(404, 503))
@needs(ADMIN)
async def remove(subscription: Name, webhooks: WebhooksDep, ingest: IngestDep) -> None:
    """Remover uma assinatura e seus segredos."""
    await _known(webhooks, subscription)
    await _send(ingest, [removal(subscription)])


@router.post(
    "/{subscription}/rotate",
    operation_id="rotate_webhook",
    response_model=None,
    responses=answers(CreatedSubscription) | answered(404, 503),
)
@needs(ADMIN)
async def rotate(
    subscription: Name,
    webhooks: WebhooksDep,
    ingest: IngestDep,
    rotation: Annotated[SecretRotation, Body(default_factory=SecretRotation)],
) -> dict[str, Any]:
    """Trocar o segredo; o anterior ainda assina por um tempo, ao lado do novo."""
    known = await _known(webhooks, subscription)
    rotated = known.rotated(timedelta(hours=rotation.overlap_hours))
    await _send(ingest, [rotated.record()])
    return shown(rotated, None) | secret_of(rotated)


@router.post(
    "/{subscription}/test",
    operation_id="test_webhook",
    status_code=202,
    response_model=None,
    responses=answers(TestMessage, status=202) | answered(404, 503),
)
@needs(ADMIN)
async def test(subscription: Name, webhooks: WebhooksDep, ingest: IngestDep) -> dict[str, Any]:
    """Enviar um aviso de teste."""
    known = await _known(webhooks, subscription)
    now = int(datetime.now(UTC).timestamp() * 1000)
    message = Message(f"msg_t_{uuid4().hex}", {"kind": MessageKind.TEST.value, "time": now, "to": known.id})
    await _send(ingest, [message.record()])
    return {"message": message.identity}


@router.post(
    "/{subscription}/replay",
    operation_id="replay_webhook",
    status_code=202,
    response_model=None,
    responses=answers(Replayed, status=202) | answered(404, 503),
)
@needs(ADMIN)
async def replay(subscription: Name, wanted: Replay, webhooks: WebhooksDep, ingest: IngestDep) -> dict[str, Any]:
    """Enviar de novo uma mensagem, ou as de um período dos últimos sete dias, com os mesmos ids."""
    known = await _known(webhooks, subscription)
    found = await _read(lambda: _replayed(webhooks.kept(), known, wanted))
    if wanted.message is not None and not found:
        raise Problem(404, "Esta mensagem não existe mais, ou não era desta assinatura.")
    sent = found[:MOST_REPLAYED]
    await _send(ingest, [message.record() for message in sent])
    return {"messages": len(sent), "more": len(found) > len(sent)} | _last(sent)


@router.get(
    "/{subscription}/deliveries",
    operation_id="list_deliveries",
    response_model=None,
    responses=answers(DeliveryList) | answered(404, 503),
)
@needs(ADMIN)
async def deliveries(subscription: Name, webhooks: WebhooksDep, limit: Attempts = 100) -> dict[str, Any]:
    """Listar as últimas tentativas de entrega, as mais novas primeiro."""
    await _known(webhooks, subscription)
    return {"deliveries": await _read(lambda: webhooks.deliveries(subscription, limit))}


def _replayed(kept: Iterable[Message], known: Subscription, wanted: Replay) -> list[Message]:
    """The messages that a replay names, each once, as messages to this subscription alone."""
    since = wanted.since.timestamp() * 1000 if wanted.since else 0.0
    until = wanted.until.timestamp() * 1000 if wanted.until else float("inf")
    found: dict[str, Message] = {}
    for message in kept:
        is_named = message.identity == wanted.message if wanted.message is not None else True
        if is_named and since <= message.document["time"] <= until and message.is_for(known):
            found.setdefault(message.identity, message.again(known.id, f"msg_r_{uuid4().hex}"))
            if len(found) > MOST_REPLAYED:
                break
    return list(found.values())


def _last(sent: list[Message]) -> dict[str, Any]:
    """Up to when it was sent again, so that the rest of a longer range can be asked for."""
    if not sent:
        return {}
    return {"until": datetime.fromtimestamp(sent[-1].document["time"] / 1000, UTC).isoformat()}


async def _known(webhooks: Webhooks, subscription: str) -> Subscription:
    stood = await _read(webhooks.standing)
    if subscription not in stood.subscriptions:
        raise Problem(404)
    return stood.subscriptions[subscription]


async def _read(look: Callable[[], _Result]) -> _Result:
    try:
        return await to_thread.run_sync(look)
    except (NothingRead, Refused, KafkaException) as error:
        raise _away() from error


async def _send(ingest: Ingest, records: list[Record]) -> None:
    """Send, and return when Kafka has them."""
    try:
        await ingest.send(lambda: Batch([], tuple(records)))
    except NOT_SENT as error:
        raise _away() from error


def _away() -> Problem:
    return Problem(503, "O Kafka não confirmou; tente de novo.", slug="broker-away", retry_after=RETRY_SECONDS)
