"""A client from PyPI as it comes: prints each event, and the error that ends it."""

from __future__ import annotations

import asyncio
import logging
import sys

import httpx
from aiohttp_sse_client2.client import EventSource
from httpx_sse import connect_sse

ADDRESS, NAME = sys.argv[1:]


def with_httpx() -> None:
    with httpx.Client(timeout=60) as http, connect_sse(http, "GET", ADDRESS) as source:
        for event in source.iter_sse():
            print(event.event, event.data, flush=True)


async def with_aiohttp() -> None:
    async with EventSource(ADDRESS) as source:
        async for event in source:
            print(event.type, event.data, flush=True)


logging.disable()
try:
    if NAME == "httpx-sse":
        with_httpx()
    else:
        asyncio.run(with_aiohttp())
    print("over: ended", flush=True)
except Exception as error:  # noqa: BLE001 -- whatever it is
    print("over: raises", type(error).__name__, flush=True)
