"""Records that are erased one by one where they mention somebody who was removed: dead letters, messages of webhooks.

Each has a key of its own; a null value under it, without headers, erases it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from confluent_kafka import Message

from data.contract.records import Partition, Record
from data.contract.topics import WEBHOOK_MESSAGES
from data.kafka import dead_letters
from data.kafka.dead_letters import DeadLetter
from data.kafka.reading import KafkaConnection
from data.webhooks import messages


class Slot(NamedTuple):
    """Where a record can be erased."""

    topic: str
    partition: int
    key: bytes

    @property
    def erasure(self) -> Record:
        """The record that erases it."""
        return Record(self.topic, self.key, None, (), self.partition)


class Erasable(Protocol):
    """A record that may mention people."""

    @property
    def place(self) -> str:
        """Its name for the operator."""

    @property
    def timestamp_ms(self) -> int:
        """When what it holds was recorded."""

    def concerned(self, ids: Collection[str]) -> set[str]:
        """Which of some applicants' ids it mentions."""


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """A message of webhooks."""

    place: str
    timestamp_ms: int
    applicant: str | None

    def concerned(self, ids: Collection[str]) -> set[str]:
        """The applicant that it tells of, if that is one of some ids."""
        return {self.applicant} if self.applicant is not None and self.applicant in ids else set()

    @classmethod
    def of(cls, record: Message) -> WebhookMessage | None:
        """Read it; None for an erasure, and for a record that is not ours."""
        found = messages.Message.of(record.key(), record.value())
        if found is None:
            return None
        place = f"{record.partition()}:{record.offset()}"
        return cls(place, int(found.document["time"]), found.pair[1] if found.pair else None)


def partitions(connection: KafkaConnection) -> dict[Partition, int]:
    """The partitions of all topics with such records, each with offset 0."""
    return {**dead_letters.partitions(connection), (WEBHOOK_MESSAGES.name, 0): 0}


def erasable_of(message: Message) -> Erasable | None:
    """Read such a record; None for an erasure, and for a record that is not ours."""
    return WebhookMessage.of(message) if message.topic() == WEBHOOK_MESSAGES.name else DeadLetter.of(message)


class Concerning:
    """The records that meet a condition and are not erased, kept up to date record by record.

    Parameters
    ----------
    concerns : callable
        The condition.

    Attributes
    ----------
    held : dict of Slot to str
        Their places.
    """

    def __init__(self, concerns: Callable[[Erasable], bool]) -> None:
        self._concerns = concerns
        self.held: dict[Slot, str] = {}

    def take(self, message: Message) -> None:
        """Apply the next record of a topic."""
        found = erasable_of(message)
        slot = Slot(message.topic() or "", message.partition() or 0, message.key() or b"")
        if found is not None and self._concerns(found):
            self.held[slot] = found.place
        else:
            self.held.pop(slot, None)
