"""Keys of the gateway: how one is made, what rests of it, and which are good.

A key is shown once; what rests is its SHA-256. A slow hash, as passwords need, would add nothing: it makes guesses
dear, and nobody guesses 256 random bits. But it would make each request dear.

A key's record is written once. What ends the key are records of their own, which nothing takes back, so two programs
that write at the same time can't undo a revocation.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Literal

import orjson

from data.contract.records import Record
from data.contract.topics import DAY_MS, KEYS
from data.errors import MatchstreamError


class Scope(StrEnum):
    """What a key allows; none includes another."""

    INGEST = "ingest"
    READ = "read"
    REVIEW = "review"
    ADMIN = "admin"
    METRICS = "metrics"

    @property
    def meaning(self) -> str:
        """What it allows, in words."""
        return _MEANINGS[self]


_MEANINGS = {
    Scope.INGEST: "send events and documents",
    Scope.READ: "score pairs, look matches up, follow pushes",
    Scope.REVIEW: "write down what people decide",
    Scope.ADMIN: "keys, and what the gateway sends out",
    Scope.METRICS: "the metrics of the gateway",
}


End = Literal["revoked", "replaced"]

MAX_NAME = 100
_SHAPE = re.compile(r"msk_([0-9a-f]{12})_[0-9a-f]{64}")
_NAME = re.compile(rf"(?! )[^\x00-\x1f\x7f-\x9f]{{1,{MAX_NAME}}}(?<! )")
_ENDING = re.compile(rb"([0-9a-f]{12})\|(revoked|replaced)")


class BadKey(MatchstreamError, ValueError):
    """A key that can't be made as asked; says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key.

    Attributes
    ----------
    id : str
        The part of it that may be seen; finds it.
    name : str
        What people call it.
    digest : bytes
        SHA-256 of the whole key.
    scopes : frozenset of Scope
    created, expires : int
        Milliseconds since 1970; `expires` is None for a key that does not expire.
    rate : int or None
        Requests a minute; None for the gateway's setting.
    """

    id: str
    name: str
    digest: bytes
    scopes: frozenset[Scope]
    created: int
    expires: int | None = None
    rate: int | None = None

    def is_of(self, text: str) -> bool:
        """Whether a text is this key; takes the same time whatever is wrong."""
        return compare_digest(self.digest, digest_of(text))

    def to_record(self) -> Record:
        """The record that makes it known."""
        value = {
            "name": self.name,
            "sha256": self.digest.hex(),
            "scopes": sorted(self.scopes),
            "created": self.created,
            "expires": self.expires,
            "rate": self.rate,
        }
        return Record(KEYS.name, self.id.encode(), orjson.dumps(value))


def digest_of(text: str) -> bytes:
    """What rests of a key."""
    return sha256(text.encode()).digest()


def id_of(text: str) -> str | None:
    """The id within a key; None where the text has not the shape of one."""
    found = _SHAPE.fullmatch(text)
    return found[1] if found else None


def mint(
    name: str, scopes: Iterable[str], *, now: int, days: float | None = None, rate: int | None = None
) -> tuple[str, Key]:
    """Make a key.

    Parameters
    ----------
    name : str
    scopes : iterable of str
    now : int
        Milliseconds since 1970.
    days : float, optional
        How long it is good. Default is for ever.
    rate : int, optional
        Requests a minute.

    Returns
    -------
    (str, Key)
        The key itself, which exists nowhere else, and what is kept of it.

    Raises
    ------
    BadKey
    """
    if not _NAME.fullmatch(name):
        raise BadKey(f"a key's name is 1 to {MAX_NAME} printable characters, with no blank at its ends")
    unknown = sorted(set(scopes) - set(Scope))
    if unknown or not set(scopes):
        raise BadKey(f"scopes are some of {', '.join(Scope)}{f', not {unknown[0]!r}' if unknown else ''}")
    if days is not None and not 0 < days <= 36_500:
        raise BadKey("a key is good for more than 0 and at most 36500 days")
    if rate is not None and not 0 < rate <= 10**9:
        raise BadKey("a key's rate is 1 to 1000000000 requests per minute")
    name_of_it = secrets.token_hex(6)
    text = f"msk_{name_of_it}_{secrets.token_hex(32)}"
    expires = None if days is None else now + int(days * DAY_MS)
    return text, Key(name_of_it, name, digest_of(text), frozenset(map(Scope, scopes)), now, expires, rate)


def rotated(key: Key, now: int) -> tuple[str, Key]:
    """Make a key that may do what another may, for as long again as that one was given."""
    days = None if key.expires is None else (key.expires - key.created) / DAY_MS
    return mint(key.name, key.scopes, now=now, days=days, rate=key.rate)


def ended(key_id: str, end: End, at: int) -> Record:
    """The record that ends a key: `revoked` at once, `replaced` when its successor has had time to be put in place."""
    return Record(KEYS.name, f"{key_id}|{end}".encode(), orjson.dumps({"at": at}))


class Keys:
    """All keys, built from the topic's records one by one; a record that can't be read makes no key good."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._revoked: set[str] = set()
        self._replaced: dict[str, int] = {}

    def take(self, key: bytes | None, value: bytes | None) -> None:
        """Apply a record."""
        ending = _ENDING.fullmatch(key or b"")
        if ending:
            if ending[2] == b"revoked":
                self._revoked.add(ending[1].decode())
            else:
                self._replaced[ending[1].decode()] = _moment(value)
            return
        name = (key or b"").decode("ascii", "replace")
        found = _read(name, value)
        if found is None:
            self._keys.pop(name, None)
        else:
            self._keys[name] = found

    def clear(self) -> None:
        """Forget all of them."""
        for known in (self._keys, self._revoked, self._replaced):
            known.clear()

    def all(self) -> list[Key]:
        """Every key, the oldest first."""
        return sorted(list(self._keys.values()), key=lambda key: (key.created, key.id))  # noqa: C414 -- another thread adds

    def find(self, key_id: str) -> Key | None:
        """The key with an id, good or not."""
        return self._keys.get(key_id)

    def state(self, key: Key, now: int) -> Literal["good", "revoked", "expired"]:
        """Whether a key is good at a time, in milliseconds since 1970."""
        if key.id in self._revoked:  # at once, whatever the clock of who wrote it says
            return "revoked"
        ends = self.ends(key)
        return "good" if ends is None or now < ends else "expired"

    def ends(self, key: Key) -> int | None:
        """When a key ends unless it is revoked before, in milliseconds since 1970; None where it does not."""
        replaced = self._replaced.get(key.id)
        if replaced is None or key.expires is None:
            return key.expires if replaced is None else replaced
        return min(replaced, key.expires)


def _moment(value: bytes | None) -> int:
    """When a key ends; what can't be read ends it at once."""
    try:
        return int(orjson.loads(value or b"")["at"])
    except (ValueError, KeyError, TypeError):
        return 0


def _read(name: str, value: bytes | None) -> Key | None:
    try:
        told: dict[str, Any] = orjson.loads(value or b"")
        scopes = frozenset(Scope(scope) for scope in told["scopes"] if scope in set(Scope))
        expires, rate = told.get("expires"), told.get("rate")
        return Key(
            name,
            str(told["name"]),
            bytes.fromhex(told["sha256"]),
            scopes,
            int(told["created"]),
            None if expires is None else int(expires),
            None if rate is None else int(rate),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
