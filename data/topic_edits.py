"""Topics that are deleted or widened, each until every broker knows of it."""

from __future__ import annotations

from collections.abc import Collection

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import ClusterMetadata, NewPartitions  # type: ignore[attr-defined]

from data.kafka import KafkaConnection, described
from data.topics import ALL, TopicsUnfit, known, wait_until_all


def delete(connection: KafkaConnection, names: Collection[str]) -> None:
    """Delete topics, and wait until every broker has forgotten them; one that is missing already is no error.

    Raises
    ------
    KafkaException
        When the broker refuses.
    TopicsUnfit
        When a broker still knows them after the connection's timeout.
    """
    admin, cluster = described(connection)
    for deleted in admin.delete_topics(list(names), operation_timeout=connection.kafka_timeout).values():
        try:
            deleted.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
                raise
    wait_until_all(connection, cluster, lambda found: sorted(set(names) & known(found)), "deleted, but {} knows")


def widen(connection: KafkaConnection, shards: int) -> list[str]:
    """Raise the partitions of all sharded topics to one number, and wait until every broker knows them.

    Returns
    -------
    list of str
        The names of those that had fewer.

    Raises
    ------
    TopicsUnfit
        When one has more, the broker can't raise them, or a broker does not know them within the connection's timeout.
    """
    admin, cluster = described(connection)
    sharded = [topic.name for topic in ALL if topic.sharded and topic.name in known(cluster)]
    most = max((len(cluster.topics[name].partitions) for name in sharded), default=0)
    if most > shards:
        raise TopicsUnfit(f"a topic has {most} partitions already, and Kafka takes none away: grow to {most} at least")
    narrow = _narrower(cluster, sharded, shards)
    if not narrow:
        return []
    try:
        wanted = [NewPartitions(name, shards) for name in narrow]
        for widened in admin.create_partitions(wanted, operation_timeout=connection.kafka_timeout).values():
            widened.result()
    except KafkaException as error:
        raise TopicsUnfit(
            f"this broker can't raise partitions ({error.args[0].str()}): delete the topics, make them anew with "
            f"MATCHSTREAM_PARTITIONS={shards}, and replay"
        ) from None
    wait_until_all(
        connection, cluster, lambda found: _narrower(found, sharded, shards), "widened, but {} does not know"
    )
    return narrow


def _narrower(cluster: ClusterMetadata, names: Collection[str], shards: int) -> list[str]:
    return [name for name in names if name in known(cluster) and len(cluster.topics[name].partitions) < shards]
