"""How old what Redis holds may be, as the cache's writer tells it and the gateway reads it.

Redis is written from topics that workers fill. Either can stand still without a word, and then a list is short, or
empty, and looks as if that were true. So who writes Redis also watches how far each shard and itself have come, and
tells since when events wait.

All times are of Redis's own clock, so that nobody compares clocks of two machines.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Self

import orjson


class Heartbeat(NamedTuple):
    """What the cache's writer last told; times are seconds since 1970.

    Attributes
    ----------
    at : float
        When it told it.
    written : float
        When Redis last took a call of it, with or without records.
    kafka : float
        When Kafka last answered it.
    cache : float or None
        Since when records of the topics wait to be written to Redis; None where none do.
    shards : mapping of int to float
        Since when events wait to be taken in by a worker, of the shards where some do.
    topics : tuple of str
        Topics that are not those that progress was written for: what Redis holds is of others.
    """

    at: float
    written: float
    kafka: float
    cache: float | None
    shards: Mapping[int, float]
    topics: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """As it rests."""
        return orjson.dumps(self._asdict() | {"shards": {str(shard): since for shard, since in self.shards.items()}})

    @classmethod
    def decode(cls, value: str | bytes) -> Self:
        """Read what rests.

        Raises
        ------
        ValueError, KeyError, TypeError
            When it is none.
        """
        held = orjson.loads(value)
        shards = {int(shard): float(since) for shard, since in held["shards"].items()}
        cache = None if held["cache"] is None else float(held["cache"])
        topics = tuple(str(topic) for topic in held.get("topics") or ())
        return cls(float(held["at"]), float(held["written"]), float(held["kafka"]), cache, shards, topics)
