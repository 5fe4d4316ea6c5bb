"""Connections that may not dawdle: how many there are, and how long each may take to say what it wants.

uvicorn bounds the time between two requests; the head and the body of one may take for ever there, and so may a client
that reads nothing. A few hundred such connections would leave nobody else one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from ipaddress import ip_address
from typing import ClassVar, Literal

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.settings import GatewaySettings
from gateway.web.metrics import Metrics
from gateway.web.problems import Problem, answer
from gateway.web.upgrades import WholeRequests

HEAD_BYTES = 64 << 10
"""Bytes of a request's line and headers; the parser itself knows no bound."""
PIPELINED = 16
"""Requests that may wait on one connection for the answer to the one before."""
STALLED_SECONDS = 30.0
"""How long a client may take nothing of an answer that no longer fits between us."""
LINGER_SECONDS = 5.0
"""How long a connection that was closed may take to be rid of what was written."""
RETRY_SECONDS = 30

Stage = Literal["idle", "head", "body"]


def limited(settings: GatewaySettings, metrics: Metrics) -> type[HttpToolsProtocol]:
    """The protocol of a server with these settings; each server counts for itself."""

    class Limited(_Connection):
        limits = settings
        counted = metrics
        addresses: ClassVar[Counter[str]] = Counter()

    return Limited


class _Connection(HttpToolsProtocol):
    limits: ClassVar[GatewaySettings]
    counted: ClassVar[Metrics]
    addresses: ClassVar[Counter[str]]

    stage: Stage = "head"
    _timer: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None
    _heads = 0
    _head = 0
    _address: str | None = None

    # -- from the transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or refuse it."""
        super().connection_made(transport)
        self.parser = WholeRequests(self)
        address = self.client[0] if self.client else ""
        if len(self.connections) > self.limits.gateway_connections:
            self._refuse("all", "Há conexões demais; tente de novo em instantes.")
        elif self.addresses[address] >= self.limits.gateway_connections_per_address and not self._is_proxy(address):
            self._refuse("address", "Há conexões demais a partir deste endereço; tente de novo em instantes.")
        else:
            self._address = address
            self.addresses[address] += 1
            self._await("head")

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        for timer in (self._timer, self._stall):
            if timer is not None:
                timer.cancel()
        if self._address is not None:
            self.addresses[self._address] -= 1
            if not self.addresses[self._address]:
                del self.addresses[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes in."""
        if self.transport.is_closing():
            return
        before = self._heads
        super().data_received(data)
        if self.stage == "head":
            # Of what came before this head began, nobody knows how much it was.
            self._head += len(data) if self._heads == before else 0
            if self._head > HEAD_BYTES:
                self._end("head_size", Problem(431, "A linha e os cabeçalhos do pedido são grandes demais."))
        elif self.stage == "idle" and self.timeout_keep_alive_task is None and self._is_answered:
            self._await("head")  # what came begins no request, such as an empty line, and nothing else times it

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on, as the client reads."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()

    # -- from the parser

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- uvicorn's text, in English
        """Refuse what is no request."""
        self._end("parse", Problem(400, "O que foi enviado não é um pedido HTTP/1.1 válido."))

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        if self.stage != "head":
            self._await("head")

    def on_headers_complete(self) -> None:
        """Go on to the body."""
        if len(self.pipeline) >= PIPELINED:
            raise ValueError("too many requests wait on one connection")  # the parser's caller answers 400 and closes
        super().on_headers_complete()
        self._await("body")

    def on_message_complete(self) -> None:
        """End a request."""
        if self.parser.should_upgrade():
            return  # its head ended; the parser that goes on behind it tells when all of it has come
        super().on_message_complete()
        self._await("idle")

    # -- time

    def _await(self, stage: Stage) -> None:
        self.stage = stage
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if stage == "head":
            self._heads += 1
            self._head = 0
            self._timer = self.loop.call_later(self.limits.gateway_head_seconds, self._late)
        elif stage == "body":
            self._timer = self.loop.call_later(self.limits.gateway_body_seconds, self._late)

    def _late(self) -> None:
        what = "os cabeçalhos" if self.stage == "head" else "o corpo"
        self._end(self.stage, Problem(408, f"O pedido demorou demais: {what} não chegaram a tempo."))

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection."""
        self._leave()

    # -- the end

    @property
    def _is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _is_proxy(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self.limits.proxies)
        except ValueError:
            return False  # a socket of this machine's file system has none

    def _refuse(self, why: str, text: str) -> None:
        self._end(why, Problem(503, text, slug="busy", retry_after=RETRY_SECONDS))

    def _end(self, why: str, problem: Problem) -> None:
        """Close the connection, and say why where no answer is on its way."""
        if self.transport.is_closing():
            return
        self.counted.connections_ended.labels(why).inc()
        if not self.pipeline and (self._is_answered or not self.cycle.response_started):
            response = answer(problem, {"Connection": "close"})
            head = b"".join(b"%s: %s\r\n" % header for header in response.raw_headers)
            self.transport.write(b"HTTP/1.1 %d \r\n%s\r\n%s" % (problem.status, head, response.body))
        self._leave()

    def _leave(self) -> None:
        self.transport.close()
        if self._stall is not None:
            self._stall.cancel()
        self._stall = self.loop.call_later(LINGER_SECONDS, self.transport.abort)
