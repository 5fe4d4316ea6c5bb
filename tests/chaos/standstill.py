"""Sees shards move: follows the progress topic, and tells how long each shard stood still."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from types import TracebackType
from typing import Self

from confluent_kafka import KafkaError, TopicPartition

from data.contract.topics import SHARD_PROGRESS
from data.kafka.progress import Progress
from data.kafka.reading import KafkaConnection, reader

SETTLED = 0.5
"""Seconds in which what a worker sent before its end may still arrive; its successor can't be that quick."""


class Movements:
    """The times at which each shard's progress was seen to be further than before, from now on.

    Parameters
    ----------
    connection : KafkaConnection
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._moved: defaultdict[int, list[float]] = defaultdict(list)
        self._changed = threading.Condition()
        self._ending = threading.Event()
        self._present = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="movements", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._present.wait(30.0), "the progress topic's end was not reached"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()

    def recovery(self, shards: Iterable[int], since: float, deadline_seconds: float) -> float:
        """Seconds from `since` (monotonic) until the last of these shards has moved again."""
        waited = set(shards)
        assert waited, "nobody had a shard: nothing to recover"

        def firsts() -> dict[int, float]:
            later = {n: next((t for t in list(self._moved[n]) if t > since + SETTLED), None) for n in waited}
            return {n: t for n, t in later.items() if t is not None}

        with self._changed:
            moved = self._changed.wait_for(lambda: len(firsts()) == len(waited), deadline_seconds)
        assert moved, f"shards {sorted(waited - set(firsts()))} did not move in {deadline_seconds:g} s"
        return max(firsts().values()) - since

    def longest_idle(self, since: float, until: float) -> float:
        """Longest time in which a shard did not move; under a load that gives every shard something to do."""
        longest = 0.0
        for number in range(self._connection.partitions):
            times = [since, *(t for t in self._moved[number] if since < t < until), until]
            longest = max(longest, *(later - earlier for earlier, later in pairwise(times)))
        return longest

    def _follow(self) -> None:
        consumer = reader(self._connection, {"fetch.wait.max.ms": 100})
        left = set(range(self._connection.partitions))
        stands: dict[int, Progress] = {}
        consumer.assign([TopicPartition(SHARD_PROGRESS.name, number, 0) for number in sorted(left)])
        try:
            while not self._ending.is_set():
                messages = consumer.consume(500, 0.05)
                now = time.monotonic()
                with self._changed:
                    for message in messages:
                        error = message.error()
                        number = message.partition() or 0
                        if error is None:
                            stand = Progress.of_message(message)
                            if not left and stand.next != stands.get(number, stand).next:
                                self._moved[number].append(now)
                            stands[number] = stand
                        elif error.code() == KafkaError._PARTITION_EOF:
                            left.discard(number)
                    self._changed.notify_all()
                if not left:
                    self._present.set()
        finally:
            consumer.close()
