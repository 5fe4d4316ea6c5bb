"""The route of pushes, as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

import anyio
from fastapi import Header, Query, Request
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.types import Receive, Scope, Send

from gateway.access.gate import CallerDep, GateDep
from gateway.access.scopes import READ, GuardedRouter, needs
from gateway.lookups.errors import unavailable
from gateway.lookups.results import Unavailable
from gateway.pushes.clients import TooMany
from gateway.pushes.feed import PushFeedDep
from gateway.pushes.stream import Page, name, position
from gateway.settings import SettingsDep
from gateway.web.metrics import MetricsDep
from gateway.web.problems import Problem, answer, answered

router = GuardedRouter(prefix="/api", tags=["pushes"])

STOP_SECONDS = 2.0
"""How long a client may take to receive its last push when the gateway stops."""
RETRY_SECONDS = 30
RECONNECT_MILLISECONDS = 2000
"""How soon a client comes back, where it heeds `retry:`."""


class _Stream(EventSourceResponse):
    """Server-sent events; a client that stops reading is disconnected without an error in the log."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            return


class _Heartbeat(ServerSentEvent):
    """A comment that no empty line follows: of a comment with one, two clients make an empty event."""

    def encode(self) -> bytes:
        return b": heartbeat\r\n"


_EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}


@router.get("/pushes", operation_id="follow_pushes", response_class=_Stream, responses=_EVENTS | answered(426, 503))
@needs(READ)
async def pushes(
    request: Request,
    feed: PushFeedDep,
    metrics: MetricsDep,
    settings: SettingsDep,
    gate: GateDep,
    caller: CallerDep,
    last_event_id: Annotated[str | None, Header()] = None,
    last_event_id_query: Annotated[str | None, Query(alias="last_event_id")] = None,
) -> _Stream:
    """Acompanhar novas compatibilidades; retoma depois de `Last-Event-ID`."""
    if request.scope["http_version"] == "1.0":
        raise _too_old()
    asked = last_event_id or last_event_id_query
    try:
        after = position(asked) if asked else None
    except ValueError:
        raise Problem(400, "Last-Event-ID deve ser o id de um aviso, como 1700000000000-0.") from None
    stop = anyio.Event()
    followed = feed.follow(after, stop, request.client.host if request.client else "")
    try:
        # Read before the answer begins, so that it can be 503. An outage is no reason for that: few clients come back.
        first = await anext(followed)
    except TooMany as error:
        raise _too_many(error) from None

    async def told() -> AsyncIterator[bytes]:
        async with aclosing(followed):
            yield _shown(first)
            async for found in followed:
                if not gate.holds(caller):
                    return  # the client asks again, and is told that its key has ended
                yield _shown(found)
                if isinstance(found, Page):
                    metrics.pushes_sent.inc(len(found.pushes))
        # The gateway stops. A stream that ends in order is over for two clients; one that is cut is an error to all.
        if cut := getattr(request.state, "cut", None):
            cut()
            await anyio.sleep_forever()  # until the connection's loss cancels this

    return _Stream(
        told(),
        ping=settings.push_heartbeat,
        ping_message_factory=_Heartbeat,
        send_timeout=settings.push_send_timeout,
        shutdown_event=stop,
        shutdown_grace_period=STOP_SECONDS,
    )


def _shown(found: Page | Unavailable) -> bytes:
    """What a client is sent."""
    if isinstance(found, Unavailable):
        data = bytes(answer(unavailable(found)).body).decode()
        return ServerSentEvent(event="waiting", data=data, retry=RECONNECT_MILLISECONDS).encode()
    if found.pushes:
        return b"".join(push.event for push in found.pushes)
    # The position, so that a client that loses its connection before the first push can resume from here.
    return ServerSentEvent(event="ready", id=name(found.end), data="{}", retry=RECONNECT_MILLISECONDS).encode()


def _too_many(error: TooMany) -> Problem:
    whose = " a partir deste endereço" if error.of_address else ""
    return Problem(
        503, f"Há conexões demais abertas{whose}; tente de novo em instantes.", slug="busy", retry_after=RETRY_SECONDS
    )


def _too_old() -> Problem:
    """The answer to HTTP/1.0, which can't send a stream of unknown length and mark its end."""
    problem = Problem(
        426, "Avisos precisam de HTTP/1.1; se há um proxy à frente, ele deve falar HTTP/1.1 com este servidor."
    )
    problem.headers |= {"Upgrade": "HTTP/1.1", "Connection": "Upgrade"}
    return problem
