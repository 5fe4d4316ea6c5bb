"""What every request passes before it is served, and its answer before it is sent, as one ASGI middleware.

Each request has a trace: the one that it names in `traceparent`, or a new one (W3C Trace Context). Its id is that of
the request: it is answered in `X-Request-Id`, and stands in each line of the log that is written meanwhile. The request
passes the door and the limits of bodies. Its answer is counted, and gets the headers that protect browsers.

One middleware for all of it: each would wrap every request and every answer once more, which takes as long as a score.
"""

from __future__ import annotations

import logging
import time
import traceback

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.telemetry.spans import Facts, Kind, Stage, told_as
from data.telemetry.traces import CURRENT, TRACEPARENT, Trace
from gateway.web.bodies import BodyLimit, Refusal
from gateway.web.door import Door
from gateway.web.metrics import Metrics, RequestCounts, label
from gateway.web.problems import Problem, answer

_LOG = logging.getLogger("matchstream.gateway")

FURTHER_HEADERS = "matchstream.headers"
"""Where headers stand in an ASGI scope that its answer gets, whatever it is."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Against foreign scripts and frames."""

_TRACE = TRACEPARENT.encode()
_REQUEST_ID = b"x-request-id"
_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_API_HEADERS = (*_HEADERS, (b"cache-control", b"no-store"))


class Entrance:
    """ASGI middleware around all others.

    Parameters
    ----------
    app : ASGIApp
    door : Door
    bodies : BodyLimit
    metrics : Metrics
    share : float
        Share of requests that are told at every stage, of those that don't say it themselves.
    """

    def __init__(self, app: ASGIApp, *, door: Door, bodies: BodyLimit, metrics: Metrics, share: float) -> None:
        self.app = app
        self.door = door
        self.bodies = bodies
        self.counts = RequestCounts(metrics)
        self.share = share

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, clock = time.time(), time.perf_counter()
        named = _named(scope["headers"])
        caller = Trace.read(named.get(_TRACE))
        trace = Trace.begin(self.share) if caller is None else caller.child()
        started = False

        async def complete(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _guarded(scope, message, trace)
                self.counts.count(scope, message["status"], time.perf_counter() - clock)
                if trace.is_sampled:
                    told_as(Stage("request", begun, _facts(scope, message["status"]), Kind.SERVER), trace, caller)
            await send(message)

        body = self.bodies.counted(receive)
        held = CURRENT.set(trace)
        try:
            declared = named.get(b"content-length", b"")
            refused = self.door.refusal(scope["method"], named) or self.bodies.refusal(declared)
            if refused is None:
                await self.app(scope, body.receive, complete)
            else:
                await answer(refused)(scope, receive, complete)
        except ClientDisconnect:
            pass  # the client left before its request was complete
        except Exception as error:  # noqa: BLE001 -- this is the last net
            problem = _problem_of(scope, error)
            if not started:
                await answer(problem)(scope, receive, complete)
        finally:
            body.forget()
            CURRENT.reset(held)


def _named(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The last header of each name; of a host or a trace that came more than once none."""
    found = dict(headers)
    if len(found) != len(headers):
        names = [name for name, _ in headers]
        for name in (b"host", _TRACE):
            if names.count(name) > 1:
                del found[name]
    return found


def _guarded(scope: Scope, message: Message, trace: Trace) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, with those that every answer gets."""
    headers = list(message.get("headers", ()))
    said = {name for name, _ in headers}
    wanted = _API_HEADERS if scope["path"].startswith("/api/") else _HEADERS
    headers += [header for header in wanted if header[0] not in said]
    headers += scope.get(FURTHER_HEADERS, ())
    headers.append((_REQUEST_ID, trace.trace_id.encode()))
    return headers


def _facts(scope: Scope, status: int) -> Facts:
    return {
        "http.request.method": scope["method"],
        "http.route": label(scope),
        "http.response.status_code": status,
    }


def _problem_of(scope: Scope, error: Exception) -> Problem:
    """How an error is answered that nobody handled."""
    if isinstance(error, Refusal):
        return error.problem
    log_fault(scope, error)
    return Problem(500)


def log_fault(scope: Scope, error: Exception) -> None:
    """Log where an error came from, without its text, which may quote an applicant; the server would log that too."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("%s %s failed with %s\n%s", scope["method"], label(scope), type(error).__name__, where)
