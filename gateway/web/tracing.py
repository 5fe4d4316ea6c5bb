"""Gives every request its trace: the one that it names in `traceparent`, or a new one (W3C Trace Context).

The id of the trace is the id of the request: it is answered in `X-Request-Id`, and stands in each line of the log that
is written while the request is served.
"""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.telemetry.spans import Facts, Kind, Stage, told_as
from data.telemetry.traces import CURRENT, TRACEPARENT, Trace
from gateway.web.metrics import label

_NAME = TRACEPARENT.encode()
REQUEST_ID = b"x-request-id"


class Traced:
    """ASGI middleware: the first, so that all others know the request's trace.

    Parameters
    ----------
    app : ASGIApp
    share : float
        Share of requests that are told at every stage, of those that don't say it themselves.
    """

    def __init__(self, app: ASGIApp, share: float) -> None:
        self.app = app
        self.share = share

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # More than one of them is as good as none.
        named = [value for name, value in scope["headers"] if name == _NAME]
        caller = Trace.read(named[0]) if len(named) == 1 else None
        trace = Trace.begin(self.share) if caller is None else caller.child()
        begun = time.time()

        async def traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (REQUEST_ID, trace.trace_id.encode())]
                if trace.is_sampled:
                    facts: Facts = {
                        "http.request.method": scope["method"],
                        "http.route": label(scope),
                        "http.response.status_code": message["status"],
                    }
                    told_as(Stage("request", begun, facts, Kind.SERVER), trace, caller)
            await send(message)

        held = CURRENT.set(trace)
        try:
            await self.app(scope, receive, traced)
        finally:
            CURRENT.reset(held)
