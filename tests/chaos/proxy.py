"""A TCP proxy that can cut connections, or swallow what passes: the network between a client and a server."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from deploy.local.ports import LOOPBACK, free_port

CHUNK = 1 << 16


def anybody(_port: int) -> bool:
    """Concern every client."""
    return True


class Proxy:
    """Forwards connections to a port on 127.0.0.1, in a thread of its own.

    Parameters
    ----------
    concerns : callable
        Whether faults concern the client at a port, asked once when it connects; the others are served all the time.

    Attributes
    ----------
    port : int
        Where it listens.
    target : int
        Where it forwards to; to be set before clients come.
    """

    def __init__(self, concerns: Callable[[int], bool] = anybody) -> None:
        self.port = free_port()
        self.target = 0
        self._concerns = concerns
        self._writers: dict[asyncio.StreamWriter, bool] = {}
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._flows.set()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._in_loop(self._open).result(10.0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in_loop(self._close).result(10.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Reset the connections that are concerned, and refuse new ones, until `heal`."""

        async def cut() -> None:
            self._is_cut = True
            self._reset_concerned()

        self._in_loop(cut).result(10.0)

    def blackhole(self) -> None:
        """Take what comes and hand nothing on, without a word to either side, until `heal`."""

        async def stop() -> None:
            self._flows.clear()

        self._in_loop(stop).result(10.0)

    def heal(self) -> None:
        """Serve again; what a black hole has swallowed is gone, and its connections with it."""

        async def heal() -> None:
            if not self._flows.is_set():
                self._reset_concerned()
            self._is_cut = False
            self._flows.set()

        self._in_loop(heal).result(10.0)

    def _reset_concerned(self) -> None:
        for writer, is_concerned in list(self._writers.items()):
            if is_concerned:
                _reset(writer)

    def _in_loop(self, what: Callable[[], object]) -> Future[object]:
        return asyncio.run_coroutine_threadsafe(what(), self._loop)  # type: ignore[arg-type]

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, LOOPBACK, self.port)

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_concerned = self._concerns(writer.get_extra_info("peername")[1])
        if self._is_cut and is_concerned:
            _reset(writer)
            return
        try:
            back, onward = await asyncio.open_connection(LOOPBACK, self.target)
        except OSError:
            _reset(writer)
            return
        self._writers[writer] = self._writers[onward] = is_concerned
        ways = [
            asyncio.create_task(self._pump(reader, onward, is_concerned)),
            asyncio.create_task(self._pump(back, writer, is_concerned)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, onward):
                self._writers.pop(end, None)
                end.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_concerned: bool) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if is_concerned and not self._flows.is_set():
                    continue  # swallowed
                writer.write(data)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST: no orderly end, and nothing that lingers."""
    sock = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()
