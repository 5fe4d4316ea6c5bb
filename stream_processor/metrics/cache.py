"""Metrics of the cache writer."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from data.contract.topics import APPLICANTS, JOBS, MATCHES
from data.redis.faults import RedisState
from stream_processor.metrics.registries import CACHE, SECONDS, with_series

CACHED = with_series(
    Counter("matchstream_cached_records", "Records written to Redis.", ["topic"], registry=CACHE),
    [topic.name for topic in (APPLICANTS, JOBS, MATCHES)],
)
PUSHES = Counter("matchstream_pushes", "Matches pushed to recruiters.", registry=CACHE)
NO_MATCHES = Counter(
    "matchstream_no_matches", "Records of the matches topic that hold no match, passed over.", registry=CACHE
)
EVENT_TO_REDIS = Histogram(
    "matchstream_event_to_redis_seconds",
    "Time from an event's own time until Redis has the first match that follows from it.",
    buckets=SECONDS,
    registry=CACHE,
)
CACHE_READY = Gauge("matchstream_cache_ready", "1 while Redis holds all that the topics hold.", registry=CACHE)
SHARD_AGE = Gauge(
    "matchstream_shard_age_seconds",
    "Seconds for which events of a shard have waited for a worker.",
    ["partition"],
    registry=CACHE,
)
CACHE_AGE = Gauge(
    "matchstream_cache_age_seconds", "Seconds for which records have waited to be written to Redis.", registry=CACHE
)
ERASED = Counter(
    "matchstream_erased_dead_letters",
    "Dead letters and messages of removed applicants that were erased.",
    registry=CACHE,
)
_REDIS = with_series(
    Gauge(
        "matchstream_cache_redis_state", "1 for how Redis is to its writer, 0 for how it may be.", ["state"],
        registry=CACHE,
    ),
    [state.value for state in RedisState],
)  # fmt: skip

_EXPECTED = Gauge(
    "matchstream_replicas_expected",
    "Programs of a kind that should run, as the settings say; 0 where they don't.",
    ["program"],
    registry=CACHE,
)


def redis_is(state: RedisState) -> None:
    """Set the metric of Redis's state, as the cache writer sees it."""
    for each in RedisState:
        _REDIS.labels(each.value).set(each is state)


def expect(**replicas: int) -> None:
    """Set the metric of how many of each program should run."""
    for program, count in replicas.items():
        _EXPECTED.labels(program).set(count)
