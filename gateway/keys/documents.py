"""What is asked and answered about keys and sessions."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from data.contract.keys import MAX_NAME, Key, Keys, Scope

Days = Annotated[float, Field(gt=0, le=36_500, description="Por quantos dias vale; sem isto, para sempre.")]


class NewKey(BaseModel):
    """A key that is wanted."""

    name: str = Field(min_length=1, max_length=MAX_NAME, description="Como pessoas a chamam.", examples=["ats-acme"])
    scopes: list[Scope] = Field(min_length=1, description="O que ela permite.", examples=[["ingest"]])
    days: Days | None = None
    rate: int | None = Field(None, ge=1, le=10**9, description="Pedidos por minuto; sem isto, a regra do servidor.")


class Rotation(BaseModel):
    """How a key is replaced."""

    grace_hours: float = Field(
        24.0, ge=0, le=24 * 366, description="Por quantas horas a chave antiga ainda vale ao lado da nova."
    )


class KeyInfo(BaseModel):
    """What is told of a key."""

    id: str = Field(description="A parte visível da chave, que a identifica.", examples=["3f9a0c12ab77"])
    name: str
    scopes: list[Scope]
    state: Literal["good", "revoked", "expired"]
    created: datetime
    ends: datetime | None = Field(description="Quando deixa de valer; null se não há prazo.")
    rate: int | None


class CreatedKey(KeyInfo):
    """A key that was just made: the only time that it is shown."""

    key: str = Field(description="A chave inteira, mostrada só agora.")


class KeyList(BaseModel):
    """All keys."""

    keys: list[KeyInfo]


class Entry(BaseModel):
    """The key with which a session begins."""

    key: str = Field(min_length=1, max_length=200)


class SessionInfo(BaseModel):
    """Who asks, and what they may."""

    keys: Literal["on", "off"] = Field(description="`off` somente no perfil local: então tudo é permitido.")
    name: str
    scopes: list[Scope]


def info(keys: Keys, key: Key) -> KeyInfo:
    """What is told of a key."""
    ends = keys.ends(key)
    return KeyInfo(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        state=keys.state(key, time.time_ns() // 1_000_000),
        created=_moment(key.created),
        ends=None if ends is None else _moment(ends),
        rate=key.rate,
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC)
