"""Reads stretches of topics, and asks a broker about its topics.

Reading ends at the end of the partition in the broker's fetch responses, never at the result of `ListOffsets`: for
batched records the development broker's result is wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
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


_FETCH_WAITS_MS = (10, 250)
"""How long a fetch waits for records at the end of a partition, which so costs a reading little; and from when on it
starves: of many small batches the development broker gives a brief fetch next to none
(findings/tansu-brief-fetches.sh)."""
_STARVED = 25
"""Calls without a message, of 20 ms each, by which a reading counts as starving."""


class NothingRead(MatchstreamError):
    """A partition whose end was not reached: the broker is away or does not answer."""

    retryable = True


def reader(connection: KafkaConnection, options: Mapping[str, Any]) -> Consumer:
    """A consumer without a group: partitions are assigned by hand, nothing is committed, the end of each is reported.

    Parameters
    ----------
    connection : KafkaConnection
    options : mapping
        Further options of librdkafka.
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
        Where reading starts; where the log starts later, reading starts at its start.
    stops : mapping of partition to offset, optional
        Where reading ends before the end; the record at that offset is not read.

    Yields
    ------
    Message
        In offset order within a partition; partitions interleave.

    Raises
    ------
    NothingRead
        When no partition gave a record within the connection's timeout.
    Refused
        When the connection is refused.
    KafkaException
        When the broker does not allow reading the topic.
    """
    limits = stops or {}
    left = {p for p, start in starts.items() if p not in limits or start < limits[p]}
    at = {partition: starts[partition] for partition in left}
    refusals: list[KafkaError] = []
    for wait_ms in _FETCH_WAITS_MS:
        if not left:
            return
        consumer = reader(
            connection,
            {
                "error_cb": _keep_refusals(refusals),
                "fetch.wait.max.ms": wait_ms,
                "fetch.error.backoff.ms": 10,
                "fetch.message.max.bytes": 16 << 20,
            },
        )
        try:
            consumer.assign([TopicPartition(*p, at[p]) for p in sorted(left)])
            may_starve = wait_ms == _FETCH_WAITS_MS[-1]
            for messages in _fetched(connection, consumer, left, refusals, may_starve=may_starve):
                yield from _inside(messages, consumer, left, limits)
            at |= _positions(consumer, left)
        finally:
            consumer.close()


def _inside(
    messages: list[Message], consumer: Consumer, left: set[Partition], limits: Mapping[Partition, int]
) -> Iterator[Message]:
    """The records of a fetch that are before their partition's stop; whose end was met is left no more."""
    for message in messages:
        error = message.error()
        if error is None and not limits:  # the usual case, kept short: each further call of the client costs
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


def _positions(consumer: Consumer, partitions: Iterable[Partition]) -> dict[Partition, int]:
    """Where reading goes on, of those partitions that gave records."""
    held = consumer.position([TopicPartition(*partition) for partition in partitions])
    return {(place.topic, place.partition): place.offset for place in held if place.offset >= 0}


def headers_of(message: Message) -> Headers | None:
    """A record's headers; None where the name of one is not UTF-8, for then the client can't read any."""
    try:
        told = _HEADERS(message)
    except SystemError:
        message.set_headers(_UNTOLD)  # else it keeps half a list, and returns that from now on
        return None
    return None if told is _UNTOLD else cast("Headers", told or ())


def received_ms(timestamp_ms: int, *, is_senders: bool) -> int:
    """When a record was received, as far as is known.

    Parameters
    ----------
    timestamp_ms : int
        The record's own timestamp.
    is_senders : bool
        Whether it is from the sender's clock. Then it may be in the future, and the result is now at the latest.
    """
    return min(timestamp_ms, time.time_ns() // 1_000_000) if is_senders else timestamp_ms


def _fetched(
    connection: KafkaConnection,
    consumer: Consumer,
    left: set[Partition],
    refusals: list[KafkaError],
    *,
    may_starve: bool,
) -> Iterator[list[Message]]:
    """Messages as they arrive, until no partitions are left; where that may not be, until reading starves."""
    deadline = time.monotonic() + connection.kafka_timeout
    empty = 0
    while left and (may_starve or empty < _STARVED):
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
        else:
            empty += 1
        yield messages


def answers(connection: KafkaConnection, seconds: float) -> Callable[[], None]:
    """Make a probe of the broker: it returns when the broker answers, else raises `KafkaException` after `seconds`."""
    admin = AdminClient(connection.client())

    def ask() -> None:
        # Errors of the connection are delivered by poll; without it they pile up.
        admin.poll(0)
        admin.list_topics(timeout=seconds)

    return ask


def described(connection: KafkaConnection) -> tuple[AdminClient, ClusterMetadata]:
    """Ask the broker for its topics.

    Returns
    -------
    (AdminClient, ClusterMetadata)
        A client for further questions, and the answer.

    Raises
    ------
    Refused
        As soon as the connection is refused, before the connection's timeout has passed.
    KafkaException
        When there was no answer within the timeout.
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
    """Make a client's callback that collects refusals of the connection; the client itself goes on trying."""

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
    """Whether an error marks the end of a partition; an error that will not pass is raised."""
    if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 -- the library's public constant
        return True
    if error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
        return False  # the client looks for a coordinator of its group, although nothing here uses the group
    if error.fatal() or not (error.retriable() or error.code() == KafkaError._TRANSPORT):  # noqa: SLF001
        raise KafkaException(error)
    return False
