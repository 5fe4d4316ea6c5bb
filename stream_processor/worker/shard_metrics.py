"""Metrics of open shards: how far they are, how long an event takes, and what came of applications."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from data.telemetry.traces import Trace, exemplar
from model.drift.outcomes import THRESHOLD
from stream_processor import metrics
from stream_processor.worker.drift import ShardWatch
from stream_processor.worker.open_shard import OpenShard


def published(times: Iterable[tuple[str, int]], traces: Mapping[tuple[str, int], Trace] = MappingProxyType({})) -> None:
    """Note that all matches which follow from events of these topics and times are in Kafka; `traces`: of some."""
    now = time.time()
    for topic, at in times:
        # A sender's clock may be ahead.
        seconds = max(0.0, now - at / 1e6)
        metrics.EVENT_TO_MATCH.labels(topic).observe(seconds, exemplar(traces.get((topic, at))))


class ShardGauges:
    """Sets the gauges of shards, and ends those of shards that went to another worker."""

    def __init__(self) -> None:
        self._shown: set[int] = set()

    def show(self, shards: Mapping[int, OpenShard], lags: Mapping[int, int], ages: Mapping[int, float]) -> None:
        """Show open shards, the input records that each is behind, and the age of its progress in seconds."""
        for number, opened in shards.items():
            of = str(number)
            metrics.LAG.labels(of).set(lags.get(number, 0))
            metrics.PROGRESS_AGE.labels(of).set(ages.get(number, 0.0))
            metrics.VIEW.labels(of).set(opened.shard.published)
        for number in self._shown - shards.keys():
            for gauge in (metrics.LAG, metrics.PROGRESS_AGE, metrics.VIEW):
                gauge.remove(str(number))
        self._shown = set(shards)
        metrics.ACCURACY.set(_accuracy([opened.watch for opened in shards.values() if opened.watch is not None]))
        metrics.WAITING.set(sum(opened.shard.waiting() for opened in shards.values()))
        metrics.UNKNOWN.set(sum(opened.shard.unknown for opened in shards.values()))


def _accuracy(watches: Iterable[ShardWatch]) -> float:
    """Share of the last outcomes that were as their scores had said: hired at 50 or more, rejected at less."""
    right = [one.hired is (one.score >= THRESHOLD) for watch in watches for one in watch.outcomes.copy()]
    return sum(right) / len(right) if right else float("nan")
