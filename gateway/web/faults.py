"""Turns an unexpected error into a 500, with a log entry that quotes nothing that a client sent.

Starlette's own handler passes the exception to the server, which logs its text, and that may quote an applicant.
"""

from __future__ import annotations

import logging
import traceback

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.web.bodies import CLOSE, Refusal
from gateway.web.metrics import label
from gateway.web.problems import Problem, answer

_LOG = logging.getLogger("matchstream.gateway")


class Faults:
    """ASGI middleware that answers where no other handler did."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return  # the client left before its request was complete
        except Refusal as error:
            if not started:
                await answer(error.problem, CLOSE)(scope, receive, send)
        except Exception as error:  # noqa: BLE001 -- this is the last net
            log_fault(scope, error)
            if not started:
                await answer(Problem(500))(scope, receive, send)


def log_fault(scope: Scope, error: Exception) -> None:
    """Log where an error came from, without its text."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("%s %s failed with %s\n%s", scope["method"], label(scope), type(error).__name__, where)
