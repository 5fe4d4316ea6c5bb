"""Producers with their clients' own partitioners, as senders that set none have them."""

from __future__ import annotations

from collections.abc import Iterable

from confluent_kafka import KafkaError, Message, Producer

from data.contract.records import Record
from data.kafka.reading import KafkaConnection

PARTITIONERS = ("consistent_random", "fnv1a_random")
"""librdkafka's names of its own (CRC32; confluent-kafka's and node-rdkafka's too) and of sarama's (FNV-1a)."""


class Foreign:
    """Sends records, each to the partition that a client's own partitioner takes.

    Parameters
    ----------
    connection : KafkaConnection
    partitioner : str
        librdkafka's name of it.
    """

    def __init__(self, connection: KafkaConnection, partitioner: str) -> None:
        self._producer = Producer(connection.client() | {"partitioner": partitioner, "acks": "all"})

    def send(self, records: Iterable[Record], timestamp_ms: int = 0) -> dict[bytes, int]:
        """Send and wait for the broker; answers the partition of each key."""
        reports: list[tuple[KafkaError | None, Message]] = []
        for record in records:
            self._producer.produce(
                record.topic,
                record.value,
                record.key,
                headers=list(record.headers),
                timestamp=timestamp_ms,
                on_delivery=lambda *report: reports.append(report),
            )
        assert self._producer.flush(30.0) == 0
        assert not [error for error, _ in reports if error is not None]
        return {message.key() or b"": message.partition() or 0 for _, message in reports}
