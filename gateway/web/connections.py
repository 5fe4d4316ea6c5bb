"""Limits of connections: how many may be open, and how long a request or an answer may take.

uvicorn limits only the time between two requests. Head and body of a request may take for ever, and so may a client
that does not read its answer. A few hundred such connections would block everybody else.
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
"""Most bytes of a request's line and headers; the parser itself has no limit."""
PIPELINED = 16
"""Most requests that may wait on one connection for the answer to the one before."""
STALLED_SECONDS = 30.0
"""How long a client may read nothing of an answer while the buffers are full."""
LINGER_SECONDS = 5.0
"""How long a closed connection may take to send the rest of its answer."""
RETRY_SECONDS = 30

Stage = Literal["idle", "head", "body"]


def limited(settings: GatewaySettings, metrics: Metrics) -> type[HttpToolsProtocol]:
    """The protocol class of a server with these settings; each server has its own counts."""

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
        """Accept a connection, or refuse it."""
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
            self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove a connection from the counts."""
        for timer in (self._timer, self._stall):
            if timer is not None:
                timer.cancel()
        if self._address is not None:
            self.addresses[self._address] -= 1
            if not self.addresses[self._address]:
                del self.addresses[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse received bytes, and check the limits of the head."""
        if self.transport.is_closing():
            return
        before = self._heads
        super().data_received(data)
        if self.stage == "head":
            # Where the head began within these bytes, it is not known how many of them belong to it.
            self._head += len(data) if self._heads == before else 0
            if self._head > HEAD_BYTES:
                self._end("head_size", Problem(431, "A linha e os cabeçalhos do pedido são grandes demais."))
        elif self.stage == "idle" and self.timeout_keep_alive_task is None and self._is_answered:
            self._await("head")  # the bytes began no request (an empty line), so that no other timer runs
        self._start_timer()

    def pause_writing(self) -> None:
        """Start the timer of a client that does not read."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop that timer, for the client reads again."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()

    # -- from the parser

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- uvicorn's text, in English
        """Refuse bytes that are no request."""
        self._end("parse", Problem(400, "O que foi enviado não é um pedido HTTP/1.1 válido."))

    def on_message_begin(self) -> None:
        """Begin the head."""
        super().on_message_begin()
        self.scope["state"]["cut"] = self.transport.abort  # for an answer without an end
        if self.stage != "head":
            self._await("head")

    def on_headers_complete(self) -> None:
        """Begin the body."""
        if len(self.pipeline) >= PIPELINED:
            raise ValueError("too many requests wait on one connection")  # the parser's caller answers 400 and closes
        super().on_headers_complete()
        self._await("body")

    def on_message_complete(self) -> None:
        """Stop the timer of the request."""
        if self.parser.should_upgrade():
            return  # only the head ended; the parser of the rest calls this again
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

    def _start_timer(self) -> None:
        """Start the timer of the stage that the bytes which came have left; a request that came whole needs none."""
        if self._timer is None and self.stage != "idle" and not self.transport.is_closing():
            limits = self.limits
            seconds = limits.gateway_head_seconds if self.stage == "head" else limits.gateway_body_seconds
            self._timer = self.loop.call_later(seconds, self._late)

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
            return False  # a Unix socket has no address

    def _refuse(self, why: str, text: str) -> None:
        self._end(why, Problem(503, text, slug="busy", retry_after=RETRY_SECONDS))

    def _end(self, why: str, problem: Problem) -> None:
        """Close the connection; if no answer has begun, send the problem first."""
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
