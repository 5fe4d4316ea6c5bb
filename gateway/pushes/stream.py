"""Reads the stream of pushes in Redis page by page, and makes the events that clients get.

Clients that resume from far back share one reader, one page at a time: however many they are, other requests wait for
one page at most. Clients that reconnect together, as after a restart, need the same pages, so a page is kept for a
moment.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from sse_starlette.event import ServerSentEvent

from data.contract.bands import band
from data.redis.faults import AWAY, RedisState, RedisWatch
from data.redis.layout import PUSHES
from data.telemetry.traces import TRACEPARENT
from gateway.lookups.results import Results, Unavailable

_LOG = logging.getLogger("matchstream.gateway.pushes")

PAGE = 100
"""Pushes per page."""
_AWAY_SECONDS = 1.0
"""After a failed read, waiting readers fail at once for this long, instead of each trying Redis."""
_KEPT_PAGES = 32
_KEPT_SECONDS = 2.0
"""How long a page is kept. A push that is erased meanwhile is still sent."""

Position = tuple[int, int]
"""A stream id as two numbers, which compare in the order of the stream."""


def position(stream_id: str) -> Position:
    """Read a stream id.

    Raises
    ------
    ValueError
        When it is no stream id.
    """
    first, _, second = stream_id.partition("-")
    parts = (first, second or "0")
    if not all(part.isascii() and part.isdigit() and len(part) <= 20 for part in parts):
        raise ValueError("a stream id is two numbers joined by '-'")
    found = (int(parts[0]), int(parts[1]))
    if max(found) >= 1 << 64:
        raise ValueError("a stream id holds numbers below 2**64")
    return found


def name(at: Position) -> str:
    """Write a stream id."""
    return f"{at[0]}-{at[1]}"


@dataclass(frozen=True, slots=True)
class Push:
    """A push: its position, its server-sent event, and the `traceparent` of the event that it follows from."""

    at: Position
    event: bytes
    traceparent: str | None = None


class Page(NamedTuple):
    """Consecutive pushes, and the position after them."""

    pushes: list[Push]
    end: Position


class PushStream:
    """Reads the stream.

    Parameters
    ----------
    redis : Redis
    results : Results
    tell : callable, optional
        Called with the state of Redis, at first and after each change.
    """

    def __init__(self, redis: Redis, results: Results, tell: Callable[[RedisState], object] = lambda _: None) -> None:
        self._redis = redis
        self._results = results
        self._reading = asyncio.Lock()
        self._pages: dict[Position, Page] = {}
        self._away_until = 0.0
        self._watch = RedisWatch(_LOG, tell)

    def answered(self) -> None:
        """Note that the stream could be read."""
        self._watch.answered()

    def unavailable(self, error: Exception) -> Unavailable:
        """Note that it could not be read; returns the error to raise."""
        return error if isinstance(error, Unavailable) else Unavailable(self._watch.failed(error))

    async def newest(self) -> Position:
        """The last id of the stream, even if that push was erased since.

        Raises
        ------
        Unavailable
        """
        try:
            held: Any = await self._redis.xinfo_stream(PUSHES)
        except (RedisError, OSError) as error:
            if isinstance(error, ResponseError) and "no such key" in str(error):
                return (0, 0)  # nothing was ever pushed
            raise self.unavailable(error) from None
        return position(held["last-generated-id"])

    async def page(self, after: Position) -> Page | None:
        """The next pushes after a position; None where there are none.

        Raises
        ------
        Unavailable
        """
        async with self._reading:
            if after in self._pages:
                return self._pages[after]
            page = await self._read(after)
            if page is not None and len(page.pushes) == PAGE:  # a page that is not full may still grow
                self._pages[after] = page
                asyncio.get_running_loop().call_later(_KEPT_SECONDS, self._pages.pop, after, None)
                if len(self._pages) > _KEPT_PAGES:
                    del self._pages[next(iter(self._pages))]
            return page

    async def _read(self, after: Position) -> Page | None:
        if time.monotonic() < self._away_until:
            raise Unavailable(self._watch.fault or AWAY)
        try:
            entries: Any = await self._redis.xrange(PUSHES, min=f"({name(after)}", count=PAGE)
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            raise self.unavailable(error) from None
        return await self.dress(entries) if entries else None

    async def dress(self, entries: list[tuple[str, dict[str, str]]]) -> Page:
        """Read entries of the stream, and add band and titles for the recruiter.

        Raises
        ------
        Unavailable
        """
        read: list[tuple[Position, dict[str, Any], tuple[str, str]]] = []
        for entry, fields in entries:
            try:
                match = orjson.loads(fields["match"])
                shown = match | {"band": band(match["quality_score"])}
                read.append((position(entry), shown, (match["job_id"], match["applicant_id"])))
            except (KeyError, TypeError, ValueError):
                _LOG.warning("push %s can't be read and is left out", entry)
        titles = await self._results.titles([pair for _, _, pair in read]) if read else []
        pushes = [
            Push(at, _event(at, shown | title), shown.get(TRACEPARENT))
            for (at, shown, _), title in zip(read, titles, strict=True)
        ]
        return Page(pushes, position(entries[-1][0]))


def _event(at: Position, data: dict[str, Any]) -> bytes:
    return ServerSentEvent(event="match", id=name(at), data=orjson.dumps(data).decode()).encode()
