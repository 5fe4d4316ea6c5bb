"""The gate: who asks, and whether they may.

A key is found by the part of it that is no secret. Then the digest of all of it is compared, in constant time, with
what is known of it, or with the digest of nothing; the answer is the same whether a key is unknown, wrong, revoked or
expired.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.types import Scope as Connection

from data.contract.keys import Key, Keys, Scope, digest_of, id_of
from gateway.access.credentials import Shown, shown
from gateway.access.following import KeySource
from gateway.access.rates import Rates
from gateway.access.sessions import Sessions
from gateway.deps import from_state
from gateway.settings import GatewaySettings
from gateway.texts import access_texts
from gateway.web.entrance import FURTHER_HEADERS
from gateway.web.metrics import Metrics, RefusedAccess
from gateway.web.problems import Problem

CALLER = "matchstream.caller"
"""Where the caller stands in an ASGI scope, once known."""
RETRY_SECONDS = 5
_NOTHING = digest_of("")
_SAFE = {"GET", "HEAD", "OPTIONS"}

KeysState = Literal["on", "off", "unknown"]
"""Whether requests need a key; `unknown` while the keys were not read since the start."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes
    ----------
    id : str
        Of the key; of a proxy's user a digest of the name. For counting, and to tell callers apart.
    name : str
        What people call them; personal where a proxy vouches for a user.
    scopes : frozenset of Scope
    rate : int or None
        Requests a minute; None for the setting.
    key : Key or None
        The key, where there is one.
    """

    id: str
    name: str
    scopes: frozenset[Scope]
    rate: int | None = None
    key: Key | None = None


LOCAL = Caller("local", "local", frozenset(Scope))
"""Everybody, where keys are off."""


class Gate:
    """Lets requests in.

    Parameters
    ----------
    settings : GatewaySettings
    metrics : Metrics
    source : KeySource or None
        None where keys are off.
    """

    def __init__(self, settings: GatewaySettings, metrics: Metrics, source: KeySource | None) -> None:
        self.source = source
        self.sessions = Sessions(settings.session_secret(), settings.gateway_session_hours * 3600)
        self._voucher = settings.user_secret()
        self._user_scopes = settings.user_scopes
        self._quota = settings.gateway_key_rate
        self._rates = Rates()
        self._callers: dict[str, Caller] = {}
        self._refused = metrics.access_refused

    @property
    def state(self) -> KeysState:
        """Whether keys are on, and known."""
        if self.source is None:
            return "off"
        return "on" if self.source.is_known else "unknown"

    def admit(self, connection: Connection, needed: Scope) -> Caller:
        """The caller of a request who may do what it asks for.

        Raises
        ------
        Problem
            401 where nobody is known, 403 where the scope is missing, 429 beyond the caller's rate, 503 while keys
            are not known.
        """
        caller = self.who(connection)
        if needed not in caller.scopes:
            problem = self._refusal("scope", 403, access_texts.scope(needed), slug="scope-missing")
            problem.headers |= {"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{needed}"'}
            raise problem
        return caller

    def who(self, connection: Connection) -> Caller:
        """The caller of a request, asked once; see `admit`."""
        caller: Caller | None = connection.get(CALLER)
        if caller is None:
            caller = LOCAL if self.source is None else self._found(shown(connection), connection["method"])
            connection[CALLER] = caller
            if caller is not LOCAL:
                self._count(connection, caller)
        return caller

    def of_key(self, text: str) -> Caller:
        """The caller who has a key; see `admit`."""
        key_id = id_of(text)
        if key_id is None:
            raise self._unknown("malformed")
        key = self._keys().find(key_id)
        # Compared in either case, so that both take as long.
        if key is None:
            hmac.compare_digest(_NOTHING, digest_of(text))
            raise self._unknown("unknown")
        if not key.is_of(text):
            raise self._unknown("wrong")
        return self._good(key)

    def holds(self, caller: Caller) -> bool:
        """Whether a caller who was let in still would be: for what goes on for hours."""
        return caller.key is None or self.source is None or self.source.keys.state(caller.key, _now_ms()) == "good"

    def _found(self, told: Shown, method: str) -> Caller:
        if told.is_doubled:
            raise self._unknown("malformed")
        if told.authorization is not None:
            kind, _, text = told.authorization.partition(" ")
            if kind.lower() != "bearer":
                raise self._unknown("malformed")
            return self.of_key(text.strip())
        if told.voucher is not None or (told.user is not None and self._voucher is not None):
            found = self._of_user(told)
        elif told.cookie is not None:
            found = self._of_session(told.cookie)
        else:
            raise self._unknown("missing")
        # A browser adds a cookie by itself, and a proxy its user: so the page that asks must be ours.
        if method not in _SAFE and not told.is_own_page:
            raise self._refusal("page", 403, access_texts.NOT_OUR_PAGE, slug="foreign-origin")
        return found

    def _of_user(self, told: Shown) -> Caller:
        expected, given = self._voucher or "", told.voucher or ""
        is_right = hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))
        if not (is_right and expected and told.user):
            raise self._unknown("proxy")
        name = sha256(told.user.encode()).hexdigest()[:16]
        return Caller(f"user:{name}", told.user, self._user_scopes)

    def _of_session(self, cookie: str) -> Caller:
        key_id = self.sessions.key_of(cookie, time.time())
        if key_id is None:
            raise self._unknown("session")
        key = self._keys().find(key_id)
        if key is None:
            raise self._unknown("session")
        return self._good(key)

    def _good(self, key: Key) -> Caller:
        state = self._keys().state(key, _now_ms())
        if state != "good":
            raise self._unknown(state)
        caller = self._callers.get(key.id)
        if caller is None or caller.key is not key:  # made once, for that takes longer than all else here
            caller = self._callers[key.id] = Caller(key.id, key.name, key.scopes, key.rate, key)
        return caller

    def _keys(self) -> Keys:
        if self.source is None or not self.source.is_known:
            raise self._refusal("away", 503, access_texts.AWAY, slug="keys-away", retry_after=RETRY_SECONDS)
        return self.source.keys

    def _count(self, connection: Connection, caller: Caller) -> None:
        left = self._rates.take(caller.id, caller.rate or self._quota, time.monotonic())
        connection[FURTHER_HEADERS] = left.headers
        if left.retry_after:
            raise self._refusal("rate", 429, access_texts.RATE, slug="too-many-requests", retry_after=left.retry_after)

    def _unknown(self, reason: RefusedAccess) -> Problem:
        text = access_texts.MISSING if reason == "missing" else access_texts.UNKNOWN
        problem = self._refusal(reason, 401, text)
        problem.headers |= {"WWW-Authenticate": _CHALLENGE + ("" if reason == "missing" else ', error="invalid_token"')}
        return problem

    def _refusal(
        self, reason: RefusedAccess, status: int, text: str, *, slug: str | None = None, retry_after: int | None = None
    ) -> Problem:
        self._refused.labels(reason).inc()
        return Problem(status, text, slug=slug, retry_after=retry_after)


_CHALLENGE = 'Bearer realm="matchstream"'


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


async def _caller(request: Request) -> Caller:
    found: Caller = request.scope[CALLER]
    return found


GateDep = Annotated[Gate, from_state("gate")]
CallerDep = Annotated[Caller, Depends(_caller)]
"""Who asks; for routes that need a scope."""
