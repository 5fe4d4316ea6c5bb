"""What is answered about webhooks, for the API's document; the routes write it, without a further check."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from data.contract.entities import Id
from data.contract.webhook_bodies import MessageKind
from data.webhooks.deliveries import Result
from data.webhooks.subscription import Band, Wanted


class Signature(BaseModel):
    """With what messages are signed."""

    version: Literal["v1", "v1a"]
    secret: str | None = Field(None, description="Com `v1`: mascarado.")
    public_key: str | None = Field(None, description="Com `v1a`: a chave com que se confere.")


class SubscriptionInfo(BaseModel):
    """A subscription without its secrets, and how it fares."""

    id: str = Field(examples=["wh_0123456789abcdef"])
    url: str
    kinds: list[Wanted]
    jobs: list[Id] = Field(description="Ids de vagas; vazio: todas.")
    band: Band
    created: datetime
    enabled: bool
    former_until: datetime | None = Field(description="Até quando o segredo anterior ainda assina.")
    signatures: list[Signature]
    state: Literal["starting", "on", "off", "failed"]
    waiting: int = Field(ge=0, description="Quantas mensagens ainda não foram entregues.")
    why: str | None = Field(None, description="Por que falhou; só vem com `failed`.")


class CreatedSubscription(SubscriptionInfo):
    """A subscription with a secret that was just made: the only time that it is shown."""

    secret: str | None = Field(None, description="O segredo, mostrado só agora; com `v1a` não vem.")


class SubscriptionList(BaseModel):
    """All subscriptions, the oldest first."""

    subscriptions: list[SubscriptionInfo]


class TestMessage(BaseModel):
    """A test that will be sent."""

    message: str = Field(description="Seu `webhook-id`.")


class Replayed(BaseModel):
    """What will be sent again."""

    messages: int = Field(ge=0, description="Quantas.")
    more: bool = Field(description="Se o período tem outras, que não serão enviadas.")
    until: datetime | None = Field(None, description="O horário da última; não vem se não há nenhuma.")


class DeliveryAttempt(BaseModel):
    """An attempt to deliver a message."""

    subscription: str
    message: str = Field(description="Seu `webhook-id`.")
    kind: MessageKind
    attempt: int = Field(ge=1, description="1 na primeira.")
    time: float = Field(description="Quando começou, em segundos desde 1970.")
    seconds: float = Field(ge=0, description="Quanto durou.")
    status: int = Field(description="O da resposta; 0 se não houve nenhuma.")
    result: Result
    why: str = Field(description="O que falhou; vazio se nada.")


class DeliveryList(BaseModel):
    """The last attempts of a subscription, the newest first."""

    deliveries: list[DeliveryAttempt]
