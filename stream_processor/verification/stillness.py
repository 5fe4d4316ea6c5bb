"""Waits until the stream is at rest: all inputs are processed, published, and written to the cache."""

from __future__ import annotations

import time
from collections.abc import Callable

import redis

from data.contract.records import Partition
from data.contract.topics import APPLICANTS, JOBS, MATCHES
from data.errors import MatchstreamError
from data.kafka import progress
from data.kafka.reading import read
from data.redis import layout as results
from data.redis.faults import Damaged
from stream_processor.settings import StreamSettings


class NotStill(MatchstreamError):
    """A stream that did not come to rest in time; says what was behind."""

    retryable = True


def wait_until_still(
    settings: StreamSettings, timeout: float, *, with_redis: bool, pause: Callable[[float], None] = time.sleep
) -> None:
    """Wait until the progress of every shard, and of the cache, is at the end of its topics.

    Raises
    ------
    NotStill
        After `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    client = redis.Redis.from_url(**settings.redis_client()) if with_redis else None
    ends = _taken_in(settings)[1] | (_written(client, settings.partitions) if client else {})
    while True:
        # The ends are read before the progress: later records need not have been processed.
        for message in read(settings, ends):
            ends[message.topic() or "", message.partition() or 0] = (message.offset() or 0) + 1
        healing, stands = _taken_in(settings)
        behind = dict.fromkeys(healing, 1) | _behind(stands, ends)
        if client and not behind:
            written = _written(client, settings.partitions)
            behind = {f"Redis: {place}": left for place, left in _behind(written, ends).items()}
        if not behind:
            break
        if time.monotonic() > deadline:
            raise NotStill(f"after {timeout:g} s still behind, in records: {behind}")
        pause(0.2)
    if client:
        client.close()


def _taken_in(settings: StreamSettings) -> tuple[list[str], dict[Partition, int]]:
    """The shards that are still comparing their matches, and the position of each input partition."""
    held = progress.load(settings, range(settings.partitions))
    return (
        [f"shard {number}, being healed" for number, stand in held.items() if not stand.is_healed],
        {(topic, number): at for number, stand in held.items() for topic, at in stand.next.items()},
    )


def _written(client: redis.Redis, partitions: int) -> dict[Partition, int]:
    """The position of each partition that is written to the cache."""
    try:
        held = results.read_progress(client.hgetall(results.PROGRESS))
    except Damaged:
        held = {}  # its writer is about to fill it anew
    return {
        (topic.name, number): held.get(results.progress_field(topic.name, number), 0)
        for topic in (MATCHES, JOBS, APPLICANTS)
        for number in range(partitions)
    }


def _behind(stands: dict[Partition, int], ends: dict[Partition, int]) -> dict[str, int]:
    """Number of records from a position to the end, for each partition that is behind."""
    return {f"{place[0]}/{place[1]}": ends[place] - at for place, at in stands.items() if ends[place] > at}
