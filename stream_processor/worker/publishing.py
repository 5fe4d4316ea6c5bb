"""Publishes what changed in open shards, and writes down how far they are.

Knows the sender alone. All that blocks runs in threads, so the event loop stays free for heartbeats.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import TypeVar

from data.contract.records import Record
from data.kafka.progress import Vector
from data.telemetry.traces import value_in
from producers.sender import NotDelivered, Sender
from stream_processor import metrics
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.opening import Published
from stream_processor.worker.shard_metrics import published

LOG = logging.getLogger("matchstream.shards")

_Result = TypeVar("_Result")

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
"""Seconds until records that were not delivered are sent again; each pause is twice the one before."""


class Publishing:
    """Publishes the open shards.

    Parameters
    ----------
    sender : Sender
    scoring : Executor
        Finds what changed: it takes the processor, beside the event loop and beside what waits for the broker.
    shards : mapping of int to OpenShard
        Those that are open now; whoever assigns them changes it.
    interval : float
        Seconds between two publishings of a shard that is at rest.
    pause : callable, default time.sleep
        Waits so many seconds, in a thread.
    """

    def __init__(
        self,
        sender: Sender,
        scoring: Executor,
        shards: Mapping[int, OpenShard],
        interval: float,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sender = sender
        self._scoring = scoring
        self._shards = shards
        self._interval = interval
        self._pause = pause

    def progress_ages(self) -> dict[int, float]:
        """Seconds since the last progress of each shard that has something to write down."""
        now = time.monotonic()
        shards = list(self._shards.values())
        return {opened.number: now - opened.saved_at for opened in shards if not opened.is_saved}

    def progress_age(self) -> float:
        """The greatest of these; 0 if no shard has anything to write down."""
        return max(self.progress_ages().values(), default=0.0)

    async def publish(self, opened: OpenShard) -> None:
        """Publish a shard that the caller keeps busy: progress is written after everything that it covers.

        Returns after step 3: the next events are scored while the broker acknowledges. What goes wrong behind that is
        raised by step 1 of the next publishing, or by `publish_all`. Where it ends anywhere, the progress still says
        what was true before, so whoever opens the shard next takes the same events in once more.
        """
        # 1. What was sent before is acknowledged.
        await opened.sent()
        # 2. The vector that the new progress will say, for no event is taken in until this returns.
        vector = dict(opened.next)
        # 3. What changed since the last publishing.
        begun, loop = time.monotonic(), asyncio.get_running_loop()
        records, causes = await loop.run_in_executor(self._scoring, opened.changes)
        metrics.PAIRS.inc(opened.newly_scored())
        counted = await loop.run_in_executor(self._scoring, _counted, opened, vector)

        async def send() -> None:
            # 4. The matches are sent until the broker has acknowledged all of them.
            await asyncio.to_thread(self.send_matches, opened, records)
            # 5. What was counted of its events, which nobody could count again from behind them.
            if counted is not None:
                await asyncio.to_thread(self.send, [counted])
            # 6. A shard that was opened anew meanwhile has a progress of its own, and that one counts.
            if self._shards.get(opened.number) is not opened:
                return
            # 7. The progress is sent until it is acknowledged, unless it says nothing new.
            if vector != opened.saved:
                await asyncio.to_thread(self.send, [opened.progress(vector)])
            # 8. All below the vector is published and written down.
            opened.save(vector)
            metrics.PUBLISHING_SECONDS.observe(time.monotonic() - begun)
            published(causes.times, causes.exemplars())
            if causes.are_told:
                causes.tell(opened.number, [value_in(record.headers) for record in records])

        opened.send_behind(send())

    async def publish_idle(self) -> None:
        """Publish what was taken in, or overwritten by others, and not published since the last interval."""
        for opened in list(self._shards.values()):
            is_late = not opened.is_saved and opened.is_due(self._interval)
            is_late |= opened.watch is not None and opened.watch.is_due
            if (opened.is_overwritten or is_late) and not opened.is_busy:
                await self._publish_if_open(opened)

    async def publish_all(self) -> None:
        """Publish and write down everything; for an orderly end."""
        shards = list(self._shards.values())
        for opened in shards:
            if not opened.is_saved:
                await self._publish_if_open(opened)
        for opened in shards:
            await opened.sent()

    async def _publish_if_open(self, opened: OpenShard) -> None:
        async with opened.busy:
            if self._shards.get(opened.number) is opened:
                await self.publish(opened)

    def heal(self, opened: OpenShard, published: Published) -> None:
        """Make the matches topic equal to a shard's view, and write down that it is; for a thread.

        Nothing of the shard's own may be on its way.
        """
        records = published.heal(opened)
        self.send_matches(opened, records)
        opened.heal()
        self.send([opened.progress(opened.saved)])
        LOG.info("shard %d: %d matches were put right", opened.number, len(records))

    def send_matches(self, opened: OpenShard, records: list[Record]) -> None:
        """Send a shard's matches until they are acknowledged; for a thread."""
        if records:
            opened.wrote(self._persist(self._sender.send_in_row, records))
        metrics.MATCHES_PUBLISHED.inc(len(records))

    def send(self, records: list[Record]) -> None:
        """Send records until they are acknowledged; for a thread."""
        self._persist(self._sender.send, records)

    def _persist(self, send: Callable[[list[Record]], _Result], records: list[Record]) -> _Result:
        """Send until acknowledged: while the broker is away the shard waits; sending twice is harmless.

        A broker may refuse at once, again and again, so that without pauses a worker would do nothing but ask.
        """
        seconds = FIRST_PAUSE
        while True:
            try:
                return send(records)
            except NotDelivered as error:
                if not error.retryable:
                    raise
                LOG.warning("%s; trying again", error)
            self._pause(seconds)
            seconds = min(2 * seconds, LONGEST_PAUSE)


def _counted(opened: OpenShard, vector: Vector) -> Record | None:
    """What is counted of a shard that was just published, where that is to be written before its progress."""
    return None if opened.watch is None else opened.watch.look(opened.shard, vector)
