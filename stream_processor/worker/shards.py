"""A worker's shards: which they are, how they are fed and published, and what others write over them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from data.kafka.progress import UNKNOWN_TOPICS, Topics
from model.scoring.scorer import Scorer
from producers.sender import Sender
from stream_processor import metrics
from stream_processor.settings import StreamSettings
from stream_processor.worker.assignment import Assignment
from stream_processor.worker.feeding import Feeding
from stream_processor.worker.listener import Listener
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.publishing import Publishing
from stream_processor.worker.shard_metrics import ShardGauges
from stream_processor.worker.switching import Switching

SCORING_THREADS = 2
"""Threads that take events in and find what changed: one scores without the GIL while the other reads and encodes under
it. More of them slow one another down."""


class Shards:
    """The parts that work on a worker's shards, put together.

    Parameters
    ----------
    settings : StreamSettings
    scorer : Scorer
    sender : Sender
    topics : Topics
        Which are read, to be told in progress.

    Attributes
    ----------
    open : dict of int to OpenShard
        Changed by the assignment alone.
    publishing : Publishing
    assignment : Assignment
    feeding : Feeding
    """

    def __init__(
        self, settings: StreamSettings, scorer: Scorer, sender: Sender, topics: Topics = UNKNOWN_TOPICS
    ) -> None:
        scoring = ThreadPoolExecutor(SCORING_THREADS, "scoring")
        self.open: dict[int, OpenShard] = {}
        self.publishing = Publishing(sender, scoring, self.open, settings.publish_interval)
        self.assignment = Assignment(settings, scorer, self.publishing, self.open, topics)
        self.feeding = Feeding(settings, scoring, self.assignment, self.publishing)
        self._switching = Switching(settings, self.assignment)
        self._listener = Listener(settings)
        self._gauges = ShardGauges()
        metrics.scores_with(scorer.version)

    def health(self) -> dict[str, object]:
        """Whether the shards are open, which, the model, and how old the progress is; asked from another thread."""
        shards, ready = self.open.copy(), self.assignment.ready
        return {
            "ready": ready,
            "status": "ready" if ready else "opening shards" if self.assignment.awaited else "comparing matches",
            "shards": sorted(shards),
            "applicants": sum(opened.shard.applicants for opened in shards.values()),
            "unknown_applicants": sum(opened.shard.unknown for opened in shards.values()),
            "lists_by_bounds": all(opened.shard.is_bounded for opened in shards.values()),
            "progress_age_seconds": round(self.publishing.progress_age(), 3),
            "drift": self.assignment.reference.missing or "watched",
            **self._switching.health(),
        }

    def show(self, lags: Mapping[int, int]) -> None:
        """Set the metrics of the open shards; `lags`: how many input records each is behind."""
        self._gauges.show(self.open.copy(), lags, self.publishing.progress_ages())

    async def listen(self) -> None:
        """Publish again what others wrote over our matches, and follow the champion."""
        if not self.assignment.ready:
            return
        heard = await asyncio.to_thread(self._listener.hear, self.open.copy())
        for number, pairs in heard.foreign.items():
            opened = self.open.get(number)
            if opened is not None:
                metrics.FOREIGN.inc(len(pairs))
                async with opened.busy:
                    opened.rewrite(pairs)
        await self._switching.follow(heard.champion)
