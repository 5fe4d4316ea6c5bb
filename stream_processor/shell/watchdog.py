"""Notices that a worker is behind and does not move: a consumer of Faust can stop without an error."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from faust.types import TP

from stream_processor.worker.shards import Shards

QUIET = 6.0
"""Seconds without movement after which the consumer seeks again in a partition that is behind."""
TURN = 20_000
"""Upper bound on other partitions' events that are queued ahead of a partition's own, between Kafka and the shards.

A seek before so many were processed would deliver the queued events of the partition twice.
"""


class Seen(NamedTuple):
    """The last time at which a partition moved.

    Attributes
    ----------
    offset : int
    at : float
        Monotonic seconds.
    taken : int
        Events that the worker had processed by then.
    """

    offset: int
    at: float
    taken: int


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
        self._seen: dict[TP, Seen] = {}
        self._moved = clock()

    def look(self, highwater: Callable[[TP], int | None], *, rebalancing: bool) -> tuple[dict[TP, int], str | None]:
        """Look at all partitions.

        Returns
        -------
        heal : dict of partition to offset
            Where the consumer must seek, because the partition is behind and did not move.
        reason : str or None
            Why the worker must end, if it must.
        """
        now, taken = self._clock(), self._shards.feeding.taken
        behind: set[TP] = set()
        lags: dict[int, int] = {}
        seen: dict[TP, Seen] = {}
        for opened in list(self._shards.open.values()):
            lags[opened.number] = 0
            for topic, offset in opened.next.items():
                tp = TP(topic, opened.number)
                seen[tp] = Seen(offset, now, taken)
                last = self._seen.get(tp, seen[tp]._replace(offset=-1))
                has_moved = offset != last.offset or opened.is_busy
                if has_moved:
                    self._moved = now
                high = highwater(tp)
                if high is not None and high > offset:
                    behind.add(tp)
                    lags[opened.number] += high - offset
                    if not has_moved:
                        seen[tp] = last
        quiet = {tp for tp in behind if now - seen[tp].at >= QUIET}
        queues_are_empty = quiet == behind
        heal = {tp: seen[tp].offset for tp in quiet if queues_are_empty or taken - seen[tp].taken >= TURN}
        self._seen = seen | {tp: Seen(offset, now, taken) for tp, offset in heal.items()}
        self._shards.show(lags)
        if not behind and not rebalancing:
            self._moved = now
        if now - self._moved < self._stall_after:
            return heal, None
        state = "in a rebalance" if rebalancing else f"{sum(lags.values())} records behind"
        return heal, f"{state} and nothing moved for {now - self._moved:.0f} s"
