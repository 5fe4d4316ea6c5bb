"""The bodies of requests about webhooks, and how a subscription is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from data.contract.entities import Id
from data.webhooks.progress import Sent, state_of
from data.webhooks.subscription import MOST_JOBS, Band, Filters, State, Subscription, Url, Wanted

MOST_OVERLAP_HOURS = 24 * 14


class NewSubscription(Filters):
    """O que assinar, e como os avisos são assinados: `v1` com um segredo comum, `v1a` com uma chave pública."""

    signature: Literal["v1", "v1a"] = "v1"

    def filters(self) -> Filters:
        """What it asks for."""
        return Filters.model_validate(self.model_dump(exclude={"signature"}))


class SubscriptionChanges(BaseModel):
    """O que mudar; o que falta fica como está."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: Url | None = None
    kinds: Annotated[tuple[Wanted, ...] | None, Field(min_length=1, max_length=3)] = None
    jobs: Annotated[tuple[Id, ...] | None, Field(max_length=MOST_JOBS)] = None
    band: Band | None = None
    enabled: bool | None = None

    def given(self) -> dict[str, Any]:
        """What is to be changed."""
        return self.model_dump(exclude_none=True)


class SecretRotation(BaseModel):
    """Por quantas horas o segredo anterior ainda assina, ao lado do novo."""

    model_config = ConfigDict(extra="forbid")

    overlap_hours: float = Field(24.0, ge=0, le=MOST_OVERLAP_HOURS)


class Replay(BaseModel):
    """Qual mensagem enviar de novo, por seu `webhook-id`, ou todas de um período."""

    model_config = ConfigDict(extra="forbid")

    message: str | None = Field(None, max_length=200)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _names_one_or_a_range(self) -> Self:
        if (self.message is None) == (self.since is None):
            raise ValueError("a replay names one message, or since when")
        return self


def shown(subscription: Subscription, sent: Sent | None) -> dict[str, Any]:
    """A subscription as it is answered: no secret, and how it fares."""
    disabled = None if sent is None else sent.disabled
    state = state_of(subscription, disabled)
    is_starting = sent is None and state is State.ON
    told = subscription.shown() | {
        "state": "starting" if is_starting else state.value,
        "waiting": 0 if sent is None else len(sent.pending),
    }
    is_of_this = disabled is not None and disabled.activation == subscription.activation
    return told | ({"why": disabled.why} if disabled is not None and is_of_this else {})


def secret_of(subscription: Subscription) -> dict[str, Any]:
    """The newest secret: answered once, when it is made. Of a key pair only the public key ever is."""
    return {} if subscription.is_asymmetric else {"secret": subscription.secrets[0]}
