"""Deletes topics, and waits until every broker has noticed."""

from __future__ import annotations

from collections.abc import Collection

from confluent_kafka import KafkaError, KafkaException

from data.kafka.reading import KafkaConnection, described
from data.kafka.topic_admin import known, wait_until_all


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
