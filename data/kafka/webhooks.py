"""Reads the topics of webhooks: subscriptions, how far each is, messages, the log of deliveries."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, NamedTuple

from confluent_kafka import Message as KafkaMessage
from confluent_kafka import TopicPartition

from data.contract.topics import WEBHOOK_DELIVERIES, WEBHOOK_MESSAGES, WEBHOOK_PROGRESS, WEBHOOKS
from data.kafka.reading import KafkaConnection, headers_of, read, reader
from data.webhooks.deliveries import Attempt
from data.webhooks.messages import Message
from data.webhooks.progress import PLANNED, Planned, Sent
from data.webhooks.subscription import Subscription

PAGE = 1000
"""Offsets of a page of messages."""
LOG_READ = 20_000
"""Attempts, of all subscriptions together, among which those of one are sought."""

Read = tuple[int, Message | None, str]
"""Offset, message (None for an erasure), and key of a record."""


class Standing(NamedTuple):
    """What stands in Kafka.

    Attributes
    ----------
    subscriptions : mapping of str to Subscription
    sent : mapping of str to Sent
    planned : Planned or None
    next : int
        Offset in the topic of subscriptions from which on nothing was read.
    """

    subscriptions: Mapping[str, Subscription] = {}
    sent: Mapping[str, Sent] = {}
    planned: Planned | None = None
    next: int = 0


def standing(connection: KafkaConnection) -> Standing:
    """Read subscriptions and progress.

    Raises
    ------
    NothingRead, Refused, KafkaException
    """
    subscriptions: dict[str, Subscription] = {}
    last = 0
    for message in read(connection, {(WEBHOOKS.name, 0): 0}):
        last = (message.offset() or 0) + 1
        identity, value = (message.key() or b"").decode(errors="replace"), message.value()
        if value is None:
            subscriptions.pop(identity, None)
        elif (found := Subscription.of(value)) is not None:
            subscriptions[identity] = found
    sent: dict[str, Sent] = {}
    planned: Planned | None = None
    for message in read(connection, {(WEBHOOK_PROGRESS.name, 0): 0}):
        key, value = message.key() or b"", message.value()
        if key == PLANNED:
            planned = None if value is None else Planned.of(value)
            continue
        identity = key.decode(errors="replace")
        if value is None:
            sent.pop(identity, None)
        elif (stood := Sent.of(value)) is not None:
            sent[identity] = stood
    return Standing(subscriptions, sent, planned, last)


def page(connection: KafkaConnection, start: int, stop: int) -> tuple[list[Read], int]:
    """Read messages from an offset on, at most a page and not beyond another offset; returns where the next begins."""
    end = min(start + PAGE, stop)
    place = (WEBHOOK_MESSAGES.name, 0)
    found = read(connection, {place: start}, {place: end})
    return [as_read(message) for message in found], end


def as_read(record: KafkaMessage) -> Read:
    """A record of the topic of messages."""
    key = record.key() or b""
    return record.offset() or 0, Message.of(key, record.value(), headers_of(record)), key.decode(errors="replace")


def kept(connection: KafkaConnection) -> Iterator[Message]:
    """The messages that are kept and were not erased, in their order."""
    place = (WEBHOOK_MESSAGES.name, 0)
    last: dict[bytes, int] = {}
    end = 0
    for record in read(connection, {place: 0}):
        end = (record.offset() or 0) + 1
        last[record.key() or b""] = record.offset() or 0
    for record in read(connection, {place: 0}, {place: end}):
        message = Message.of(record.key(), record.value(), headers_of(record))
        if message is not None and last[record.key() or b""] == record.offset():
            yield message


def deliveries(connection: KafkaConnection, subscription: str, limit: int) -> list[dict[str, Any]]:
    """The last attempts of a subscription, the newest first, among the last of all."""
    place, key = (WEBHOOK_DELIVERIES.name, 0), subscription.encode()
    with closing(reader(connection, {})) as consumer:
        _, end = consumer.get_watermark_offsets(TopicPartition(*place), timeout=connection.kafka_timeout)
    found: deque[dict[str, Any]] = deque(maxlen=limit)
    for message in read(connection, {place: max(0, end - LOG_READ)}):
        if message.key() == key and (attempt := Attempt.of(message.value())) is not None:
            found.append(attempt)
    return list(reversed(found))
