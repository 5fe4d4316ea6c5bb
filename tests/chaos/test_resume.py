"""Two hundred clients resume pushes from the beginning at once: each gets every one, and others are served."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import httpx
import pytest
import redis

from data.contract.events import Event, EventType
from data.redis import layout as results
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Load, trickle
from tests.chaos.scene import Scene
from tests.waiting import eventually

pytestmark = pytest.mark.chaos

CLIENTS = 200
SOURCES = 4
"""Addresses that they come from: only so many of one are served."""
AT_LEAST = 200
"""Pushes that there are to be resumed."""
RATE = 240.0
"""Events a second until there are so many."""


def test_two_hundred_clients_resume_from_the_beginning(scene: Scene) -> None:
    pids = [service.pid for service in scene.stack.services]
    with (
        scene.load(staying(), rate=max(RATE, 3 * scene.form.rate)) as load,
        redis.Redis.from_url(scene.stack.redis_url, decode_responses=True) as client,
    ):
        eventually(lambda: client.xlen(results.PUSHES) >= AT_LEAST, "there are pushes to resume", 2 * DEADLINE)
        held = [entry for entry, _ in client.xrange(results.PUSHES)]
        begun = time.monotonic()
        taken, slowest = asyncio.run(resumed(scene, len(held), load))
        seconds = time.monotonic() - begun
    assert all(ids == held for ids in taken), "a client missed pushes, or got them in another order"
    scene.end(
        "resume from the beginning by 200 push clients",
        load,
        recovery=seconds,
        besides=f"each was sent all {len(held)} pushes in their order, the last after the recovery; the slowest lookup "
        f"meanwhile took {slowest:.2f} s",
    )
    assert pids == [service.pid for service in scene.stack.services]


def staying() -> Iterator[Event]:
    """Events in which nobody is removed: with the longest there go the first pushes, on a slow machine all of them."""
    return (one for one in trickle() if one.type is not EventType.APPLICANT_REMOVED)


async def resumed(scene: Scene, number: int, load: Load) -> tuple[list[list[str]], float]:
    """What each client got, as ids; and the longest time that a lookup took meanwhile."""
    assert load.sent
    ending = asyncio.Event()
    looking = asyncio.create_task(lookups(scene.stack.address, ending))
    async with AsyncExitStack() as held, asyncio.timeout(3 * DEADLINE):
        # Of one address share a transport: each of its own would read the system's certificates, 200 times in all.
        ways = [await held.enter_async_context(client_of(scene.stack.address, at)) for at in range(SOURCES)]
        taken = await asyncio.gather(*(follow(ways[at % SOURCES], number) for at in range(CLIENTS)))
    ending.set()
    return list(taken), await looking


def client_of(address: str, at: int) -> httpx.AsyncClient:
    """A client with an address of its own, and as many connections as it likes."""
    unbounded = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    transport = httpx.AsyncHTTPTransport(local_address=f"127.0.0.{2 + at}", verify=False, limits=unbounded)
    return httpx.AsyncClient(base_url=address, transport=transport, timeout=DEADLINE)


async def follow(client: httpx.AsyncClient, number: int) -> list[str]:
    """The ids of the first pushes after the beginning; who is asked to come back does so."""
    while True:
        async with client.stream("GET", "/api/pushes", headers={"Last-Event-ID": "0-0"}) as answer:
            if answer.status_code == 200:
                return [name async for name in ids(answer, number)]
            assert answer.status_code == 503
            again = float(answer.headers["Retry-After"])
        await asyncio.sleep(again)


async def ids(answer: httpx.Response, number: int) -> AsyncIterator[str]:
    """The ids of so many pushes."""
    told: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            field, _, text = line.partition(": ")
            told[field] = text
            continue
        if told.get("event") == "match":
            yield told["id"]
            number -= 1
            if not number:
                return
        told.clear()


async def lookups(address: str, ending: asyncio.Event) -> float:
    """Look jobs up until told to end; the longest time that one took."""
    slowest = 0.0
    # A connection each: while the clients keep this loop busy, the gateway closes one that is idle for five seconds.
    each = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=address, timeout=DEADLINE, limits=each) as client:
        while not ending.is_set():
            begun = time.monotonic()
            answer = await client.get("/api/jobs")
            assert answer.status_code in (200, 503)
            slowest = max(slowest, time.monotonic() - begun)
    return slowest
