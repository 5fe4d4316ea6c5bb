"""Metrics of open shards: how far they are, how long an event takes, and what came of applications."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from data.telemetry.traces import Trace, exemplar
from stream_processor import metrics
from stream_processor.join.outcomes import Outcome
from stream_processor.worker.open_shard import OpenShard

THRESHOLD = 50.0
"""The score from which an applicant counts as recommended: that of the average person who was considered for a job."""
WINDOW = 1000
"""Outcomes of which the accuracy is told."""


class Accuracy:
    """Counts outcomes, and tells the accuracy of the last ones.

    An applicant who was hired with a score of 50 or more was predicted rightly, and one who was rejected with less.
    """

    def __init__(self) -> None:
        self._right: deque[bool] = deque(maxlen=WINDOW)

    def count(self, outcomes: Iterable[Outcome]) -> None:
        """Count outcomes; for any number of threads."""
        for hired, score in outcomes:
            is_high = score >= THRESHOLD
            metrics.OUTCOMES.labels("hired" if hired else "rejected", "high" if is_high else "low").inc()
            self._right.append(hired is is_high)
        if right := self._right.copy():
            metrics.ACCURACY.set(sum(right) / len(right))


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
        metrics.WAITING.set(sum(opened.shard.waiting() for opened in shards.values()))
        metrics.UNKNOWN.set(sum(opened.shard.unknown for opened in shards.values()))
