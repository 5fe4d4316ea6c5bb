"""The topics: what they are called, how they are kept, and that they are right before a worker starts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from confluent_kafka import KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ClusterMetadata,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from data.kafka.reading import KafkaConnection, described

HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS
_INPUT_BYTES = 8 << 20
"""Inputs are let in larger than they are read, so that an oversized event becomes a dead letter, not a
sender's mystery."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the contract.

    Attributes
    ----------
    name : str
        `<domain>.<entity>.v<n>`.
    key : str
        What its records are keyed by.
    purpose : str
    sharded : bool
        Whether it has one partition a shard, or one in all.
    config : dict of str to str
        What the broker must keep for it.
    """

    name: str
    key: str
    purpose: str
    sharded: bool = True
    config: dict[str, str] = field(default_factory=dict)

    def partitions(self, shards: int) -> int:
        """How many partitions it has among so many shards."""
        return shards if self.sharded else 1


COMPACTED_WITHIN_MS = DAY_MS
"""How long a record that another has replaced may stay readable, in a partition that is written to."""


_BROKER_TIME = {"message.timestamp.type": "LogAppendTime"}
"""Of the inputs: when an event was received is told by the broker's clock, not by its sender's."""

REMOVALS_KEPT_MS = 7 * DAY_MS
"""How long a removal stays readable at least once it is all that its topic keeps of its key."""


def _compact(**more: int) -> dict[str, str]:
    # A removal must outlive the longest absence of a reader, or the reader would never learn of it.
    # Until then an older revision that came late can be followed by the newest one again.
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
    # A record without a value may be one that is kept, not a removal; so it lives as long as the others.
    return _delete(days, max_bytes) | {
        "cleanup.policy": "compact,delete",
        "delete.retention.ms": str(days * DAY_MS),
        "max.compaction.lag.ms": str(COMPACTED_WITHIN_MS),
    }


APPLICANTS = Topic(
    "recruiting.applicants.v1",
    "applicant id",
    "upserts and removals",
    config=_compact(max_message_bytes=_INPUT_BYTES) | _BROKER_TIME,
)
JOBS = Topic(
    "recruiting.jobs.v1",
    "job id",
    "upserts, closings, removals",
    config=_compact(max_message_bytes=_INPUT_BYTES) | _BROKER_TIME,
)
APPLICATIONS = Topic(
    "recruiting.applications.v1",
    "applicant id",
    "applied, stage changed, hired, rejected, withdrew",
    config=_delete(365, _INPUT_BYTES) | _BROKER_TIME,
)
JOBS_BY_SHARD = Topic(
    "recruiting.jobs-by-shard.v1",
    "job id",
    "internal: every job once into every partition",
    config=_compact() | _BROKER_TIME,
)
MATCHES = Topic(
    "recruiting.matches.v1",
    "job id | applicant id",
    "the view, partition = shard; null: the pair left it",
    config=_compact(),
)
SHARD_PROGRESS = Topic(
    "recruiting.shard-progress.v1",
    "shard",
    "internal: one record a shard, the next offset of every input topic",
    config=_compact(),
)
MODELS = Topic(
    "recruiting.models.v1",
    "promotion id",
    "which model version is champion: one record a promotion, which names the version that it replaces",
    sharded=False,
    config=_compact(),
)
DEAD_LETTERS = Topic(
    "recruiting.dead-letters.v1",
    "<topic>-<partition>-<offset> of the original",
    "what could not be read or scored, with reason headers, the original key in one; null: erased",
    config=_compact_and_delete(14, _INPUT_BYTES + (1 << 20)),
)

ALL = (APPLICANTS, JOBS, APPLICATIONS, JOBS_BY_SHARD, MATCHES, SHARD_PROGRESS, MODELS, DEAD_LETTERS)


class TopicsUnfit(RuntimeError):  # noqa: N818 -- a state of the broker
    """Topics that are missing or differ from what the contract asks; lists every difference."""


def create(connection: KafkaConnection, shards: int, replication: int) -> list[str]:
    """Create the topics that do not exist yet, and wait until every broker knows them.

    Returns
    -------
    list of str
        The names that were created.

    Raises
    ------
    Refused
        When the connection is refused.
    KafkaException
        When the broker refuses one for another reason than that it exists.
    TopicsUnfit
        When a broker does not know them within the connection's timeout.
    """
    admin, cluster = described(connection)
    existing = cluster.topics
    wanted = [
        NewTopic(topic.name, topic.partitions(shards), replication, config=topic.config)
        for topic in ALL
        if topic.name not in existing
    ]
    if wanted:
        for created in admin.create_topics(wanted, operation_timeout=connection.kafka_timeout).values():
            created.result()
    names = [topic.topic for topic in wanted]
    if names:
        wait_until_all(
            connection, cluster, lambda found: sorted(set(names) - known(found)), "created, but {} does not know"
        )
    return names


def known(cluster: ClusterMetadata) -> set[str]:
    """The topics that a broker knows."""
    return {name for name, topic in cluster.topics.items() if topic.error is None}


def wait_until_all(
    connection: KafkaConnection, cluster: ClusterMetadata, left: Callable[[ClusterMetadata], list[str]], what: str
) -> None:
    """Wait until no broker has topics left that it knows otherwise: each learns of a change in its own time."""
    for broker in cluster.brokers.values():
        address = f"{broker.host}:{broker.port}"
        deadline = time.monotonic() + connection.kafka_timeout
        while found := left(described(connection.model_copy(update={"kafka_bootstrap": address}))[1]):
            if time.monotonic() >= deadline:
                raise TopicsUnfit(f"{what.format(address)}: {', '.join(found)}")
            time.sleep(0.05)


def check(connection: KafkaConnection, shards: int) -> None:
    """Hold the broker's topics against the contract: they exist, partition counts and cleanup are right.

    Raises
    ------
    TopicsUnfit
        With every difference and what to do about it.
    Refused
        When the connection is refused.
    """
    admin, cluster = described(connection)
    existing = cluster.topics
    wrong = []
    for topic in ALL:
        held = existing.get(topic.name)
        if held is None or held.error is not None:
            wrong.append(f"{topic.name} is missing: create it with `python -m producers topics`")
        elif len(held.partitions) != topic.partitions(shards):
            wrong.append(
                f"{topic.name} has {len(held.partitions)} partitions, {topic.partitions(shards)} are needed: set "
                "MATCHSTREAM_PARTITIONS to what all topics have, or make all anew with the new number and replay"
            )
    if not wrong:
        wrong += _cleanup_differences(admin, connection.kafka_timeout)
    if wrong:
        raise TopicsUnfit("; ".join(wrong))


CHECKED = {
    "cleanup.policy": "state would be lost, or what is removed kept",
    "max.compaction.lag.ms": "what is removed would stay on the brokers' disks",
    "message.timestamp.type": "a sender's clock would tell when its own events were received",
}
"""The settings that are held against the contract, and what a difference means."""


def _cleanup_differences(admin: AdminClient, timeout: float) -> list[str]:
    """Topics that the broker would clean up otherwise than the contract says; none where it does not tell."""
    asked = {ConfigResource(ResourceType.TOPIC, topic.name): topic for topic in ALL}
    wrong = []
    for resource, answer in admin.describe_configs(list(asked), request_timeout=timeout).items():
        topic = asked[resource]
        try:
            held = answer.result()
        except KafkaException as error:
            wrong.append(f"{topic.name}: its settings can't be read ({error.args[0].str()})")
            continue
        for name, consequence in CHECKED.items():
            wanted, entry = topic.config.get(name), held.get(name)
            if wanted is None or entry is None or entry.value is None:
                continue
            if set(entry.value.replace(" ", "").split(",")) != set(wanted.split(",")):
                wrong.append(
                    f"{topic.name} has {name}={entry.value}, {wanted} is needed: {consequence}; alter it with "
                    f"`kafka-configs.sh --alter --entity-type topics --entity-name {topic.name} "
                    f"--add-config {name}=[{wanted}]`"
                )
    return wrong
