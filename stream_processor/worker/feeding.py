"""Feeds open shards with what is delivered, each in order and one batch at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Executor

from data.kafka.inputs import Input
from stream_processor import metrics
from stream_processor.settings import StreamSettings
from stream_processor.worker.assignment import Assignment
from stream_processor.worker.intake import take
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.publishing import Publishing

IsBehind = Callable[[str, int, int], bool]
"""Of topic, partition and next offset: whether more records are known to be there."""


class Feeding:
    """Takes events in.

    Parameters
    ----------
    settings : StreamSettings
    scoring : Executor
        Takes batches in, beside the event loop.
    assignment : Assignment
        Which shards are open.
    publishing : Publishing
        Publishes a shard that has no more events to take in now, or was not published for an interval.

    Attributes
    ----------
    taken : int
        Events that were taken in so far, repeats included.
    """

    def __init__(
        self, settings: StreamSettings, scoring: Executor, assignment: Assignment, publishing: Publishing
    ) -> None:
        self._settings = settings
        self._scoring = scoring
        self._assignment = assignment
        self._publishing = publishing
        self.taken = 0

    async def process(self, inputs: Iterable[Input], is_behind: IsBehind) -> None:
        """Take inputs in; they may belong to several shards and repeat or pass over some.

        Parameters
        ----------
        inputs : iterable of Input
            In the order of their offsets within a partition.
        is_behind : callable
        """
        await self._assignment.head_start()
        by_shard: dict[int, list[Input]] = {}
        for item in inputs:
            by_shard.setdefault(item.partition, []).append(item)
        await asyncio.gather(*(self._process(number, items, is_behind) for number, items in by_shard.items()))

    async def _process(self, number: int, items: list[Input], is_behind: IsBehind) -> None:
        shards = self._assignment.open
        while (opened := shards.get(number)) is not None:
            async with opened.busy:
                if shards.get(number) is not opened:
                    continue  # another model took over while this waited
                await asyncio.get_running_loop().run_in_executor(self._scoring, self._take, opened, items)
                self.taken += len(items)
                behind = any(is_behind(topic, number, offset) for topic, offset in opened.next.items())
                if not behind or opened.is_due(self._settings.publish_interval):
                    await self._publishing.publish(opened)
            return
        # Not ours any more; whoever has it starts from its progress.

    def _take(self, opened: OpenShard, items: list[Input]) -> None:
        with metrics.BATCH_SECONDS.time():
            metrics.BATCH_EVENTS.observe(len(items))
            taken = take(self._settings, opened, items)
            opened.shard.apply(taken.events)
            opened.causes.applied(taken.events)
            if opened.watch is not None:
                opened.watch.note()
            self._publishing.send(taken.records)
            self._publishing.send(taken.marks)
