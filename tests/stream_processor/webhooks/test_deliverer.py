"""What is written down of deliveries, without Kafka and without receivers."""

from __future__ import annotations

import asyncio
import threading

from data.webhooks.deliveries import Attempt, Result
from stream_processor.webhooks.deliverer import Deliverer
from tests.waiting import DEADLINE

ATTEMPT = Attempt("s1", "m1", "match.entered", 1, 0.0, 0.1, 200, Result.DELIVERED)


async def test_what_is_being_written_at_the_stop_is_written_once():
    begun, goes_on = threading.Event(), threading.Event()
    written = []

    def slowly(records):
        begun.set()
        assert goes_on.wait(DEADLINE)
        written.extend(records)

    deliverer = Deliverer(slowly, lambda first, _: ([], first), client=None, schedule=None, is_planning=lambda: False)
    deliverer._note(ATTEMPT)
    stop = asyncio.Event()
    running = asyncio.create_task(deliverer.run(stop))
    assert await asyncio.to_thread(begun.wait, DEADLINE)
    stop.set()
    for _ in range(10):  # the stop reaches `run` before the writing goes on
        await asyncio.sleep(0)
    goes_on.set()
    await running
    assert written == [ATTEMPT.record()]
