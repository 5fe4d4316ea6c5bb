"""How a stretch of a topic is read, and how a broker is asked what it has.

Reading ends where the broker's fetch answers say the partition ends, never where `ListOffsets` says: the
development broker answers that one wrongly for batched records.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from operator import methodcaller
from typing import Any, cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from confluent_kafka.admin import AdminClient, ClusterMetadata  # type: ignore[attr-defined]

from data.contract.records import Headers, Partition
from data.errors import MatchstreamError
from data.kafka.connection import KafkaConnection, Refused, is_refusal

__all__ = [
    "KafkaConnection",
    "NothingRead",
    "Refused",
    "answers",
    "described",
    "headers_of",
    "read",
    "reader",
    "received_ms",
]

# Where decoding a name fails, the client's extension returns half a list, with the error still set. Called from C the
# interpreter always notices; called from Python it may not, and the error is raised by whatever comes next.
_HEADERS = methodcaller("headers")
_UNTOLD: list[tuple[str, str | bytes | None]] = [("untold", None)]


class NothingRead(MatchstreamError):
    """A partition whose end was not reached: the broker is away or does not answer."""

    retryable = True


def reader(connection: KafkaConnection, options: Mapping[str, Any]) -> Consumer:
    """A consumer without a group: partitions are assigned to it, nothing is committed, the end of each is told.

    Parameters
    ----------
    connection : KafkaConnection
    options : mapping
        librdkafka's, beside those.
    """
    return Consumer(
        connection.client()
        | {
            "group.id": "matchstream-reader",  # asked for by librdkafka; no group is joined
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "earliest",
            **options,
        }
    )


def read(
    connection: KafkaConnection,
    starts: Mapping[Partition, int],
    stops: Mapping[Partition, int] | None = None,
) -> Iterator[Message]:
    """Read stretches of partitions, each to its present end or to a stop.

    Parameters
    ----------
    connection : KafkaConnection
    starts : mapping of partition to offset
        Where each partition is read from; where the log starts later than that, from its start.
    stops : mapping of partition to offset, optional
        Where reading ends before the end; the record at that offset is not read.

    Yields
    ------
    Message
        In offset order within a partition; partitions interleave.

    Raises
    ------
    NothingRead
        When no partition moved within the connection's timeout.
    Refused
        When the connection is refused.
    KafkaException
        When the broker does not let the topic be read.
    """
    limits = stops or {}
    left = {p for p, start in starts.items() if p not in limits or start < limits[p]}
    if not left:
        return
    refusals: list[KafkaError] = []
    consumer = reader(
        connection,
        {
            "error_cb": _keep_refusals(refusals),
            "fetch.wait.max.ms": 10,
            "fetch.error.backoff.ms": 10,
            "fetch.message.max.bytes": 16 << 20,
        },
    )
    try:
        consumer.assign([TopicPartition(*p, starts[p]) for p in sorted(left)])
        for messages in _fetched(connection, consumer, left, refusals):
            for message in messages:
                error = message.error()
                if error is None and not limits:  # most are read so: each further call is a third of what it takes
                    yield message
                elif error is None:
                    partition, offset = _partition(message), message.offset() or 0
                    limit = limits.get(partition, offset + 2)
                    if offset >= limit - 1 and partition in left:
                        left.discard(partition)
                        consumer.pause([TopicPartition(*partition)])
                    if offset < limit:
                        yield message
                elif _is_end(error):
                    left.discard(_partition(message))
    finally:
        consumer.close()


def headers_of(message: Message) -> Headers | None:
    """A record's headers; None where the name of one is no UTF-8, for then the client tells none at all."""
    try:
        told = _HEADERS(message)
    except SystemError:
        message.set_headers(_UNTOLD)  # for it keeps the half list, and would return that from now on
        return None
    return None if told is _UNTOLD else cast("Headers", told or ())


def received_ms(timestamp_ms: int, *, is_senders: bool) -> int:
    """When a record was received, as far as is known.

    Parameters
    ----------
    timestamp_ms : int
        The record's own timestamp.
    is_senders : bool
        Whether the sender's clock gave it, and not the broker's: then it was received now at the latest.
    """
    return min(timestamp_ms, time.time_ns() // 1_000_000) if is_senders else timestamp_ms


def _fetched(
    connection: KafkaConnection, consumer: Consumer, left: set[Partition], refusals: list[KafkaError]
) -> Iterator[list[Message]]:
    """What comes, as long as partitions are left."""
    deadline = time.monotonic() + connection.kafka_timeout
    while left:
        # A longer wait would be served in full at every end: the call returns early for messages only.
        messages = consumer.consume(1000, 0.02)
        _raise_first(connection, refusals)
        if messages:
            deadline = time.monotonic() + connection.kafka_timeout
        elif time.monotonic() > deadline:
            stuck = ", ".join(f"{topic}/{partition}" for topic, partition in sorted(left)[:5])
            raise NothingRead(
                f"nothing came from {stuck} in {connection.kafka_timeout:g} s: is Kafka at "
                f"{connection.kafka_bootstrap} up?"
            )
        yield messages


def answers(connection: KafkaConnection, seconds: float) -> Callable[[], None]:
    """A question to the broker that is answered, or raises `KafkaException` within so many seconds."""
    admin = AdminClient(connection.client())

    def ask() -> None:
        # Errors of the connection come through its poll, else they pile up.
        admin.poll(0)
        admin.list_topics(timeout=seconds)

    return ask


def described(connection: KafkaConnection) -> tuple[AdminClient, ClusterMetadata]:
    """Ask the broker for its topics.

    Returns
    -------
    (AdminClient, ClusterMetadata)
        A client to ask for more, and the answer.

    Raises
    ------
    Refused
        As soon as the connection is refused, before the connection's timeout has passed.
    KafkaException
        When nothing was answered within the timeout.
    """
    refusals: list[KafkaError] = []
    admin = AdminClient(connection.client() | {"error_cb": _keep_refusals(refusals)})
    deadline = time.monotonic() + connection.kafka_timeout
    while True:
        left = deadline - time.monotonic()
        try:
            return admin, admin.list_topics(timeout=max(0.1, min(1.0, left)))
        except KafkaException:
            admin.poll(0)  # errors of the connection come through it
            _raise_first(connection, refusals)
            if left <= 0:
                raise


def _keep_refusals(refusals: list[KafkaError]) -> Callable[[KafkaError], None]:
    """A client's callback that keeps refused connections; the client itself goes on trying."""

    def note(error: KafkaError) -> None:
        if is_refusal(error):
            refusals.append(error)

    return note


def _raise_first(connection: KafkaConnection, refusals: list[KafkaError]) -> None:
    if refusals:
        raise Refused(connection, refusals[0]) from None


def _partition(message: Message) -> Partition:
    return message.topic() or "", message.partition() or 0


def _is_end(error: KafkaError) -> bool:
    """Whether an error tells the end of a partition; one that can't pass is raised."""
    if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 -- the library's public constant
        return True
    if error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
        return False  # the client asks for its group's coordinator all the same; what is read here is in no group
    if error.fatal() or not (error.retriable() or error.code() == KafkaError._TRANSPORT):  # noqa: SLF001
        raise KafkaException(error)
    return False
