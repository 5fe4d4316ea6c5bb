"""The topics: what they are called, what their records are keyed by, and how they are kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.tenant import of_kafka

HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS
_INPUT_BYTES = 8 << 20
"""Kafka accepts larger inputs than we read, so that an oversized event becomes a dead letter with a reason, and is not
refused by the broker without one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the contract.

    Attributes
    ----------
    name : str
        `<domain>.<entity>.v<n>`, after the tenant's prefix where there is one.
    key : str
        What its records are keyed by.
    purpose : str
    sharded : bool
        Whether it has one partition per shard, or one in all.
    config : dict of str to str
        Its settings on the broker.
    """

    name: str
    key: str
    purpose: str
    sharded: bool = True
    config: dict[str, str] = field(default_factory=dict)

    def partitions(self, shards: int) -> int:
        """Number of its partitions, for a number of shards."""
        return shards if self.sharded else 1


COMPACTED_WITHIN_MS = DAY_MS
"""How long a replaced record may stay readable, in a partition that is still written to."""


_BROKER_TIME = {"message.timestamp.type": "LogAppendTime"}
"""For the inputs: the broker's clock says when an event was received, not the sender's."""

REMOVALS_KEPT_MS = 7 * DAY_MS
"""How long a removal stays readable, at least, after compaction has left nothing else of its key."""


def _compact(**more: int) -> dict[str, str]:
    # A removal must outlive the longest absence of a reader, or the reader would never see it. As long as
    # `min.compaction.lag.ms` the worker can still read the newest record, to write it again after a late older one.
    config = {
        "cleanup.policy": "compact",
        "delete.retention.ms": str(REMOVALS_KEPT_MS),
        "min.compaction.lag.ms": str(HOUR_MS),
        "max.compaction.lag.ms": str(COMPACTED_WITHIN_MS),
    }
    return config | {name.replace("_", "."): str(value) for name, value in more.items()}


def _delete(days: int, max_bytes: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(days * DAY_MS), "max.message.bytes": str(max_bytes)}


def _compact_and_delete(days: int, max_bytes: int) -> dict[str, str]:
    # A dead letter may itself have no value; it must not be dropped as a tombstone before its time.
    return _delete(days, max_bytes) | {
        "cleanup.policy": "compact,delete",
        "delete.retention.ms": str(days * DAY_MS),
        "max.compaction.lag.ms": str(COMPACTED_WITHIN_MS),
    }


APPLICANTS = Topic(
    of_kafka("recruiting.applicants.v1"),
    "applicant id",
    "upserts and removals",
    config=_compact(max_message_bytes=_INPUT_BYTES) | _BROKER_TIME,
)
JOBS = Topic(
    of_kafka("recruiting.jobs.v1"),
    "job id",
    "upserts, closings, removals",
    config=_compact(max_message_bytes=_INPUT_BYTES) | _BROKER_TIME,
)
APPLICATIONS = Topic(
    of_kafka("recruiting.applications.v1"),
    "applicant id",
    "applied, stage changed, hired, rejected, withdrew",
    config=_delete(365, _INPUT_BYTES) | _BROKER_TIME,
)
JOBS_BY_SHARD = Topic(
    of_kafka("recruiting.jobs-by-shard.v1"),
    "job id",
    "internal: every job once into every partition",
    config=_compact() | _BROKER_TIME,
)
MATCHES = Topic(
    of_kafka("recruiting.matches.v1"),
    "job id | applicant id",
    "the view, partition = shard; null: the pair left it",
    config=_compact(),
)
SHARD_PROGRESS = Topic(
    of_kafka("recruiting.shard-progress.v1"),
    "shard",
    "internal: one record per shard, the next offset of every input topic",
    config=_compact(),
)
DRIFT = Topic(
    "recruiting.drift.v1",
    "shard",
    "internal: one record per shard, what it counts of its newest entities and outcomes; no ids of people",
    config=_compact(),
)
MODELS = Topic(
    of_kafka("recruiting.models.v1"),
    "promotion id",
    "which model version is champion: one record per promotion, which names the version that it replaces",
    sharded=False,
    config=_compact(),
)
CONNECTIONS = Topic(
    of_kafka("recruiting.connections.v1"),
    "connection | what | digest",
    "internal: what is still to be fetched from applicant tracking systems, and how far each was read; null: done",
    sharded=False,
    config=_compact(),
)
WEBHOOKS = Topic(
    of_kafka("recruiting.webhooks.v1"),
    "subscription",
    "subscriptions to webhooks, with their secrets; null: removed",
    sharded=False,
    config=_compact(),
)
WEBHOOK_MESSAGES = Topic(
    of_kafka("recruiting.webhook-messages.v1"),
    "message",
    "internal: what webhooks tell, once for all subscriptions; null: erased",
    sharded=False,
    config=_compact_and_delete(7, _INPUT_BYTES),
)
WEBHOOK_PROGRESS = Topic(
    of_kafka("recruiting.webhook-progress.v1"),
    "subscription, or `matches`",
    "internal: how far matches were turned into messages, and how far each subscription was sent",
    sharded=False,
    config=_compact(),
)
WEBHOOK_DELIVERIES = Topic(
    of_kafka("recruiting.webhook-deliveries.v1"),
    "subscription",
    "each attempt to deliver a webhook: time, status, duration; no ids of people or jobs",
    sharded=False,
    config=_delete(14, 1 << 20),
)
KEYS = Topic(
    of_kafka("recruiting.keys.v1"),
    "key id, or key id | how it ended",
    "internal: the gateway's keys as digests, and what ended them",
    sharded=False,
    config=_compact(),
)
DECISIONS = Topic(
    "recruiting.decisions.v1",
    "chain | number of the entry, or what kind of setting | of what",
    "what people decide and note, one record for each entry of the decision log, and what they set; null: dropped",
    # One partition, for the order of all of them. Each entry has a key of its own, so compaction drops none: it drops
    # what erasure replaced, and what was kept long enough and got a null. With a retention by time, a store could not
    # be built from the topic, and what was erased would stay until then.
    sharded=False,
    config=_compact(),
)
DEAD_LETTERS = Topic(
    of_kafka("recruiting.dead-letters.v1"),
    "<topic>-<partition>-<offset> of the original",
    "what could not be read or scored, with reason headers, the original key in one; null: erased",
    config=_compact_and_delete(14, _INPUT_BYTES + (1 << 20)),
)

ALL = (
    APPLICANTS,
    JOBS,
    APPLICATIONS,
    JOBS_BY_SHARD,
    MATCHES,
    SHARD_PROGRESS,
    DRIFT,
    MODELS,
    CONNECTIONS,
    KEYS,
    WEBHOOKS,
    WEBHOOK_MESSAGES,
    WEBHOOK_PROGRESS,
    WEBHOOK_DELIVERIES,
    DECISIONS,
    DEAD_LETTERS,
)
