"""Topics that are deleted or widened, each until every broker knows of it."""

from __future__ import annotations

from collections.abc import Collection

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import ClusterMetadata, NewPartitions  # type: ignore[attr-defined]

from data.contract.topics import ALL
from data.kafka.reading import KafkaConnection, described
from data.kafka.topic_admin import TopicsUnfit, known, wait_until_all


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


def widen(connection: KafkaConnection) -> list[str]:
    """Raise the partitions of all sharded topics to the setting, and wait until every broker knows them.

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
    shards = connection.partitions
    sharded = [topic.name for topic in ALL if topic.sharded and topic.name in known(cluster)]
    most = max((len(cluster.topics[name].partitions) for name in sharded), default=0)
    if most > shards:
        raise TopicsUnfit(
            f"a topic has {most} partitions, and Kafka takes none away: set MATCHSTREAM_PARTITIONS to {most} or more"
        )
    narrow = _narrower(cluster, sharded, shards)
    if not narrow:
        return []
    try:
        wanted = [NewPartitions(name, shards) for name in narrow]
        for widened in admin.create_partitions(wanted, operation_timeout=connection.kafka_timeout).values():
            widened.result()
    except KafkaException as error:
        raise TopicsUnfit(
            f"the broker did not raise the partitions to {shards}: {error.args[0].str()}; where it can't, delete the "
            "topics, make them anew, and send everything again"
        ) from None
    wait_until_all(
        connection, cluster, lambda found: _narrower(found, sharded, shards), "widened, but {} does not know"
    )
    return narrow


def _narrower(cluster: ClusterMetadata, names: Collection[str], shards: int) -> list[str]:
    return [name for name in names if name in known(cluster) and len(cluster.topics[name].partitions) < shards]
