"""Where Faust's consumer starts: at our own progress, not at the group's commits."""

from __future__ import annotations

from typing import Any

import faust
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from stream_processor.shards import Shards

FETCH_WAIT_MS = 50
"""Longest wait of a fetch. Faust fixes 1.5 s, which the development broker serves in full."""


class _Thread(driver.AIOKafkaConsumerThread):
    """A consumer thread whose fetches do not wait long."""

    def _create_consumer(self, loop: Any) -> Any:
        consumer = super()._create_consumer(loop)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 -- fixed in Faust's driver
        return consumer


def start_from_progress(app: faust.App, shards: Shards) -> None:
    """Make an application's consumer take its positions from the shards' progress.

    `seek_to_committed` is the only place where Faust takes positions from: a seek in a hook is undone by it.
    """

    class Consumer(driver.Consumer):
        def _new_consumer_thread(self) -> _Thread:
            return _Thread(self, loop=self.loop, beacon=self.beacon)

        async def seek_to_committed(self) -> dict[TP, int]:
            vectors = shards.awaited | {number: opened.next for number, opened in shards.open.items()}
            offsets = {tp: vectors[tp.partition][tp.topic] for tp in self.assignment() if tp.partition in vectors}
            if offsets:
                await self.seek_wait(offsets)
            return offsets

    app.transport.Consumer = Consumer  # type: ignore[misc]
