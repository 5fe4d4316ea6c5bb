"""Limits of request bodies: the bytes and the JSON values of one, and the bytes of all together.

A body is counted while it arrives, so that it can be refused before all of it was read.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.web.problems import Problem, answer

CLOSE = {"Connection": "close"}
RETRY_SECONDS = 1


class Refusal(HTTPException):
    """A refused body, raised to whoever reads it; frameworks pass an `HTTPException` on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status)
        self.problem = problem


def install(app: FastAPI) -> None:
    """Let an application answer a refusal with its problem."""

    async def answered(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return answer(error.problem, CLOSE)

    app.add_exception_handler(Refusal, answered)


class BodyLimit:
    """ASGI middleware that refuses large bodies: by their declared size before reading, else while reading.

    FastAPI's `max_body_size` checks the declared size only, and answers in plain text.

    Parameters
    ----------
    app : ASGIApp
    size : int
        Most bytes of one body.
    commas : int
        Most commas of one body. They bound the number of its JSON values; a parsed value takes a hundred times the
        memory of its comma, and time in which no other request is served.
    memory : int
        Most bytes of all bodies in memory at a time.
    """

    def __init__(self, app: ASGIApp, *, size: int, commas: int, memory: int) -> None:
        self.app = app
        self.size = size
        self.commas = commas
        self.memory = memory
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared) > self.size:
            await answer(self._too_large(), CLOSE)(scope, receive, send)
            return
        taken = commas = 0

        async def counted() -> Message:
            nonlocal taken, commas
            message = await receive()
            body = message.get("body", b"")
            taken += len(body)
            self.held += len(body)
            commas += body.count(b",")
            if taken > self.size:
                raise Refusal(self._too_large())
            if commas > self.commas:
                raise Refusal(self._too_many())
            if self.held > self.memory:
                raise Refusal(_busy())
            return message

        try:
            await self.app(scope, counted, send)
        finally:
            self.held -= taken

    def _too_large(self) -> Problem:
        return Problem(413, f"O corpo do pedido passa de {self.size} bytes, o máximo aceito.")

    def _too_many(self) -> Problem:
        return Problem(413, f"O corpo do pedido tem mais de {self.commas} vírgulas, o máximo aceito; divida-o.")


def _busy() -> Problem:
    return Problem(
        503,
        "Há dados demais de outros pedidos em espera; tente de novo em instantes.",
        slug="busy",
        retry_after=RETRY_SECONDS,
    )
