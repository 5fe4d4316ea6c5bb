"""Limits of request bodies: the bytes and the JSON values of one, and the bytes of all together.

A body is counted while it arrives, so that it can be refused before all of it was read.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

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
        return answer(error.problem)

    app.add_exception_handler(Refusal, answered)


class BodyLimit:
    """Refuses large bodies: by their declared size before reading, else while reading.

    FastAPI's `max_body_size` checks the declared size only, and answers in plain text.

    Parameters
    ----------
    size : int
        Most bytes of one body.
    commas : int
        Most commas of one body. They bound the number of its JSON values; a parsed value takes a hundred times the
        memory of its comma, and time in which no other request is served.
    memory : int
        Most bytes of all bodies in memory at a time.
    """

    def __init__(self, *, size: int, commas: int, memory: int) -> None:
        self.size = size
        self.commas = commas
        self.memory = memory
        self.held = 0

    def refusal(self, declared: bytes) -> Problem | None:
        """Why a body is not read, by the size that its head declares; None where it is."""
        return self.too_large() if declared.isdigit() and int(declared) > self.size else None

    def counted(self, receive: Receive) -> Counted:
        """The body of a request, to be counted while it is received."""
        return Counted(self, receive)

    def too_large(self) -> Problem:
        """The problem of a body of too many bytes."""
        return _closing(413, f"O corpo do pedido passa de {self.size} bytes, o máximo aceito.")

    def too_many(self) -> Problem:
        """The problem of a body of too many values."""
        return _closing(413, f"O corpo do pedido tem mais de {self.commas} vírgulas, o máximo aceito; divida-o.")


class Counted:
    """A body that is counted while it is received.

    Parameters
    ----------
    limit : BodyLimit
    source : Receive
        Where it comes from.
    """

    __slots__ = ("commas", "limit", "source", "taken")

    def __init__(self, limit: BodyLimit, source: Receive) -> None:
        self.limit = limit
        self.source = source
        self.taken = self.commas = 0

    async def receive(self) -> Message:
        """Receive the next part; raises `Refusal` where it is too much."""
        message = await self.source()
        body = message.get("body", b"")
        limit = self.limit
        self.taken += len(body)
        limit.held += len(body)
        self.commas += body.count(b",")
        if self.taken > limit.size:
            raise Refusal(limit.too_large())
        if self.commas > limit.commas:
            raise Refusal(limit.too_many())
        if limit.held > limit.memory:
            raise Refusal(_busy())
        return message

    def forget(self) -> None:
        """Take it off the memory of all bodies, once it was served."""
        self.limit.held -= self.taken


def _busy() -> Problem:
    return _closing(
        503,
        "Há dados demais de outros pedidos em espera; tente de novo em instantes.",
        slug="busy",
        retry_after=RETRY_SECONDS,
    )


def _closing(status: int, detail: str, **options: Any) -> Problem:
    """A problem after which the connection is closed, for the rest of the body is not read."""
    problem = Problem(status, detail, **options)
    problem.headers |= CLOSE
    return problem
