"""Pushes out: one reader of the Redis stream, fanned out to every client.

One `XREAD` that blocks serves all clients, because one a client would hold one connection to Redis each
and read and dress every push as often as there are clients. What one shared reader must not do is wait
for a slow client or remember for it: each client has a short queue, and one whose queue is full is sent
back to reading the stream from where it stands, as a client is that resumes after a break. So memory is
bounded by the queue, and nothing is lost that the stream still holds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import anyio
import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from data.results import PUSHES
from gateway.metrics import Metrics
from gateway.results import Results, Unavailable
from model.scorer import band

_LOG = logging.getLogger("matchstream.gateway.pushes")

_BATCH = 100
BLOCK_SECONDS = 5
"""How long one read waits for a push; the reader's connection must have a longer time-out."""
_RETRY_SECONDS = 1.0

Position = tuple[int, int]
"""A stream id as numbers, which compare as the stream is ordered."""


class TooMany(RuntimeError):  # noqa: N818 -- what happened
    """No further client is taken."""


def position(stream_id: str) -> Position:
    """Read a stream id.

    Raises
    ------
    ValueError
        When it is none.
    """
    first, _, second = stream_id.partition("-")
    parts = (first, second or "0")
    if not all(part.isascii() and part.isdigit() and len(part) <= 20 for part in parts):
        raise ValueError("a stream id is two numbers joined by '-'")
    found = (int(parts[0]), int(parts[1]))
    if max(found) >= 1 << 64:
        raise ValueError("a stream id holds numbers below 2**64")
    return found


@dataclass(frozen=True, slots=True)
class Push:
    """A push as clients get it: `data` is JSON."""

    at: Position
    data: str

    @property
    def id(self) -> str:
        """The stream id."""
        return f"{self.at[0]}-{self.at[1]}"


class _Client:
    """One client's queue; `overrun` says that pushes were left out of it, None in it that the end has come."""

    def __init__(self, size: int) -> None:
        self.queue: asyncio.Queue[Push | None] = asyncio.Queue(size)
        self.overrun = False
        self.ended = False

    def offer(self, push: Push) -> bool:
        if self.overrun or self.ended:
            return False
        try:
            self.queue.put_nowait(push)
        except asyncio.QueueFull:
            self.overrun = True
            return False
        return True

    def restart(self) -> None:
        self.overrun = False
        while not self.queue.empty():
            self.queue.get_nowait()

    async def end_with(self, stop: anyio.Event) -> None:
        await stop.wait()
        self.ended = True
        self.restart()
        self.queue.put_nowait(None)


class PushFeed:
    """Reads pushes and hands them to clients.

    Parameters
    ----------
    stream : Redis
        For the blocking read; its time-out is longer than `BLOCK_SECONDS`.
    redis : Redis
        For short reads.
    results : Results
    metrics : Metrics
    clients : int
        How many are served at a time.
    queue : int
        Pushes held for one client.
    """

    def __init__(
        self, stream: Redis, redis: Redis, results: Results, metrics: Metrics, *, clients: int, queue: int
    ) -> None:
        self._stream = stream
        self._redis = redis
        self._results = results
        self._metrics = metrics
        self._most = clients
        self._size = queue
        self._clients: set[_Client] = set()
        self._position: Position | None = None
        self._connected = False

    async def run(self) -> None:
        """Read for ever, over any outage of Redis."""
        while True:
            try:
                if self._position is None:
                    self._position = await self._newest()
                    self._connected = True
                await self._read_on(self._position)
                self._connected = True
            except (RedisError, OSError, Unavailable) as error:
                if self._connected:
                    _LOG.warning("the stream of pushes can't be read (%s); trying again", type(error).__name__)
                self._connected = False
                await asyncio.sleep(_RETRY_SECONDS)

    async def follow(self, after: Position | None, stop: anyio.Event) -> AsyncGenerator[Push | Position]:
        """Pushes after a position, from the stream and then as they come.

        Parameters
        ----------
        after : Position, optional
            None is now.
        stop : anyio.Event
            Set when the gateway stops; the pushes end then.

        Yields
        ------
        Position, then Push
            First where the client stands, then each push.

        Raises
        ------
        TooMany, Unavailable
        """
        if len(self._clients) >= self._most:
            raise TooMany
        if self._position is None or not self._connected:
            raise Unavailable(filling=False)
        client = _Client(self._size)
        client.overrun = after is not None
        cursor = self._position if after is None else after
        ending = asyncio.create_task(client.end_with(stop))
        self._clients.add(client)
        self._metrics.push_clients.inc()
        try:
            yield cursor
            while not client.ended:
                if client.overrun:
                    # From here on new pushes are queued, so what is read now and they leave no gap.
                    client.restart()
                    while not client.ended and (missed := await self._range(cursor)):
                        for push in missed:
                            cursor = push.at
                            yield push
                    if client.ended:
                        return
                queued = await client.queue.get()
                if queued is not None and queued.at > cursor:
                    cursor = queued.at
                    yield queued
        finally:
            ending.cancel()
            self._clients.discard(client)
            self._metrics.push_clients.dec()

    async def _newest(self) -> Position:
        entries: Any = await self._redis.xrevrange(PUSHES, count=1)
        return position(entries[0][0]) if entries else (0, 0)

    async def _read_on(self, last: Position) -> None:
        name = f"{last[0]}-{last[1]}"
        answer: Any = await self._stream.xread({PUSHES: name}, count=_BATCH, block=BLOCK_SECONDS * 1000)
        if not answer:
            return
        entries = answer[PUSHES][0] if isinstance(answer, dict) else answer[0][1]
        for push in await self._dress(entries):
            for client in self._clients:
                if not client.offer(push) and client.queue.full():
                    self._metrics.push_overruns.inc()
        self._position = position(entries[-1][0])

    async def _range(self, after: Position) -> list[Push]:
        try:
            entries: Any = await self._redis.xrange(PUSHES, min=f"({after[0]}-{after[1]}", count=_BATCH)
        except (RedisError, OSError):
            raise Unavailable(filling=False) from None
        return await self._dress(entries)

    async def _dress(self, entries: list[tuple[str, dict[str, str]]]) -> list[Push]:
        """Read entries, and add what a recruiter reads beside the ids."""
        read: list[tuple[Position, dict[str, Any]]] = []
        for name, fields in entries:
            try:
                match = orjson.loads(fields["match"])
                pair = match | {"band": band(match["quality_score"])}
                read.append((position(name), pair | {"pair": (match["job_id"], match["applicant_id"])}))
            except (KeyError, TypeError, ValueError):
                _LOG.warning("push %s can't be read and is left out", name)
        titles = await self._results.titles([pair.pop("pair") for _, pair in read]) if read else []
        return [Push(at, orjson.dumps(pair | title).decode()) for (at, pair), title in zip(read, titles, strict=True)]
