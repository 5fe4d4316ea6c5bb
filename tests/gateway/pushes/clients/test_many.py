"""Five hundred clients, one in a hundred of them slow, over a restart of Redis: none misses a push.

`PUSHES_SECONDS=300` is the long form, five minutes of pushes; CI runs the short one. `PUSHES_EACH_SECOND=4` is for a
machine that is busy: at 20 a second these clients read 10,000 pushes a second, in one process of Python.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from deploy.local.caches import RedisServer
from deploy.local.ports import free_port
from deploy.local.programs import Programs, Service
from tests.gateway.worlds import RedisWorld, a_match
from tests.waiting import DEADLINE

pytestmark = pytest.mark.packages

CLIENTS = 500
SLOW = 5
LEAVERS = 50
"""Clients that lose their connection while Redis is away, and resume."""
SECONDS = float(os.environ.get("PUSHES_SECONDS", "6"))
EACH_SECOND = float(os.environ.get("PUSHES_EACH_SECOND", "20"))


@pytest.fixture
def gateway(cache: RedisServer, registry: Path, tmp_path: Path) -> Iterator[Service]:
    most = str(2 * CLIENTS)
    environment = {
        "MATCHSTREAM_REDIS_URL": cache.url,
        "MATCHSTREAM_MODEL_REGISTRY": str(registry),
        "MATCHSTREAM_KAFKA_BOOTSTRAP": f"127.0.0.1:{free_port()}",
        "MATCHSTREAM_PUSH_CLIENTS": most,
        "MATCHSTREAM_PUSH_CLIENTS_PER_ADDRESS": most,
        "MATCHSTREAM_GATEWAY_CONNECTIONS": most,
        "MATCHSTREAM_GATEWAY_CONNECTIONS_PER_ADDRESS": most,
    }
    process = Programs(logs=tmp_path, environment=environment).service(
        "gateway", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT"
    )
    process.start()
    process.wait_ready(180)
    yield process
    process.stop()


class Listener:
    """A client that remembers where it was, and comes back."""

    def __init__(self, port: int, *, slow: bool) -> None:
        self.got: list[str] = []
        self.placed = asyncio.Event()
        self.times = 0
        self._port = port
        self._slow = slow
        self._last = ""
        self._writer: asyncio.StreamWriter | None = None

    async def listen(self) -> None:
        while True:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._once()

    def leave(self) -> None:
        """Lose the connection."""
        assert self._writer is not None
        self._writer.transport.abort()

    async def _once(self) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 12)
        self.times += 1
        resume = f"Last-Event-ID: {self._last}\r\n" if self._last else ""
        self._writer.write(f"GET /api/pushes HTTP/1.1\r\nHost: localhost\r\n{resume}\r\n".encode())
        try:
            while line := await reader.readuntil(b"\r\n"):
                if line.startswith(b"id: "):
                    self._last = line[4:-2].decode()
                elif line == b"event: ready\r\n":
                    self.placed.set()
                elif line.startswith(b'data: {"job_id"'):
                    self.got.append(line.partition(b'"applicant_id":"')[2].partition(b'"')[0].decode())
                    if self._slow:
                        await asyncio.sleep(2 / EACH_SECOND)  # half as fast as they come
        finally:
            self._writer.close()


async def test_none_misses_a_push(gateway: Service, cache: RedisServer) -> None:
    clients = [Listener(gateway.port, slow=number < SLOW) for number in range(CLIENTS)]
    with redis.Redis.from_url(cache.url) as store:
        world = RedisWorld(store, cache)
        world.ready()
        listening = [asyncio.create_task(client.listen()) for client in clients]
        try:
            await asyncio.wait_for(asyncio.gather(*(client.placed.wait() for client in clients)), DEADLINE)
            pushed: list[str] = []

            async def push(seconds: float) -> None:
                for _ in range(round(seconds * EACH_SECOND)):
                    pushed.append(f"c{len(pushed)}")
                    world.pushes([a_match("v1", pushed[-1], 90.0)])
                    await asyncio.sleep(1 / EACH_SECOND)

            await push(SECONDS / 2)
            await asyncio.to_thread(cache.stop)
            for client in clients[-LEAVERS:]:
                client.leave()
            await asyncio.to_thread(cache.start)
            await push(SECONDS / 2)
            async with asyncio.timeout(DEADLINE + 2 * SECONDS):
                while any(len(client.got) < len(pushed) for client in clients):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
        finally:
            for task in listening:
                task.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
    assert {tuple(client.got) for client in clients} == {tuple(pushed)}
    assert [client.times for client in clients] == [1] * (CLIENTS - LEAVERS) + [2] * LEAVERS, "an outage ends nobody"
