"""Asks for the first or the next offset of partitions, again and again, by one client."""

from __future__ import annotations

from collections.abc import Iterable

from confluent_kafka import KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]

from data.contract.records import Partition
from data.kafka.connection import KafkaConnection

_OUTDATED = {KafkaError.FENCED_LEADER_EPOCH, KafkaError.UNKNOWN_LEADER_EPOCH}
"""A broker was started anew, or another leads since. The client asks on with what it remembers of the leaders, and is
refused, until it forgets that after a quarter of an hour: librdkafka 2.16 forgets at other errors alone
(`rd_kafka_ListOffsets_handle_result`). A new client remembers nothing."""


class Offsets:
    """Asks with a timeout; for one thread.

    Parameters
    ----------
    connection : KafkaConnection
    seconds : float
        Timeout of a question.
    """

    def __init__(self, connection: KafkaConnection, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self._admin = AdminClient(connection.client())

    def first(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Of each partition, the offset of the oldest record that is kept.

        Raises
        ------
        KafkaException
            When the broker does not answer, or does not allow it.
        """
        return self._asked(places, OffsetSpec.earliest())  # type: ignore[no-untyped-call]

    def next(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Of each partition, the offset that the next record will get.

        Raises
        ------
        KafkaException
            As `first`.
        """
        return self._asked(places, OffsetSpec.latest())  # type: ignore[no-untyped-call]

    def _asked(self, places: Iterable[Partition], spec: OffsetSpec) -> dict[Partition, int]:
        asked = {TopicPartition(*place): spec for place in places}
        if not asked:
            return {}
        try:
            return self._answered(asked)
        except KafkaException as error:
            if error.args[0].code() not in _OUTDATED:
                raise
            self._admin = AdminClient(self._connection.client())
            return self._answered(asked)

    def _answered(self, asked: dict[TopicPartition, OffsetSpec]) -> dict[Partition, int]:
        self._admin.poll(0)  # delivers errors of the connection, which pile up otherwise
        answers = self._admin.list_offsets(asked, request_timeout=self._seconds)
        found = {(place.topic, place.partition): answer.result().offset for place, answer in answers.items()}
        if min(found.values()) < 0:  # the driver's way to say that nobody answered
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))  # noqa: SLF001 -- the library's public constant
        return found
