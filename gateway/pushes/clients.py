"""The clients of the pushes: how many are served at a time, in all and of one address."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from data.errors import MatchstreamError
from gateway.pushes.client import Client
from gateway.pushes.stream import Position
from gateway.web.metrics import Metrics


class TooMany(MatchstreamError):
    """No further client is taken.

    Attributes
    ----------
    of_address : bool
        Whether there are too many clients of this address, rather than in all.
    """

    retryable = True

    def __init__(self, *, of_address: bool) -> None:
        super().__init__("too many clients of one address" if of_address else "too many clients")
        self.of_address = of_address


class Clients:
    """Those who are served now.

    Parameters
    ----------
    metrics : Metrics
    most : int
        Most at a time.
    most_of_address : int
        Most of one address.
    queue : int
        Length of a client's queue.
    """

    def __init__(self, metrics: Metrics, most: int, most_of_address: int, queue: int) -> None:
        self.most = most
        self.most_of_address = most_of_address
        self._metrics = metrics
        self._queue = queue
        self._served: set[Client] = set()
        self._addresses: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Client]:
        return iter(self._served)

    def __len__(self) -> int:
        return len(self._served)

    @contextmanager
    def serve(self, after: Position | None, stop: anyio.Event, address: str) -> Iterator[Client]:
        """A client that is counted while the context lasts, and ends when the gateway stops; raises `TooMany`."""
        if len(self) >= self.most:
            raise TooMany(of_address=False)
        if self._addresses[address] >= self.most_of_address:
            raise TooMany(of_address=True)
        client = Client(self._queue, after)
        ending = asyncio.create_task(client.end_with(stop))
        self._served.add(client)
        self._addresses[address] += 1
        self._metrics.push_clients.inc()
        try:
            yield client
        finally:
            ending.cancel()
            self._served.discard(client)
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]
            self._metrics.push_clients.dec()
