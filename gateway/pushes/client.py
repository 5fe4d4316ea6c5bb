"""One client of the pushes: its position, and a short queue of what comes next."""

from __future__ import annotations

import asyncio

import anyio

from gateway.pushes.stream import PAGE, Position, Push


class Client:
    """The feed offers pushes to it; whoever serves it takes them out.

    Attributes
    ----------
    at : Position or None
        After which push it goes on; None before it was given a position.
    overrun : bool
        Whether pushes were left out of the queue.
    behind : bool
        Whether it must read the stream from `at` before what is queued.
    displaced : bool
        Whether it must be given its position anew: at first, and after an outage of Redis.
    ended : bool
    """

    def __init__(self, size: int, at: Position | None) -> None:
        self.at = at
        self.overrun = False
        self.behind = False
        self.displaced = True
        self.ended = False
        self._queue: asyncio.Queue[Push | None] = asyncio.Queue(size)
        self._end = asyncio.Event()

    @property
    def interrupted(self) -> bool:
        """Whether something else is to be done than to read on."""
        return self.displaced or self.ended

    @property
    def waiting(self) -> int:
        """Pushes in the queue."""
        return self._queue.qsize()

    def offer(self, push: Push) -> bool:
        """Queue a push; returns whether the queue just became too short for it."""
        if self.overrun or self.interrupted:
            return False
        try:
            self._queue.put_nowait(push)
        except asyncio.QueueFull:
            self.overrun = True
        return self.overrun

    def restart(self) -> None:
        """Empty the queue, to fill it from here on."""
        self.overrun = False
        while not self._queue.empty():
            self._queue.get_nowait()

    async def next(self) -> list[Push]:
        """Wait for pushes after its position; an empty list where it was interrupted."""
        if self.interrupted:
            return []
        queued = [await self._queue.get()]
        while len(queued) < PAGE and not self._queue.empty():
            queued.append(self._queue.get_nowait())
        return [push for push in queued if push is not None and (self.at is None or push.at > self.at)]

    def displace(self) -> None:
        """Let it be given its position anew."""
        self.displaced = True
        self._wake()

    def end(self) -> None:
        """Let it end."""
        self.ended = True
        self._end.set()
        self._wake()

    async def end_with(self, stop: anyio.Event) -> None:
        """End it when the gateway stops."""
        await stop.wait()
        self.end()

    async def rest(self, seconds: float) -> None:
        """Wait, but no longer than until its end."""
        with anyio.move_on_after(seconds):
            await self._end.wait()

    def _wake(self) -> None:
        self.restart()
        self._queue.put_nowait(None)
