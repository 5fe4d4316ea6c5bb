"""An HTTP client that is not the bottleneck: raw requests, prepared beforehand, on several connections at once.

`python -m tests.bench.http_load <port> <path> <connections> <seconds> <file of bodies> [<key> [<content type>]]` prints
JSON: requests a second, the median latency, and how many requests there were. An empty key is none.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import cycle
from pathlib import Path
from statistics import median

import httptools
import uvloop

READ = 1 << 16
GOOD = (200, 202)


class _Answer:
    """One answer: whether it is whole, its status, whether the server keeps the connection."""

    def __init__(self) -> None:
        self.done = False
        self.keeps_connection = False
        self.parser = httptools.HttpResponseParser(self)

    def on_message_complete(self) -> None:
        self.done = True
        # Asked any later, the parser has forgotten the headers and says no to everything.
        self.keeps_connection = self.parser.should_keep_alive()


async def _ask(port: int, requests: cycle[bytes], until: float, took: list[float]) -> None:
    reader = writer = None
    while time.perf_counter() < until:
        begun = time.perf_counter()
        if reader is None or writer is None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(next(requests))
        answer = _Answer()
        while not answer.done:
            answer.parser.feed_data(await reader.read(READ))
        if answer.parser.get_status_code() not in GOOD:
            raise RuntimeError(f"answered {answer.parser.get_status_code()}")
        took.append(time.perf_counter() - begun)
        if not answer.keeps_connection:
            writer.close()
            reader = writer = None
    if writer is not None:
        writer.close()


async def load(
    port: int,
    path: str,
    connections: int,
    seconds: float,
    bodies: list[bytes],
    key: str = "",
    kind: str = "application/json",
) -> dict[str, float]:
    """Ask for some seconds on some connections, each without a pause."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
    head += (f"Authorization: Bearer {key}\r\n" if key else "") + "Content-Length: "
    requests = cycle([f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies])
    took: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*(_ask(port, requests, begun + seconds, took) for _ in range(connections)))
    return {"rate": len(took) / (time.perf_counter() - begun), "latency": median(took), "requests": len(took)}


if __name__ == "__main__":
    lines = Path(sys.argv[5]).read_bytes().splitlines()
    told = load(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), lines, *sys.argv[6:])
    print(json.dumps(uvloop.run(told)))
