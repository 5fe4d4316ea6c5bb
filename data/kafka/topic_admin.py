"""Topics on a broker: created as the contract says, and checked before anything starts."""

from __future__ import annotations

import time
from collections.abc import Callable

from confluent_kafka import KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ClusterMetadata,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from data.contract.topics import ALL
from data.errors import ExitCode, MatchstreamError
from data.kafka.reading import KafkaConnection, described


class TopicsUnfit(MatchstreamError):
    """Topics that are missing or differ from what the contract asks; lists every difference."""

    exit_code = ExitCode.CONFIGURE


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
                "MATCHSTREAM_PARTITIONS to what all topics have, or, for more, stop all programs and bring all topics "
                "to it with `python -m producers topics --grow`"
            )
    if not wrong:
        wrong += _cleanup_differences(admin, connection.kafka_timeout)
    if wrong:
        raise TopicsUnfit(f"the topics at {connection.kafka_bootstrap} are not as they must be: {'; '.join(wrong)}")


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
