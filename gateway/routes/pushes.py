"""Pushes out, as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Query
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.types import Receive, Scope, Send

from gateway.deps import Metrics, PushFeed, Settings
from gateway.lookup_errors import unavailable
from gateway.problems import Problem, answered
from gateway.pushes import Push, TooMany, position
from gateway.results import Unavailable

router = APIRouter(prefix="/api", tags=["avisos"])

STOP_SECONDS = 2.0
"""How long a client may take to take its last push when the gateway stops."""


class _Stream(EventSourceResponse):
    """Server-sent events; a client that takes nothing any more is let go in silence."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            return


@router.get("/pushes", response_class=_Stream, responses=answered(503))
async def pushes(
    feed: PushFeed,
    metrics: Metrics,
    settings: Settings,
    last_event_id: Annotated[str | None, Header()] = None,
    last_event_id_query: Annotated[str | None, Query(alias="last_event_id")] = None,
) -> _Stream:
    """Acompanhar novas compatibilidades; retoma depois de `Last-Event-ID`."""
    asked = last_event_id or last_event_id_query
    try:
        after = position(asked) if asked else None
    except ValueError:
        raise Problem(400, "Last-Event-ID deve ser o id de um aviso, como 1700000000000-0.") from None
    stop = anyio.Event()
    followed = feed.follow(after, stop)
    try:
        # The first item says where the client stands; taking it here lets an outage be answered as one.
        start = await anext(followed)
    except TooMany:
        raise Problem(503, "Há conexões demais abertas; tente de novo em instantes.", retry_after=30) from None
    except Unavailable as error:
        raise unavailable(error) from None

    async def told() -> AsyncIterator[ServerSentEvent]:
        # An id at once, so that a client that loses its connection before the first push resumes from here.
        yield ServerSentEvent(event="ready", id="{}-{}".format(*start), data="{}")  # type: ignore[misc]
        try:
            async for push in followed:
                assert isinstance(push, Push)
                yield ServerSentEvent(event="match", id=push.id, data=push.data)
                metrics.pushes_sent.inc()
        except Unavailable:
            return  # the client comes back with the last id it had
        finally:
            await followed.aclose()

    return _Stream(
        told(),
        ping=settings.push_heartbeat,
        ping_message_factory=lambda: ServerSentEvent(comment="heartbeat"),
        send_timeout=settings.push_send_timeout,
        shutdown_event=stop,
        shutdown_grace_period=STOP_SECONDS,
    )
