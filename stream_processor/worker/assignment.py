"""Which shards a worker has, and which model scores them: opening, healing, and the switch to another model.

Nothing here blocks the event loop: what reads topics or sends runs in threads.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from data.kafka import progress
from data.kafka.progress import Topics, Vector
from model.scoring.scorer import Scorer
from stream_processor import metrics
from stream_processor.settings import StreamSettings
from stream_processor.worker.drift import Reference
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.opening import Published, build, catch_up
from stream_processor.worker.publishing import Publishing

LOG = logging.getLogger("matchstream.shards")

_LOOK_SECONDS = 0.1

HEAD_START_SECONDS = 5.0
"""How long after an assignment events wait for shards that are being opened. Those of a shard that is open already have
seconds of events behind them, and both work under the GIL: taken in at once they make the others wait much longer."""

LONGEST_PAUSE_SECONDS = 6.0
"""How long the comparison waits for other workers' opening at most: until it is done a worker is not ready."""


class Assignment:
    """The shards of one worker.

    Parameters
    ----------
    settings : StreamSettings
    scorer : Scorer
    publishing : Publishing
        Heals shards, and writes down whose they are.
    shards : dict of int to OpenShard
        Filled here alone.
    topics : Topics
        Which are read, to be told in progress.

    Attributes
    ----------
    scorer, reference : Scorer, Reference
        The model that scores, and what it was trained on.
    open : dict of int to OpenShard
    awaited : dict of int to Vector
        The shards that take no events yet, and where their progress stands; the one that moved last is the last.
    ready : bool
        Whether all shards are open and healed.
    """

    def __init__(
        self,
        settings: StreamSettings,
        scorer: Scorer,
        publishing: Publishing,
        shards: dict[int, OpenShard],
        topics: Topics,
    ) -> None:
        self._settings = settings
        self.scorer = scorer
        self.reference = Reference(settings, scorer.version)
        self._publishing = publishing
        self._topics = topics
        self._assigning = asyncio.Lock()
        self._opened_all = asyncio.Event()
        self._assigned_at = self._pause = self._heal_at = 0.0
        self.open = shards
        self.awaited: dict[int, Vector] = {}
        self.ready = False

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

    async def head_start(self) -> None:
        """Wait a while for shards that are being opened."""
        if self.awaited:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._assigned_at + HEAD_START_SECONDS - time.monotonic()):
                    await self._opened_all.wait()

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
        scorer, reference = self.scorer, self.reference
        with metrics.REBUILD_SECONDS.time():
            opened = await asyncio.to_thread(build, self._settings, scorer, number, vector, self._topics, reference)
        async with self._assigning:  # not before: an assignment would wait for the rebuilding
            if self.awaited.get(number) != vector or self.scorer is not scorer:
                return None
            await asyncio.to_thread(self._publishing.send, [opened.progress(vector)])  # whose it is from here on
            self.open[number] = opened
            del self.awaited[number]
            if not self.awaited:
                opening = time.monotonic() - self._assigned_at
                self._pause = min(2 * opening, LONGEST_PAUSE_SECONDS)
                self._heal_at = time.monotonic() + self._pause
        _log(opened)
        return opened

    def _note_open(self) -> None:
        if self.awaited:
            self._opened_all.clear()
        else:
            self._opened_all.set()
        metrics.SHARDS.set(len(self.open))
        self.ready = not self.awaited and all(opened.is_healed for opened in self.open.values())

    async def _heal_next(self) -> None:
        opened = next((opened for opened in self.open.values() if not opened.is_healed), None)
        if opened is None:
            return
        published = await asyncio.to_thread(Published(self._settings, opened.number).read_on)
        async with opened.busy:
            if self.open.get(opened.number) is opened:
                await opened.sent()
                await asyncio.to_thread(self._publishing.heal, opened, published)

    async def score_with(self, scorer: Scorer) -> None:
        """Have another model score every shard."""
        async with self._assigning:
            self.scorer = scorer
            self.reference = await asyncio.to_thread(Reference, self._settings, scorer.version)
            for number, old in list(self.open.items()):
                await self._replace(number, old)

    async def _replace(self, number: int, old: OpenShard) -> None:
        """Score a shard anew with another model, and put it in the place of the old in one step."""
        scorer, reference = self.scorer, self.reference
        new = await asyncio.to_thread(build, self._settings, scorer, number, dict(old.next), self._topics, reference)
        published = await asyncio.to_thread(Published(self._settings, number).read_on)
        async with old.busy:
            await old.sent()
            await asyncio.to_thread(catch_up, self._settings, new, old)
            await asyncio.to_thread(self._publishing.heal, new, published)
            if self.open.get(number) is old:
                self.open[number] = new


def _log(opened: OpenShard) -> None:
    shard = opened.shard
    LOG.info(
        "shard %d: %d applicants, of %d of whom nothing is known, %d open jobs",
        opened.number, shard.applicants, shard.unknown, shard.jobs,
    )  # fmt: skip
