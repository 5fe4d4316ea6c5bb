"""Watches how far the shards and the cache have come, and writes to Redis since when events wait.

It runs in the program of the cache writer, which follows the shards anyway and writes where the gateway reads. A dead
worker can't report that it is dead, so another program must.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

import redis

from data.contract.records import Partition
from data.contract.topics import SHARD_PROGRESS
from data.kafka.follower import Follower
from data.kafka.inputs import INPUTS
from data.kafka.offsets import Offsets
from data.kafka.progress import Progress, Vector
from data.redis import layout as results
from data.redis.faults import fault_of, reason
from data.redis.freshness import Heartbeat
from stream_processor import metrics
from stream_processor.cache.lateness import Lateness
from stream_processor.cache.writer import CACHED
from stream_processor.monitoring.health import Health
from stream_processor.monitoring.kafka_probe import ANSWER_SECONDS
from stream_processor.settings import StreamSettings

LOG = logging.getLogger("matchstream.lag")

STUCK_SECONDS = 10.0
"""The writer calls Redis every second, even with nothing to write; after this long without a call it is stuck."""

_CACHED = tuple(topic.name for topic in CACHED)


class LagMonitor:
    """Compares when `look` is called, in one thread; `health` may be called in another.

    Parameters
    ----------
    settings : StreamSettings
    standing : callable
        Position of the cache writer: the next offset of each partition, and seconds since Redis accepted a call of it.
    clock : callable
        Monotonic seconds.
    changed : callable
        Topics that differ from those for which progress was written.
    """

    def __init__(
        self,
        settings: StreamSettings,
        standing: Callable[[], tuple[dict[Partition, int], float]],
        clock: Callable[[], float] = time.monotonic,
        changed: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._settings = settings
        self._standing = standing
        self._clock = clock
        self._changed = changed
        self._redis = redis.Redis.from_url(**settings.redis_client(), socket_timeout=2, socket_connect_timeout=2)
        self._offsets = Offsets(settings, ANSWER_SECONDS)
        self._follower = Follower(settings, {"enable.partition.eof": False, "fetch.wait.max.ms": 100})
        self._progress: dict[int, Progress] = {}
        self._of_shards: dict[Partition, Lateness] = defaultdict(Lateness)
        self._of_cache: dict[Partition, Lateness] = defaultdict(Lateness)
        self._shards: dict[int, float] = {}
        self._cache: float | None = None

    # -- Kafka

    def look(self) -> None:
        """Ask Kafka for the ends of all topics, and compare; skipped while topics have changed.

        Raises
        ------
        KafkaException
            When it does not answer.
        """
        if tuple(self._changed()):
            return
        numbers = range(self._settings.partitions)
        topics = {*INPUTS, *_CACHED, SHARD_PROGRESS.name}
        ends = self._offsets.next((topic, number) for topic in topics for number in numbers)
        self._follow({place: end for place, end in ends.items() if place[0] == SHARD_PROGRESS.name})
        written, _ = self._standing()
        # The development broker's end of a batch is too low; the writer may have read past it.
        ends |= {place: max(at, ends[place]) for place, at in written.items()}
        # A shard without known progress has taken in nothing, as far as is known.
        taken = {(topic, number): self._taken(number).get(topic, 0) for number in numbers for topic in INPUTS}
        of_shards = self._late(self._of_shards, taken, ends)
        of_cache = self._late(self._of_cache, written, ends)
        self._shards = {
            number: min(since for (_, shard), since in of_shards.items() if shard == number)
            for number in {number for _, number in of_shards}
        }
        self._cache = min(of_cache.values(), default=None)

    def _taken(self, number: int) -> Vector:
        return self._progress[number].next if number in self._progress else {}

    def _late(
        self, lateness: dict[Partition, Lateness], positions: dict[Partition, int], ends: dict[Partition, int]
    ) -> dict[Partition, float]:
        """Since when records wait, for each partition where some do."""
        # Records that the topic no longer keeps don't wait.
        behind = [place for place, at in positions.items() if at < ends[place]]
        starts = self._offsets.first(behind)
        now = self._clock()
        looks = {
            place: lateness[place].look(now, ends[place], max(at, starts.get(place, 0)))
            for place, at in positions.items()
        }
        return {place: since for place, since in looks.items() if since is not None}

    def _follow(self, ends: dict[Partition, int]) -> None:
        """Learn the shards' newest progress, each of which is its partition's last record."""
        if not self._follower.partitions:
            self._follower.assign({place: max(0, end - 1) for place, end in ends.items()})
        while messages := self._follower.read(1000, 0.0):
            for message in messages:
                self._progress[message.partition() or 0] = Progress.of_message(message)

    # -- Redis

    def tell(self, silent: float) -> None:
        """Write the heartbeat to Redis, once the cache writer has begun; `silent`: seconds since Kafka answered."""
        now = self._clock()
        ages = {number: now - since for number, since in self._shards.items()}
        cache = None if self._cache is None else now - self._cache
        for number in range(self._settings.partitions):
            metrics.SHARD_AGE.labels(str(number)).set(ages.get(number, 0.0))
        metrics.CACHE_AGE.set(cache or 0.0)
        written, idle = self._standing()
        if not written:
            return  # the writer has not begun yet
        try:
            seconds, micros = self._redis.time()
            here = seconds + micros / 1e6
            beat = Heartbeat(
                at=here,
                written=here - idle,
                kafka=here - silent,
                cache=None if cache is None else here - cache,
                shards={number: here - age for number, age in ages.items()},
                topics=tuple(self._changed()),
            )
            self._redis.set(results.HEARTBEAT, beat.encode())
        except (redis.RedisError, OSError) as error:
            LOG.warning("what is late can't be told: %s (%s)", fault_of(error).says, reason(error))

    def health(self, inner: Health) -> Health:
        """Wrap the cache writer's health: adds how long shards and records wait, and not ready while it is stuck."""

        def told() -> dict[str, Any]:
            state, now = inner(), self._clock()
            shards, cache = self._shards, self._cache
            state |= {
                "progress_age_seconds": 0.0 if cache is None else round(now - cache, 3),
                "shards_waiting_seconds": {str(number): round(now - since, 3) for number, since in shards.items()},
            }
            _, idle = self._standing()
            if state["ready"] and idle >= STUCK_SECONDS:
                reason = f"nothing was written to Redis for {idle:.0f} s, not even that nothing came: start it anew"
                state |= {"ready": False, "status": "stuck", "reasons": [reason]}
            return state

        return told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._follower.close()
        self._redis.close()
