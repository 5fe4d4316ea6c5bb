"""Metrics of worker and cache writer, for `/metrics`. Labels have few fixed values: no id, nothing personal."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Counter, Gauge, Histogram

from data.redis.faults import RedisState

EVENTS = Counter("matchstream_events", "Input records taken in.", ["topic"])
REPEATS = Counter("matchstream_repeated_events", "Input records delivered again and skipped.", ["topic"])
GAPS = Counter("matchstream_gap_events", "Input records that Faust passed over and that were read again.", ["topic"])
PAIRS = Counter("matchstream_pairs_scored", "Pairs of a job and an applicant that were scored.")
MATCHES = Counter("matchstream_matches_published", "Match records published, removals included.")
DEAD_LETTERS = Counter("matchstream_dead_letters", "Input records that could not be read.", ["reason"])
ERASED = Counter("matchstream_erased_dead_letters", "Dead letters and messages of removed applicants that were erased.")
BATCH_SECONDS = Histogram(
    "matchstream_batch_seconds",
    "Time from taking a batch of one shard to its scores.",
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)
REBUILD_SECONDS = Histogram(
    "matchstream_rebuild_seconds", "Time to rebuild one shard.", buckets=(0.1, 0.3, 1, 3, 10, 30, 100, 300)
)
LAG = Gauge("matchstream_lag", "Input records behind, of a shard this worker has.", ["partition"])
WAITING = Gauge("matchstream_waiting_applications", "Applications that wait for their job or applicant.")
UNKNOWN = Gauge(
    "matchstream_unknown_applicants", "Applicants of whom nothing is known: matched with what they applied to alone."
)
SHARDS = Gauge("matchstream_shards", "Shards that this worker has.")
PROGRESS_AGE = Gauge("matchstream_progress_age_seconds", "Age of the oldest progress record of this worker's shards.")
PUT_BACK = Counter(
    "matchstream_put_back", "Newest records written again after one that is older or can't be read.", ["topic"]
)
MISPLACED = Counter(
    "matchstream_misplaced_events", "Input records in another partition than their key's, moved to it.", ["topic"]
)
FOREIGN = Counter("matchstream_foreign_matches", "Matches that another wrote over ours and that were written again.")
REFUSED = Counter("matchstream_refused_champions", "New champions that could not be loaded; the old one went on.")
DIFFERS = Gauge("matchstream_model_differs", "1 while another model scores here than the announced champion.")
NO_MATCHES = Counter("matchstream_no_matches", "Records of the matches topic that hold no match, passed over.")
UNKNOWN_STATUSES = Counter(
    "matchstream_unknown_job_statuses", "Jobs whose status tells neither that they are open nor that they are closed."
)
CACHED = Counter("matchstream_cached_records", "Records written to Redis.", ["topic"])
PUSHES = Counter("matchstream_pushes", "Matches pushed to recruiters.")
CACHE_READY = Gauge("matchstream_cache_ready", "1 while Redis holds all that the topics hold.")
KAFKA_SILENT = Gauge("matchstream_kafka_silent_seconds", "Seconds since Kafka last answered this program.")
SHARD_AGE = Gauge(
    "matchstream_shard_age_seconds", "Seconds for which events of a shard have waited for a worker.", ["partition"]
)
CACHE_AGE = Gauge("matchstream_cache_age_seconds", "Seconds for which records have waited to be written to Redis.")
WEBHOOK_MESSAGES = Counter("matchstream_webhook_messages", "Messages that webhooks tell, once for all.", ["kind"])
WEBHOOK_ATTEMPTS = Counter("matchstream_webhook_attempts", "Attempts to deliver a webhook.", ["result", "answer"])
WEBHOOK_SECONDS = Histogram(
    "matchstream_webhook_seconds",
    "Time from a message to its delivery.",
    buckets=(0.03, 0.1, 0.3, 1, 3, 10, 60, 600, 3600, 21600, 86400, 259200),
)
WEBHOOK_WAITING = Gauge("matchstream_webhook_waiting", "Messages in memory that wait for their delivery.")
WEBHOOK_SUBSCRIPTIONS = Gauge("matchstream_webhook_subscriptions", "Subscriptions to webhooks.", ["state"])
_CHANGED = Gauge(
    "matchstream_topics_changed", "1 for a topic that is missing, was made anew or was widened.", ["topic", "kind"]
)
_REDIS = Gauge("matchstream_cache_redis_state", "1 for how Redis is to its writer, 0 for how it may be.", ["state"])


def topics_changed(changed: Mapping[str, str]) -> None:
    """Set the metric of topics that differ from those for which progress was written."""
    _CHANGED.clear()
    for topic, kind in changed.items():
        _CHANGED.labels(topic, kind).set(1)


def redis_is(state: RedisState) -> None:
    """Set the metric of Redis's state, as the cache writer sees it."""
    for each in RedisState:
        _REDIS.labels(each.value).set(each is state)
