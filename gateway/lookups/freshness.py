"""Judges at each lookup how old the results may be, from the heartbeat of the cache writer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import nan
from typing import Literal, NamedTuple

from data.kafka.partitions import shard_of
from data.redis.freshness import Heartbeat

Age = Literal["up", "stale", "down"]


class Stale(NamedTuple):
    """Results are older than allowed, since a time in seconds since 1970; None where that time is not known."""

    since: float | None

    @property
    def members(self) -> dict[str, object]:
        """The members of an answer that say so."""
        return {"stale": True, "stale_since": None if self.since is None else moment(self.since)}


FRESH: dict[str, object] = {"stale": False, "stale_since": None}
"""The members of an answer that is not stale."""


def members(stale: Stale | None) -> dict[str, object]:
    """The members of an answer that say whether it is stale."""
    return FRESH if stale is None else stale.members


def moment(since: float) -> str:
    """A time as RFC 3339 text."""
    return datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Freshness:
    """The heartbeat at the time of a lookup.

    Attributes
    ----------
    beat : Heartbeat or None
        None where there is none: the cache writer never ran, or is of an older version.
    now : float
        Time of Redis's clock, as all times of the heartbeat.
    after : float
        Seconds of waiting after which results are stale.
    partitions : int
    """

    beat: Heartbeat | None
    now: float
    after: float
    partitions: int

    @classmethod
    def read(cls, value: str | None, time: tuple[int, int], *, after: float, partitions: int) -> Freshness:
        """Make one from Redis's replies to `GET` and `TIME`."""
        try:
            beat = None if value is None else Heartbeat.decode(value)
        except (ValueError, KeyError, TypeError):
            beat = None
        return cls(beat, time[0] + time[1] / 1e6, after, partitions)

    @property
    def changed_topics(self) -> tuple[str, ...]:
        """Topics that were made anew or widened since the cache was written, by its writer's last report."""
        return () if self.beat is None else self.beat.topics

    @property
    def age(self) -> float:
        """Seconds for which events may be missing, or nothing was heard that would say so; NaN without a heartbeat."""
        if self.beat is None:
            return nan
        beat = self.beat
        heard = [beat.at, beat.written, beat.kafka, self.now if beat.cache is None else beat.cache]
        return max(0.0, self.now - min(*heard, *beat.shards.values()))

    @property
    def cache(self) -> Age:
        """State of the cache writer: "down" without recent reports, "stale" where it lags behind the topics."""
        if self.beat is None or self._is_old(min(self.beat.at, self.beat.written)):
            return "down"
        return "up" if self.of_entities is None else "stale"

    @property
    def without_kafka(self) -> float | None:
        """Since when Kafka has not answered the cache writer; None unless that is too long."""
        return self.beat.kafka if self.beat is not None and self._is_old(self.beat.kafka) else None

    @property
    def waiting(self) -> dict[int, float]:
        """Since when events wait, for each shard where they wait too long."""
        if self.beat is None:
            return {}
        return {shard: since for shard, since in self.beat.shards.items() if self._is_old(since)}

    @property
    def of_entities(self) -> Stale | None:
        """Staleness of jobs and applicants, which the cache writer reads from their topics itself."""
        if self.beat is None:
            return Stale(None)
        heard = (self.beat.at, self.beat.written, self.beat.kafka, self.beat.cache)
        return _earliest([since for since in heard if since is not None and self._is_old(since)])

    @property
    def of_all(self) -> Stale | None:
        """Staleness of a job's matches: applicants of any shard may be missing."""
        return self._with(self.waiting.values())

    def of_applicant(self, applicant_id: str) -> Stale | None:
        """Staleness of an applicant's matches, which depend on one shard."""
        since = self.waiting.get(shard_of(applicant_id, self.partitions))
        return self._with([] if since is None else [since])

    def _with(self, waiting: Iterable[float]) -> Stale | None:
        entities = self.of_entities
        if entities is None:
            return _earliest(list(waiting))
        return entities if entities.since is None else _earliest([entities.since, *waiting])

    def _is_old(self, since: float) -> bool:
        return self.now - since > self.after


def _earliest(times: list[float]) -> Stale | None:
    return Stale(min(times)) if times else None
