"""How old what Redis holds may be: judged from the heartbeat of who writes it, at the moment of a lookup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from data.kafka.partitions import shard_of
from data.redis.freshness import Heartbeat

Age = Literal["up", "stale", "down"]


class Stale(NamedTuple):
    """That something is older than it may be; `since` is seconds since 1970, None where nobody knows."""

    since: float | None

    @property
    def members(self) -> dict[str, object]:
        """What an answer says of it."""
        return {"stale": True, "stale_since": None if self.since is None else moment(self.since)}


FRESH: dict[str, object] = {"stale": False, "stale_since": None}
"""What an answer says of what is not stale."""


def members(stale: Stale | None) -> dict[str, object]:
    """What an answer says of how old it is."""
    return FRESH if stale is None else stale.members


def moment(since: float) -> str:
    """A time as RFC 3339 has it."""
    return datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Freshness:
    """One look at the heartbeat.

    Attributes
    ----------
    beat : Heartbeat or None
        None where there is none: its writer never ran, or is of an older version.
    now : float
        Of Redis's clock, as all times of the heartbeat.
    after : float
        Seconds from which what waits makes results stale.
    partitions : int
    """

    beat: Heartbeat | None
    now: float
    after: float
    partitions: int

    @classmethod
    def read(cls, value: str | None, time: tuple[int, int], *, after: float, partitions: int) -> Freshness:
        """From what Redis answers to `GET` and `TIME`."""
        try:
            beat = None if value is None else Heartbeat.decode(value)
        except (ValueError, KeyError, TypeError):
            beat = None
        return cls(beat, time[0] + time[1] / 1e6, after, partitions)

    @property
    def changed_topics(self) -> tuple[str, ...]:
        """Topics that are not those that the cache was written from, as its writer last told."""
        return () if self.beat is None else self.beat.topics

    @property
    def cache(self) -> Age:
        """Whether who writes Redis is heard, and is with the topics."""
        if self.beat is None or self._is_old(min(self.beat.at, self.beat.written)):
            return "down"
        return "up" if self.of_entities is None else "stale"

    @property
    def without_kafka(self) -> float | None:
        """Since when Kafka does not answer who writes Redis, where that is for too long."""
        return self.beat.kafka if self.beat is not None and self._is_old(self.beat.kafka) else None

    @property
    def waiting(self) -> dict[int, float]:
        """Since when events wait, of the shards where they do for too long."""
        if self.beat is None:
            return {}
        return {shard: since for shard, since in self.beat.shards.items() if self._is_old(since)}

    @property
    def of_entities(self) -> Stale | None:
        """Whether jobs and applicants are stale: they come from their topics at once."""
        if self.beat is None:
            return Stale(None)
        heard = (self.beat.at, self.beat.written, self.beat.kafka, self.beat.cache)
        return _earliest([since for since in heard if since is not None and self._is_old(since)])

    @property
    def of_all(self) -> Stale | None:
        """Whether a job's matches are stale: applicants of any shard may be missing."""
        return self._with(self.waiting.values())

    def of_applicant(self, applicant_id: str) -> Stale | None:
        """Whether an applicant's matches are stale."""
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
