"""A subscription: which messages a system of somebody else's gets, where, and signed with what."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from data.contract.bands import BANDS, LOWEST
from data.contract.entities import Id
from data.contract.records import Record
from data.contract.topics import WEBHOOKS
from data.contract.webhook_bodies import MessageKind
from data.webhooks import signatures

MOST_JOBS = 100
MOST_URL = 2048

Band = Literal["alta", "moderada", "média", "baixa"]

LEVELS: dict[str, int] = {LOWEST: 0} | {name: number for number, (_, name) in enumerate(reversed(BANDS), 1)}
"""The bands as numbers that can be compared."""


class State(StrEnum):
    """How a subscription fares, once its sender attends to it."""

    ON = "on"
    OFF = "off"
    """Somebody switched it off."""
    FAILED = "failed"
    """Its receiver was given up."""


Wanted = Literal[MessageKind.ENTERED, MessageKind.SCORED, MessageKind.DIGEST]


def _is_url(url: str) -> str:
    """Refuse an address to which nothing can be sent.

    Without a name's addresses little is known of it; the sender looks at those at each connection.
    """
    parts = urlsplit(url)
    try:
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("the port is no number") from None
    if parts.scheme not in ("https", "http") or not host or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("an address begins with https://, names a host, and is ASCII without blanks")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("an address holds no user, no password and no #fragment: a webhook is signed instead")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError("http:// is for a test on this machine; ids and scores go by https:// only")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


Url = Annotated[str, Field(max_length=MOST_URL), AfterValidator(_is_url)]


class Filters(BaseModel):
    """What a subscription asks for.

    Attributes
    ----------
    url : str
        Where messages go.
    kinds : tuple of MessageKind
    jobs : tuple of str
        Ids of jobs; empty for all.
    band : str
        The lowest band of which it is told.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: Url
    kinds: tuple[Wanted, ...] = Field(
        (MessageKind.ENTERED, MessageKind.SCORED, MessageKind.DIGEST), min_length=1, max_length=3
    )
    jobs: tuple[Id, ...] = Field((), max_length=MOST_JOBS)
    band: Band = "alta"


class Subscription(Filters):
    """A subscription, as it is kept.

    Attributes
    ----------
    id : str
    created : datetime
    enabled : bool
        Whether somebody wants it to be sent; whether it failed for too long stands in its progress.
    activation : int
        Counts how often it was switched on: what disabled it before counts no more.
    secrets : tuple of str
        Those that sign, the newest first: `whsec_...` or `whsk_...`.
    former_until : datetime, optional
        When the older secrets stop signing.
    """

    model_config = ConfigDict(extra="ignore")  # a later version may write more

    id: str = Field(pattern=r"^wh_[0-9a-f]{16}$")
    created: AwareDatetime
    enabled: bool = True
    activation: int = 1
    secrets: tuple[str, ...] = Field(min_length=1, max_length=2, repr=False)
    former_until: AwareDatetime | None = None

    @classmethod
    def new(cls, wanted: Filters, *, asymmetric: bool) -> Self:
        """A new subscription, with a secret of its own."""
        made = {"id": f"wh_{random.token_hex(8)}", "created": datetime.now(UTC), "secrets": (_secret(asymmetric),)}
        return cls.model_validate(wanted.model_dump() | made)

    @property
    def is_asymmetric(self) -> bool:
        """Whether it is signed with a private key, so that its receiver needs no secret."""
        return self.secrets[0].startswith(signatures.PRIVATE)

    def signing(self, now: datetime) -> tuple[str, ...]:
        """The secrets that sign at a time."""
        is_over = self.former_until is None or now >= self.former_until
        return self.secrets[:1] if is_over else self.secrets

    def rotated(self, overlap: timedelta) -> Self:
        """With a new secret; the one before signs too for a while."""
        secrets = (_secret(self.is_asymmetric), self.secrets[0])
        return self.model_copy(update={"secrets": secrets, "former_until": datetime.now(UTC) + overlap})

    def changed(self, wanted: Mapping[str, Any]) -> Self:
        """With other filters, or switched on or off.

        Raises
        ------
        pydantic.ValidationError
        """
        is_on = bool(wanted.get("enabled"))
        told = self.model_dump() | dict(wanted) | {"activation": self.activation + is_on}
        return type(self).model_validate(told)

    def shown(self) -> dict[str, Any]:
        """What may be shown of it: no secret."""
        told = self.model_dump(mode="json", exclude={"secrets", "activation"})
        signing = self.signing(datetime.now(UTC))
        told["signatures"] = [_shown(secret) for secret in signing]
        return told

    def record(self) -> Record:
        """Its record."""
        return Record(WEBHOOKS.name, self.id.encode(), self.model_dump_json().encode())

    @classmethod
    def of(cls, value: bytes) -> Self | None:
        """Read it from the value of its record; None where that is not ours."""
        try:
            return cls.model_validate(orjson.loads(value))
        except (orjson.JSONDecodeError, ValidationError):
            return None


def removal(identity: str) -> Record:
    """The record that removes a subscription, its secrets too."""
    return Record(WEBHOOKS.name, identity.encode(), None)


def _secret(asymmetric: bool) -> str:
    return signatures.new_private_key() if asymmetric else signatures.new_secret()


def _shown(secret: str) -> dict[str, str]:
    if secret.startswith(signatures.PRIVATE):
        return {"version": "v1a", "public_key": signatures.public_key(secret)}
    return {"version": "v1", "secret": f"{signatures.SHARED}********"}
