"""Creates the topics on a broker, and checks them against the contract before anything starts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from confluent_kafka import KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ClusterMetadata,
    ConfigResource,
    NewTopic,
    ResourceType,
    TopicMetadata,
)

from data.contract.topics import ALL
from data.errors import ExitCode, MatchstreamError
from data.kafka.durability import MIN_IN_SYNC, weaknesses
from data.kafka.reading import KafkaConnection, described

_BROKERS = -1
"""As a number of replicas: the broker's `default.replication.factor` (KIP-464)."""


class TopicsUnfit(MatchstreamError):
    """Topics that are missing or differ from what the contract asks; lists every difference."""

    exit_code = ExitCode.CONFIGURE


def create(connection: KafkaConnection, shards: int, replication: int | None, in_sync: int | None = None) -> list[str]:
    """Create the topics that do not exist yet, and wait until every broker knows them.

    Parameters
    ----------
    connection : KafkaConnection
    shards : int
    replication, in_sync : int or None
        Replicas of every partition, and how many of them must have a record before it is acknowledged. None leaves
        it to the broker.

    Returns
    -------
    list of str
        The names that were created.

    Raises
    ------
    Refused
        When the connection is refused.
    KafkaException
        When the broker refuses to create one, for another reason than that it exists.
    TopicsUnfit
        When a broker does not know a created topic within the connection's timeout.
    """
    admin, cluster = described(connection)
    existing = cluster.topics
    more = {} if in_sync is None else {MIN_IN_SYNC: str(in_sync)}
    wanted = [
        NewTopic(topic.name, topic.partitions(shards), _BROKERS if replication is None else replication, config=held)
        for topic, held in ((topic, topic.config | more) for topic in ALL)
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
    """The names of the topics that a broker knows."""
    return {name for name, topic in cluster.topics.items() if topic.error is None}


def wait_until_all(
    connection: KafkaConnection, cluster: ClusterMetadata, left: Callable[[ClusterMetadata], list[str]], what: str
) -> None:
    """Wait until all brokers have learnt of a change: each does so in its own time.

    Parameters
    ----------
    connection : KafkaConnection
    cluster : ClusterMetadata
        Names the brokers.
    left : callable
        The topics for which a broker has not learnt of it, from what the broker knows.
    what : str
        The beginning of the error's text; ``{}`` is the broker's address.

    Raises
    ------
    TopicsUnfit
        When a broker has not learnt of it within the connection's timeout.
    """
    for broker in cluster.brokers.values():
        address = f"{broker.host}:{broker.port}"
        deadline = time.monotonic() + connection.kafka_timeout
        while found := left(described(connection.model_copy(update={"kafka_bootstrap": address}))[1]):
            if time.monotonic() >= deadline:
                raise TopicsUnfit(f"{what.format(address)}: {', '.join(found)}")
            time.sleep(0.05)


def check(connection: KafkaConnection, shards: int) -> None:
    """Compare the broker's topics with the contract: they exist, with the right partition counts and settings.

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
        wrong += _differences(admin, connection.kafka_timeout, existing if connection.profile == "production" else {})
    if wrong:
        raise TopicsUnfit(f"the topics at {connection.kafka_bootstrap} are not as they must be: {'; '.join(wrong)}")


CHECKED = {
    "cleanup.policy": "state would be lost, or what is removed kept",
    "max.compaction.lag.ms": "what is removed would stay on the brokers' disks",
    "message.timestamp.type": "a sender's clock would tell when its own events were received",
}
"""The settings that are compared with the contract, each with the consequence of a difference."""


def _differences(admin: AdminClient, timeout: float, durable: Mapping[str, TopicMetadata]) -> list[str]:
    """Describe each setting of a topic that differs from the contract; settings that the broker hides are skipped.

    Topics of `durable` are also judged by whether they keep what is acknowledged.
    """
    asked = {ConfigResource(ResourceType.TOPIC, topic.name): topic for topic in ALL}
    wrong = []
    for resource, answer in admin.describe_configs(list(asked), request_timeout=timeout).items():
        topic = asked[resource]
        try:
            held = answer.result()
        except KafkaException as error:
            wrong.append(f"{topic.name}: its settings can't be read ({error.args[0].str()})")
            continue
        if topic.name in durable:
            wrong += weaknesses(topic.name, durable[topic.name], held)
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
