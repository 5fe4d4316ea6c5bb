"""A worker's place in the group: whether it has one, and whether another worker has the same.

Faust runs no timer before its first assignment, so this is asked from a thread of its own. A worker that is refused
when it joins, or that the group forgot, waits for ever without an error; so it ends, and a supervisor starts a new one.

Two workers under one instance id both go on: the broker evicts each at the other's next heartbeat, each joins anew in
the same generation, and no rebalance tells of it. Both take the same shards meanwhile, several times over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from stream_processor import metrics
from stream_processor.monitoring.kafka_probe import AWAY_SECONDS
from stream_processor.settings import StreamSettings

LOG = logging.getLogger("matchstream.worker")

NO_MEMBER = ("", -1)
"""Member id and generation of a consumer that is in no group."""


class Place(NamedTuple):
    """The id that the broker gave to the member when it joined, and the group's generation."""

    member: str = NO_MEMBER[0]
    generation: int = NO_MEMBER[1]

    @property
    def is_taken(self) -> bool:
        """Whether it is one in the group."""
        return bool(self.member) and self.generation > NO_MEMBER[1]


def place_of(consumer: Any) -> Place:
    """The place of Faust's consumer; none where its driver takes no part in the group (any more)."""
    driver = getattr(getattr(consumer, "_thread", None), "_consumer", None)
    coordinator = getattr(driver, "_coordinator", None)
    if coordinator is None or coordinator._coordination_task.done():  # noqa: SLF001 -- the driver tells it nowhere else
        return Place()
    return Place(coordinator.member_id, coordinator.generation)


class Membership:
    """Watches the place of one worker.

    Parameters
    ----------
    settings : StreamSettings
    end : callable
        Called with the reason why the worker must end.
    clock : callable
        Monotonic seconds.
    """

    def __init__(
        self, settings: StreamSettings, end: Callable[[str], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._instance = settings.group_instance
        self._longest = settings.longest_join
        self._end = end
        self._clock = clock
        self._joined = clock()
        self._was_assigned = False
        self._last = Place()
        self._place: Callable[[], Place] = Place

    def watch(self, place: Callable[[], Place]) -> None:
        """Watch what this tells."""
        self._place = place

    def assigned(self) -> None:
        """Note that the worker was told its shards, be it none."""
        self._was_assigned = True

    def look(self, silent: float) -> None:
        """Look at the place.

        Parameters
        ----------
        silent : float
            Seconds since Kafka last answered: while it is away there is no place to be had.
        """
        now, place = self._clock(), self._place()
        if self._is_ousted(place):
            metrics.TWINS.inc()
            LOG.error(
                "another worker has this one's place in the group (MATCHSTREAM_GROUP_INSTANCE=%s): both work on the "
                "same shards, over and over; end one of them",
                self._instance,
            )
        if place.is_taken:
            self._last = place
        if (place.is_taken and self._was_assigned) or silent >= AWAY_SECONDS:
            self._joined = now
        elif now - self._joined >= self._longest:
            self._end(f"no place in the group for {now - self._joined:.0f} s, although Kafka answers")

    def _is_ousted(self, place: Place) -> bool:
        """Whether the member is another in the same generation: it was evicted, and no rebalance told of it."""
        is_same = place.is_taken and self._last.is_taken and place.generation == self._last.generation
        return self._instance is not None and is_same and place.member != self._last.member
