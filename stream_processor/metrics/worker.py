"""Metrics of a worker."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from data.contract.unreadable import Reason
from data.kafka.inputs import INPUTS
from stream_processor.metrics.registries import SECONDS, WORKER, with_series

_REASONS = [reason.value for reason in Reason]
_TAKEN = [topic.name for topic in (APPLICANTS, JOBS, APPLICATIONS)]

# -- what comes in

EVENTS = with_series(Counter("matchstream_events", "Input records taken in.", ["topic"], registry=WORKER), INPUTS)
REPEATS = with_series(
    Counter("matchstream_repeated_events", "Input records delivered again and skipped.", ["topic"], registry=WORKER),
    INPUTS,
)
GAPS = with_series(
    Counter(
        "matchstream_gap_events",
        "Input records that Faust passed over and that were read again.",
        ["topic"],
        registry=WORKER,
    ),
    INPUTS,
)
DEAD_LETTERS = with_series(
    Counter("matchstream_dead_letters", "Input records that could not be read.", ["reason"], registry=WORKER),
    _REASONS,
)
PUT_BACK = with_series(
    Counter(
        "matchstream_put_back",
        "Newest records written again after one that is older or can't be read.",
        ["topic"],
        registry=WORKER,
    ),
    INPUTS,
)
MISPLACED = with_series(
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

# -- its shards

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

# -- scores and matches

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
EVENT_TO_MATCH = with_series(
    Histogram(
        "matchstream_event_to_match_seconds",
        "Time from an event's own time until all matches that follow from it are in Kafka.",
        ["topic"],
        buckets=SECONDS,
        registry=WORKER,
    ),
    _TAKEN,
)

# -- the model

MODEL = Gauge("matchstream_model_info", "1 for the model that scores.", ["version"], registry=WORKER)
DIFFERS = Gauge(
    "matchstream_model_differs", "1 while another model scores here than the announced champion.", registry=WORKER
)
REFUSED = Counter(
    "matchstream_refused_champions", "New champions that could not be loaded; the old one went on.", registry=WORKER
)
OUTCOMES = with_series(
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


def scores_with(version: str) -> None:
    """Set the metric of the model that scores."""
    MODEL.clear()
    MODEL.labels(version).set(1)
