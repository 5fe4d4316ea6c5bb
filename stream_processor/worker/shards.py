"""The shards that a worker has: fed in order, published, their progress written.

Knows Kafka, but neither Faust nor a model's inside. All that blocks runs in threads, so the event loop
stays free for heartbeats.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar, TypeVarTuple

from data.contract.events import Record
from data.kafka.inputs import Input
from model.registry import ArtifactRefused
from model.scoring.scorer import Scorer
from producers.sender import NotDelivered, Sender
from stream_processor import metrics
from stream_processor.settings import StreamSettings
from stream_processor.worker import champion, progress
from stream_processor.worker.intake import take
from stream_processor.worker.listener import Listener
from stream_processor.worker.opening import OpenShard, Published, build, catch_up
from stream_processor.worker.progress import UNKNOWN_TOPICS, Topics, Vector

LOG = logging.getLogger("matchstream.shards")

_Result = TypeVar("_Result")
_Arguments = TypeVarTuple("_Arguments")

SCORING_THREADS = 2
"""Threads that take events in and find what changed: one scores without the GIL while the other reads and encodes under
it. More of them slow one another down."""

_LOOK_SECONDS = 0.1

HEAD_START_SECONDS = 5.0
"""How long after an assignment events wait for shards that are being opened. Those of a shard that is open already have
seconds of events behind them, and both work under the GIL: taken in at once they make the others wait much longer."""

LONGEST_PAUSE_SECONDS = 6.0
"""How long the comparison waits for other workers' opening at most: until it is done a worker is not ready."""

IsBehind = Callable[[str, int, int], bool]
"""Of topic, partition and next offset: whether more records are known to be there."""


class Shards:
    """All shards of one worker.

    Parameters
    ----------
    settings : StreamSettings
    scorer : Scorer
    sender : Sender
    topics : Topics
        Which it reads, to be told in progress.

    Attributes
    ----------
    open : dict of int to OpenShard
    awaited : dict of int to Vector
        The shards that take no events yet, and where their progress stands; the one that moved last is the last.
    ready : bool
        Whether all shards are open and healed.
    taken : int
        Events that were taken in so far, repeats included.
    """

    def __init__(
        self, settings: StreamSettings, scorer: Scorer, sender: Sender, topics: Topics = UNKNOWN_TOPICS
    ) -> None:
        self._settings = settings
        self._topics = topics
        self._scorer = scorer
        self._sender = sender
        self._listener = Listener(settings)
        self._scoring = ThreadPoolExecutor(SCORING_THREADS, "scoring")
        self._assigning = asyncio.Lock()
        self._announcement = champion.Announcement(scorer.version)
        self._opened_all = asyncio.Event()
        self._assigned_at = 0.0
        self._pause = 0.0
        self._heal_at = 0.0
        self.open: dict[int, OpenShard] = {}
        self.awaited: dict[int, Vector] = {}
        self.ready = False
        self.taken = 0

    def progress_age(self) -> float:
        """Seconds since the oldest last progress of a shard that has something to write down; 0 if none has."""
        now = time.monotonic()
        held = self.open.copy().values()
        return max((now - opened.saved_at for opened in held if not opened.is_saved), default=0.0)

    def health(self) -> dict[str, object]:
        """Whether the shards are open, and which; asked from another thread."""
        held = self.open.copy()
        return {
            "ready": self.ready,
            "status": "ready" if self.ready else "opening shards" if self.awaited else "comparing matches",
            "shards": sorted(held),
            "applicants": sum(opened.shard.applicants for opened in held.values()),
            "unknown_applicants": sum(opened.shard.unknown for opened in held.values()),
            "progress_age_seconds": round(self.progress_age(), 3),
            **self._announcement.health(),
        }

    # -- assignment

    async def assign(self, numbers: Iterable[int]) -> None:
        """Have exactly these shards: those that can stay open do, `open_awaited` opens the others.

        A shard that was open stays so when the last progress is its own: nobody else had it since. Others are rebuilt.
        """
        self.ready = False
        async with self._assigning:
            wanted = sorted(set(numbers))
            loaded = await asyncio.to_thread(progress.load, self._settings, wanted)
            for number, opened in list(self.open.items()):
                if number not in loaded or loaded[number].writer != opened.writer.decode():
                    del self.open[number]
            by_age = sorted(loaded.items(), key=lambda item: item[1].written_ms)
            self.awaited = {number: stand.next for number, stand in by_age if number not in self.open}
            self._assigned_at = time.monotonic()
            self._heal_at = self._assigned_at + self._pause
        self._note_open()

    async def open_awaited(self, start: Callable[[OpenShard], Awaitable[None]]) -> None:
        """Open the shards that are awaited, the longest idle first, while those that were open go on; then heal them.

        Each is rebuilt from its topics as it was where its progress stands, and takes events from there. At last what
        the matches topic holds of each is made equal to its view. That takes longer and can wait: twice as long as the
        opening took here, 6 s at most, so that other workers, which got theirs in the same rebalance, have opened them.

        Parameters
        ----------
        start : callable
            Awaited with a shard that takes events from here on. What came for it before was passed over.
        """
        while not self.ready:
            if self.awaited:
                opened = await self._rebuild_next()
                if opened is not None:
                    await start(opened)
            elif (left := self._heal_at - time.monotonic()) > 0:
                await asyncio.sleep(min(_LOOK_SECONDS, left))  # more may be assigned meanwhile
            else:
                await self._heal_next()
            self._note_open()

    async def _rebuild_next(self) -> OpenShard | None:
        """Rebuild the first that is awaited; None if meanwhile it went to another worker, or the model changed."""
        number, vector = next(iter(self.awaited.items()))
        scorer = self._scorer
        with metrics.REBUILD_SECONDS.time():
            opened = await asyncio.to_thread(build, self._settings, scorer, number, vector)
        async with self._assigning:  # not before: an assignment would wait for the rebuilding
            if self.awaited.get(number) != vector or self._scorer is not scorer:
                return None
            opened.topics = self._topics
            await asyncio.to_thread(self._send, [opened.progress(vector)])  # whose it is from here on
            self.open[number] = opened
            del self.awaited[number]
            if not self.awaited:
                opening = time.monotonic() - self._assigned_at
                self._pause = min(2 * opening, LONGEST_PAUSE_SECONDS)
                self._heal_at = time.monotonic() + self._pause
        shard = opened.shard
        LOG.info(
            "shard %d: %d applicants, of %d of whom nothing is known, %d open jobs",
            number, shard.applicants, shard.unknown, shard.jobs,
        )  # fmt: skip
        return opened

    def _note_open(self) -> None:
        if self.awaited:
            self._opened_all.clear()
        else:
            self._opened_all.set()
        metrics.SHARDS.set(len(self.open))
        self.ready = not self.awaited and all(held.is_healed for held in self.open.values())

    async def _heal_next(self) -> None:
        opened = next((held for held in self.open.values() if not held.is_healed), None)
        if opened is None:
            return
        found = await asyncio.to_thread(Published(self._settings, opened.number).read_on)
        async with opened.busy:
            if self.open.get(opened.number) is opened:
                await opened.sent()
                await asyncio.to_thread(self._heal, opened, found)

    def _heal(self, opened: OpenShard, found: Published) -> None:
        records = found.heal(opened)
        self._send_matches(opened, records)
        opened.is_healed = True
        self._send([opened.progress(opened.saved)])
        metrics.MATCHES.inc(len(records))
        LOG.info("shard %d: %d matches were put right", opened.number, len(records))

    # -- events

    async def process(self, inputs: Iterable[Input], is_behind: IsBehind) -> None:
        """Take inputs in; they may belong to several shards and repeat or pass over some.

        Parameters
        ----------
        inputs : iterable of Input
            In the order of their offsets within a partition.
        is_behind : callable
        """
        if self.awaited:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._assigned_at + HEAD_START_SECONDS - time.monotonic()):
                    await self._opened_all.wait()
        by_shard: dict[int, list[Input]] = {}
        for item in inputs:
            by_shard.setdefault(item.partition, []).append(item)
        await asyncio.gather(*(self._process(number, items, is_behind) for number, items in by_shard.items()))

    async def _process(self, number: int, items: list[Input], is_behind: IsBehind) -> None:
        while (opened := self.open.get(number)) is not None:
            async with opened.busy:
                if self.open.get(number) is not opened:
                    continue  # another model took over while this waited
                await self._compute(self._take, opened, items)
                self.taken += len(items)
                behind = any(is_behind(topic, number, offset) for topic, offset in opened.next.items())
                if not behind or time.monotonic() - opened.published_at >= self._settings.publish_interval:
                    await self._publish(opened)
            return
        # Not ours any more; whoever has it starts from its progress.

    async def _compute(self, work: Callable[[*_Arguments], _Result], *arguments: *_Arguments) -> _Result:
        """Do what takes the processor, beside the event loop and beside what waits for the broker."""
        return await asyncio.get_running_loop().run_in_executor(self._scoring, work, *arguments)

    def _take(self, opened: OpenShard, items: list[Input]) -> None:
        with metrics.BATCH_SECONDS.time():
            taken = take(self._settings, opened, items)
            before = opened.shard.pairs_scored
            opened.shard.apply(taken.events)
            metrics.PAIRS.inc(opened.shard.pairs_scored - before)
            self._send(taken.records)
            self._send(taken.marks)

    # -- publishing

    async def publish_idle(self) -> None:
        """Publish what was taken in but not published since the last interval."""
        for opened in list(self.open.values()):
            due = time.monotonic() - opened.published_at >= self._settings.publish_interval
            if (opened.disturbed or (due and not opened.is_saved)) and not opened.is_busy:
                await self._publish_if_open(opened)

    async def publish_all(self) -> None:
        """Publish and write down everything; for an orderly end."""
        held = list(self.open.values())
        for opened in held:
            if not opened.is_saved:
                await self._publish_if_open(opened)
        for opened in held:
            await opened.sent()

    async def _publish_if_open(self, opened: OpenShard) -> None:
        async with opened.busy:
            if self.open.get(opened.number) is opened:
                await self._publish(opened)

    async def _publish(self, opened: OpenShard) -> None:
        """Send what changed, behind this call: the next events are scored while the broker acknowledges."""
        await opened.sent()
        vector = dict(opened.next)
        opened.disturbed = False
        records = await self._compute(opened.changes)
        opened.published_at = time.monotonic()
        opened.sending = asyncio.create_task(self._deliver(opened, records, vector))

    async def _deliver(self, opened: OpenShard, records: list[Record], vector: Vector) -> None:
        await asyncio.to_thread(self._send_matches, opened, records)
        metrics.MATCHES.inc(len(records))
        if self.open.get(opened.number) is not opened:
            return  # opened anew meanwhile; the new one's progress counts
        if vector != opened.saved:
            await asyncio.to_thread(self._send, [opened.progress(vector)])
        opened.saved = vector
        opened.saved_at = time.monotonic()

    def _send_matches(self, opened: OpenShard, records: list[Record]) -> None:
        if records:
            opened.wrote(_persist(self._sender.send_in_row, records))

    def _send(self, records: list[Record]) -> None:
        _persist(self._sender.send, records)

    # -- what others write

    async def listen(self) -> None:
        """Write again what others wrote over our matches, and follow the champion."""
        if not self.ready:
            return
        heard = await asyncio.to_thread(self._listener.hear, self.open.copy())
        for number, pairs in heard.foreign.items():
            opened = self.open.get(number)
            if opened is not None:
                metrics.FOREIGN.inc(len(pairs))
                async with opened.busy:
                    opened.shard.touch(pairs)
                    opened.disturbed = True
        if (version := self._announcement.hear(heard.champion)) is not None:
            await self._switch(version)

    async def _switch(self, version: str) -> None:
        """Score every shard anew with another model, and put it in the place of the old in one step."""
        try:
            scorer = await asyncio.to_thread(champion.load, self._settings, version)
        except ArtifactRefused as error:
            if self._announcement.refuse(error):
                metrics.REFUSED.inc()
                LOG.error("the new champion %s is refused, %s goes on: %s", version, self._scorer.version, error)  # noqa: TRY400
            return
        async with self._assigning:
            self._scorer = scorer
            for number, old in list(self.open.items()):
                new = await asyncio.to_thread(build, self._settings, scorer, number, dict(old.next))
                new.topics = old.topics
                found = await asyncio.to_thread(Published(self._settings, number).read_on)
                async with old.busy:
                    await old.sent()
                    await asyncio.to_thread(catch_up, self._settings, new, old)
                    await asyncio.to_thread(self._heal, new, found)
                    if self.open.get(number) is old:
                        self.open[number] = new
        self._announcement.runs(version)
        LOG.info("%s scores from here on", version)


def _persist(send: Callable[[list[Record]], _Result], records: list[Record]) -> _Result:
    """Send until acknowledged: while the broker is away the shard waits; sending twice is harmless."""
    while True:
        try:
            return send(records)
        except NotDelivered as error:
            if not error.retryable:
                raise
            LOG.warning("%s; trying again", error)
