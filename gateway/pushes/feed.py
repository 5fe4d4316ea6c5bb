"""One reader of the Redis stream of pushes, which hands each push to every client.

One blocking `XREAD` serves all clients: with one per client each would need a connection to Redis, and every push would
be read and completed once per client. A shared reader must not wait for a slow client, nor keep pushes for it without
bound. So each client has a short queue; a client whose queue is full reads the stream from its position again, like a
client that resumes after a break. Memory is bounded by the queue, and no push is lost that the stream still holds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import anyio
from redis.asyncio import Redis
from redis.exceptions import RedisError

from data.redis.faults import AWAY, Fault
from data.redis.layout import PUSHES
from data.telemetry.spans import Stage, told
from data.telemetry.traces import Trace
from gateway.deps import from_state
from gateway.lookups.results import Unavailable
from gateway.pushes.client import Client
from gateway.pushes.clients import Clients
from gateway.pushes.stream import PAGE, Page, Position, PushStream, name
from gateway.web.metrics import Metrics

BLOCK_SECONDS = 5
"""How long one read waits for a push; the time-out of the reader's connection must be longer."""
RETRY_SECONDS = 1.0
"""Between two attempts to read while Redis is away."""


class PushFeed:
    """Reads pushes, and hands them to clients.

    Parameters
    ----------
    redis : Redis
        For the blocking read; with a time-out longer than `BLOCK_SECONDS`.
    stream : PushStream
    metrics : Metrics
    clients : Clients
    """

    def __init__(self, redis: Redis, stream: PushStream, metrics: Metrics, clients: Clients) -> None:
        self._redis = redis
        self._stream = stream
        self._metrics = metrics
        self._clients = clients
        self._position: Position | None = None
        self._lost: Fault | None = AWAY

    async def run(self) -> None:
        """Read for ever, and continue after any outage of Redis."""
        came = False
        while True:
            try:
                if not came or self._lost:
                    await self._find_place()
                came = await self._read_on()
            except (RedisError, OSError, Unavailable) as error:
                self._lose(self._stream.unavailable(error).fault)
                await asyncio.sleep(RETRY_SECONDS)

    async def follow(
        self, after: Position | None, stop: anyio.Event, address: str
    ) -> AsyncGenerator[Page | Unavailable]:
        """Follow the pushes after a position: first those in the stream, then new ones.

        Parameters
        ----------
        after : Position, optional
            None means now. So does a position ahead of the stream, which is from another Redis, or from before this one
            was emptied.
        stop : anyio.Event
            Set when the gateway stops, which ends the pushes.
        address : str
            Address of the client.

        Yields
        ------
        Page or Unavailable
            An empty page has the client's position: it comes at first, and again after each outage. An outage is
            yielded once, when it begins. A page is read when the one before was consumed.

        Raises
        ------
        TooMany
        """
        with self._clients.serve(after, stop, address) as client:
            told: str | None = None
            while not client.ended:
                try:
                    page = await self._next(client)
                except Unavailable as error:
                    if str(error) != told:
                        told = str(error)
                        yield error
                    await self._outlast(client)
                    continue
                if page is not None:
                    told = None
                    yield page

    async def _next(self, client: Client) -> Page | None:
        """The next page for a client; None where there is none yet, or it was interrupted.

        Raises
        ------
        Unavailable
        """
        if client.displaced:
            client.restart()
            client.displaced = False
            client.behind = client.at is not None
            client.at = await self._place(client.at)
            return Page([], client.at)
        assert client.at is not None
        if client.overrun:
            # New pushes are queued from here on, so that there is no gap between them and those read now.
            client.restart()
            client.behind = True
        if client.behind:
            if missed := await self._stream.page(client.at):
                client.at = missed.end
                return missed if missed.pushes else None
            client.behind = False
        if client.overrun or not (queued := await client.next()):
            return None
        client.at = queued[-1].at
        return Page(queued, client.at)

    async def _outlast(self, client: Client) -> None:
        """Wait until reading may be tried again; then the client is given its position anew."""
        await client.rest(RETRY_SECONDS)
        while self._lost is not None and not client.ended:
            await client.rest(RETRY_SECONDS)
        client.displaced = True

    def _lose(self, fault: Fault | None) -> None:
        """Note that Redis can't be read, and let each client be told when that begins."""
        begins = self._lost is None
        self._lost = fault
        if begins and fault is not None:
            for client in self._clients:
                client.displace()

    async def _place(self, after: Position | None) -> Position:
        """The position at which a client goes on."""
        if self._lost is not None:
            raise Unavailable(self._lost)
        assert self._position is not None
        return self._position if after is None else min(after, await self._stream.newest())

    async def _find_place(self) -> None:
        """Find the end of the stream; if it is before our position, the stream is another, and clients move to it."""
        newest = await self._stream.newest()
        if self._position is None or newest < self._position:
            self._position = newest
            for client in self._clients:
                client.displace()
        self._lost = None
        self._stream.answered()

    async def _read_on(self) -> bool:
        """Wait for new pushes and hand them on; returns whether there were any."""
        assert self._position is not None
        place: Any = {PUSHES: name(self._position)}
        answer: Any = await self._redis.xread(place, count=PAGE, block=BLOCK_SECONDS * 1000)
        if not answer:
            return False
        entries = answer[PUSHES][0] if isinstance(answer, dict) else answer[0][1]
        begun = time.time()
        page = await self._stream.dress(entries)
        for push in page.pushes:
            for client in self._clients:
                if client.offer(push):
                    self._metrics.push_overruns.inc()
            if (trace := Trace.read(push.traceparent)) is not None:
                told(Stage("push sent", begun, {"clients": len(self._clients)}), trace)
        self._position = page.end
        return True


PushFeedDep = Annotated[PushFeed, from_state("parts.pushes")]
