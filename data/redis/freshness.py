"""The heartbeat in Redis: how far behind its contents may be, written by the cache writer and read by the gateway.

The cache writer fills Redis from topics that workers fill. Either can stop without an error, and then a list is short
or empty and looks as if that were true. So the cache writer also watches how far each shard and itself have come, and
writes since when events wait.

All times are from Redis's clock, so that clocks of two machines are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Self

import orjson


class Heartbeat(NamedTuple):
    """The last report of the cache writer; times are seconds since 1970.

    Attributes
    ----------
    at : float
        When it was written.
    written : float
        When Redis last accepted a call of the writer, with or without records.
    kafka : float
        When Kafka last answered the writer.
    cache : float or None
        Since when records wait to be written to Redis; None where none wait.
    shards : mapping of int to float
        For each shard with waiting events, since when they wait for a worker.
    topics : tuple of str
        Topics that were made anew or widened since Redis was written: its contents belong to the former ones.
    """

    at: float
    written: float
    kafka: float
    cache: float | None
    shards: Mapping[int, float]
    topics: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """The value in Redis."""
        return orjson.dumps(self._asdict() | {"shards": {str(shard): since for shard, since in self.shards.items()}})

    @classmethod
    def decode(cls, value: str | bytes) -> Self:
        """Read the value in Redis.

        Raises
        ------
        ValueError, KeyError, TypeError
            When it is no heartbeat.
        """
        held = orjson.loads(value)
        shards = {int(shard): float(since) for shard, since in held["shards"].items()}
        cache = None if held["cache"] is None else float(held["cache"])
        topics = tuple(str(topic) for topic in held.get("topics") or ())
        return cls(float(held["at"]), float(held["written"]), float(held["kafka"]), cache, shards, topics)
