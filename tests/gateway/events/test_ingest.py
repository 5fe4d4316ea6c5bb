"""Several requests at a time: a sender serves one, few may wait, and who goes away frees none early."""

from __future__ import annotations

import asyncio
import threading

import orjson
import pytest

from gateway.events.ingest import Busy, Ingest
from tests.gateway.events.test_events import STRUCTURED, an_event
from tests.gateway.stand_ins import MemorySender
from tests.waiting import DEADLINE


class HeldSender(MemorySender):
    def __init__(self):
        super().__init__()
        self.entered = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.most = self.now = 0

    def send(self, records):
        self.now += 1
        self.most = max(self.most, self.now)
        self.entered.release()
        assert self.let_go.wait(DEADLINE)
        self.now -= 1
        return super().send(records)


HEADERS = {"content-type": STRUCTURED}


async def test_a_sender_serves_one_request_at_a_time_and_few_may_wait():
    sender = HeldSender()
    ingest = Ingest([sender], 1, lambda: None)
    body = orjson.dumps(an_event())
    first, second = (asyncio.create_task(ingest.accept(HEADERS, body)) for _ in range(2))
    await asyncio.to_thread(sender.entered.acquire)

    with pytest.raises(Busy):
        await ingest.accept(HEADERS, body)
    sender.let_go.set()

    assert len(await first) == len(await second) == 1
    assert sender.most == 1


async def test_a_client_that_goes_away_does_not_free_the_sender_early():
    sender = HeldSender()
    ingest = Ingest([sender], 1, lambda: None)
    body = orjson.dumps(an_event())
    first = asyncio.create_task(ingest.accept(HEADERS, body))
    await asyncio.to_thread(sender.entered.acquire)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    second = asyncio.create_task(ingest.accept(HEADERS, body))
    sender.let_go.set()

    assert len(await second) == 1
    assert sender.most == 1
    assert len(sender.records) == 2
