"""What is told of a batch once Redis has it: counts, how long its events took, and their traces."""

from __future__ import annotations

import time
from typing import NamedTuple

from data.telemetry.spans import Stage, told
from data.telemetry.traces import Trace, exemplar, sampled
from stream_processor import metrics


class Written(NamedTuple):
    """What a batch has to tell.

    Attributes
    ----------
    counts : dict
        Number of records by topic.
    event_times : list of (int, bytes or None)
        Times of events, in microseconds since 1970, and the `traceparent` of each.
    traces : list of bytes
        The `traceparent` of each match that has one.
    begun : float
        When it was sent, in seconds since 1970.
    """

    counts: dict[str, int]
    event_times: list[tuple[int, bytes | None]]
    traces: list[bytes]
    begun: float

    def tell(self, pushes: int) -> None:
        """Count it, with the pushes that it made."""
        for topic, count in self.counts.items():
            metrics.CACHED.labels(topic).inc(count)
        metrics.PUSHES.inc(pushes)
        now = time.time()
        for at, value in self.event_times:
            seconds = max(0.0, now - at / 1e6)  # a sender's clock may be ahead
            metrics.EVENT_TO_REDIS.observe(seconds, exemplar(Trace.read(value)))
        for trace, matches in sampled(self.traces).items():
            told(Stage("matches cached", self.begun, {"db.system.name": "redis", "matches": matches}), trace)
