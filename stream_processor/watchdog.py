"""Sees a worker that is behind and does not move: a consumer of Faust can stop without a word."""

from __future__ import annotations

import time
from collections.abc import Callable

from faust.types import TP

from stream_processor import metrics
from stream_processor.shards import Shards

QUIET = 6.0
"""Seconds without movement, although behind, after which a partition is sought again."""


class Watchdog:
    """Looks once a second.

    Parameters
    ----------
    shards : Shards
    stall_after : float
        Seconds without any movement, although behind or in a rebalance, after which the worker must end.
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, shards: Shards, stall_after: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._shards = shards
        self._stall_after = stall_after
        self._clock = clock
        self._seen: dict[TP, tuple[int, float]] = {}
        self._moved = clock()

    def look(self, highwater: Callable[[TP], int | None], *, rebalancing: bool) -> tuple[dict[TP, int], str | None]:
        """Look at all partitions.

        Returns
        -------
        heal : dict of partition to offset
            Where the consumer must seek, because it is behind and was quiet.
        reason : str or None
            Why the worker must end, if it must.
        """
        now = self._clock()
        heal: dict[TP, int] = {}
        behind = 0
        seen: dict[TP, tuple[int, float]] = {}
        for opened in list(self._shards.open.values()):
            lag = 0
            for topic, offset in opened.next.items():
                tp = TP(topic, opened.number)
                last, since = self._seen.get(tp, (-1, now))
                if offset != last or opened.is_busy:
                    since = self._moved = now
                high = highwater(tp)
                if high is not None and high > offset:
                    lag += high - offset
                    if now - since >= QUIET:
                        heal[tp] = offset
                        since = now
                else:
                    since = now
                seen[tp] = (offset, since)
            metrics.LAG.labels(str(opened.number)).set(lag)
            behind += lag
        for number in {tp.partition for tp in self._seen} - {tp.partition for tp in seen}:
            metrics.LAG.remove(str(number))
        self._seen = seen
        metrics.WAITING.set(sum(opened.shard.waiting() for opened in self._shards.open.values()))
        metrics.PROGRESS_AGE.set(self._shards.progress_age())
        if not behind and not rebalancing:
            self._moved = now
        if now - self._moved < self._stall_after:
            return heal, None
        state = "in a rebalance" if rebalancing else f"{behind} records behind"
        return heal, f"{state} and nothing moved for {now - self._moved:.0f} s"
