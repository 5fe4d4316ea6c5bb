"""Metrics of worker and cache writer, for `/metrics`. Labels have few fixed values: no id, nothing personal.

Each program has a registry of its own, so that it tells of its own work only. A counter starts at 0 with every label
that it can have: a series that is born with its first value shows no increase to Prometheus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, PlatformCollector
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.process_collector import ProcessCollector

from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, MATCHES
from data.contract.unreadable import Reason
from data.contract.webhook_bodies import MessageKind
from data.kafka.inputs import INPUTS
from data.redis.faults import RedisState
from data.webhooks.deliveries import Result
from data.webhooks.subscription import State

_Metric = TypeVar("_Metric", bound=MetricWrapperBase)


def _registry() -> CollectorRegistry:
    """A registry that tells of the process and the Python that runs it."""
    registry = CollectorRegistry()
    for kind in (ProcessCollector, PlatformCollector, GCCollector):
        kind(registry=registry)
    return registry


WORKER, CACHE, WEBHOOKS = _registry(), _registry(), _registry()
"""What a worker tells, what the cache writer does, and what the sender of webhooks does."""


def _with(metric: _Metric, *values: Iterable[str]) -> _Metric:
    """A metric that starts with one series for every combination of these values of its labels."""
    combinations: list[tuple[str, ...]] = [()]
    for some in values:
        combinations = [(*said, value) for said in combinations for value in some]
    for said in combinations:
        metric.labels(*said)
    return metric


def _of_all(metric: _Metric) -> _Metric:
    """A metric of the worker, of the other programs too."""
    for registry in (CACHE, WEBHOOKS):
        registry.register(metric)
    return metric


_REASONS = [reason.value for reason in Reason]
_TAKEN = [topic.name for topic in (APPLICANTS, JOBS, APPLICATIONS)]
_SECONDS = (0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600)

# -- of all programs

KAFKA_SILENT = _of_all(
    Gauge("matchstream_kafka_silent_seconds", "Seconds since Kafka last answered this program.", registry=WORKER)
)
_CHANGED = _of_all(
    Gauge(
        "matchstream_topics_changed",
        "1 for a topic that is missing, was made anew or was widened.",
        ["topic", "kind"],
        registry=WORKER,
    )
)

# -- of a worker: what comes in

EVENTS = _with(Counter("matchstream_events", "Input records taken in.", ["topic"], registry=WORKER), INPUTS)
REPEATS = _with(
    Counter("matchstream_repeated_events", "Input records delivered again and skipped.", ["topic"], registry=WORKER),
    INPUTS,
)
GAPS = _with(
    Counter(
        "matchstream_gap_events",
        "Input records that Faust passed over and that were read again.",
        ["topic"],
        registry=WORKER,
    ),
    INPUTS,
)
DEAD_LETTERS = _with(
    Counter("matchstream_dead_letters", "Input records that could not be read.", ["reason"], registry=WORKER),
    _REASONS,
)
PUT_BACK = _with(
    Counter(
        "matchstream_put_back",
        "Newest records written again after one that is older or can't be read.",
        ["topic"],
        registry=WORKER,
    ),
    INPUTS,
)
MISPLACED = _with(
    Counter(
        "matchstream_misplaced_events",
        "Input records in another partition than their key's, moved to it.",
        ["topic"],
        registry=WORKER,
    ),
    INPUTS,
)
UNKNOWN_STATUSES = Counter(
    "matchstream_unknown_job_statuses",
    "Jobs whose status tells neither that they are open nor that they are closed.",
    registry=WORKER,
)
BATCH_EVENTS = Histogram(
    "matchstream_batch_events",
    "Input records in a batch of one shard.",
    buckets=(1, 3, 10, 30, 100, 300, 1000),
    registry=WORKER,
)
BATCH_SECONDS = Histogram(
    "matchstream_batch_seconds",
    "Time from taking a batch of one shard to its scores.",
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
    registry=WORKER,
)

# -- of a worker: its shards

SHARDS = Gauge("matchstream_shards", "Shards that this worker has.", registry=WORKER)
TWINS = Counter(
    "matchstream_group_twins",
    "Times that another worker under the same instance id took this one's place in the group.",
    registry=WORKER,
)
LAG = Gauge("matchstream_lag", "Input records behind, of a shard this worker has.", ["partition"], registry=WORKER)
PROGRESS_AGE = Gauge(
    "matchstream_progress_age_seconds",
    "Seconds since the progress of a shard was written, while it has some to write; else 0.",
    ["partition"],
    registry=WORKER,
)
VIEW = Gauge("matchstream_view_matches", "Matches of a shard that are published.", ["partition"], registry=WORKER)
WAITING = Gauge(
    "matchstream_waiting_applications",
    "Applications to a job, or of an applicant, of whom nothing ever came.",
    registry=WORKER,
)
UNKNOWN = Gauge(
    "matchstream_unknown_applicants",
    "Applicants of whom nothing is known: matched with what they applied to alone.",
    registry=WORKER,
)
REBUILD_SECONDS = Histogram(
    "matchstream_rebuild_seconds",
    "Time to rebuild one shard.",
    buckets=(0.1, 0.3, 1, 3, 10, 30, 100, 300),
    registry=WORKER,
)

# -- of a worker: scores and matches

PAIRS = Counter("matchstream_pairs_scored", "Pairs of a job and an applicant that were scored.", registry=WORKER)
MATCHES_PUBLISHED = Counter(
    "matchstream_matches_published", "Match records published, removals included.", registry=WORKER
)
FOREIGN = Counter(
    "matchstream_foreign_matches",
    "Matches that another wrote over ours and that were written again.",
    registry=WORKER,
)
PUBLISHING_SECONDS = Histogram(
    "matchstream_publishing_seconds",
    "Time from looking for what changed in a shard until Kafka has it and its progress.",
    buckets=(0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
    registry=WORKER,
)
EVENT_TO_MATCH = _with(
    Histogram(
        "matchstream_event_to_match_seconds",
        "Time from an event's own time until all matches that follow from it are in Kafka.",
        ["topic"],
        buckets=_SECONDS,
        registry=WORKER,
    ),
    _TAKEN,
)

# -- of a worker: the model

MODEL = Gauge("matchstream_model_info", "1 for the model that scores.", ["version"], registry=WORKER)
DIFFERS = Gauge(
    "matchstream_model_differs", "1 while another model scores here than the announced champion.", registry=WORKER
)
REFUSED = Counter(
    "matchstream_refused_champions", "New champions that could not be loaded; the old one went on.", registry=WORKER
)
OUTCOMES = _with(
    Counter(
        "matchstream_outcomes",
        "Applications decided, by what came of them and by what their score had said (high: 50 or more).",
        ["outcome", "quality_level"],
        registry=WORKER,
    ),
    ("hired", "rejected"),
    ("high", "low"),
)
ACCURACY = Gauge(
    "hired_model_accuracy",
    "Share of this worker's part of the last 1,000 decided applications whose outcome was as their score said; "
    "NaN before any.",
    registry=WORKER,
)
ACCURACY.set(float("nan"))

# -- of the cache writer

CACHED = _with(
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
    buckets=_SECONDS,
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
_REDIS = _with(
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

# -- of the sender of webhooks

WEBHOOK_MESSAGES = _with(
    Counter("matchstream_webhook_messages", "Messages that webhooks tell, once for all.", ["kind"], registry=WEBHOOKS),
    MessageKind,
)
WEBHOOK_ATTEMPTS = _with(
    Counter("matchstream_webhook_attempts", "Attempts to deliver a webhook.", ["result", "answer"], registry=WEBHOOKS),
    Result,
    ("none", "1xx", "2xx", "3xx", "4xx", "5xx"),
)
WEBHOOK_SECONDS = Histogram(
    "matchstream_webhook_seconds",
    "Time from a message to its delivery.",
    buckets=(0.03, 0.1, 0.3, 1, 3, 10, 60, 600, 3600, 21600, 86400, 259200),
    registry=WEBHOOKS,
)
WEBHOOK_WAITING = Gauge(
    "matchstream_webhook_waiting", "Messages in memory that wait for their delivery.", registry=WEBHOOKS
)
WEBHOOK_SUBSCRIPTIONS = _with(
    Gauge("matchstream_webhook_subscriptions", "Subscriptions to webhooks.", ["state"], registry=WEBHOOKS), State
)


def topics_changed(changed: Mapping[str, str]) -> None:
    """Set the metric of topics that differ from those for which progress was written."""
    _CHANGED.clear()
    for topic, kind in changed.items():
        _CHANGED.labels(topic, kind).set(1)


def redis_is(state: RedisState) -> None:
    """Set the metric of Redis's state, as the cache writer sees it."""
    for each in RedisState:
        _REDIS.labels(each.value).set(each is state)


def scores_with(version: str) -> None:
    """Set the metric of the model that scores."""
    MODEL.clear()
    MODEL.labels(version).set(1)


def expect(**replicas: int) -> None:
    """Set the metric of how many of each program should run."""
    for program, count in replicas.items():
        _EXPECTED.labels(program).set(count)
