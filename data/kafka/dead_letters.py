"""A dead letter: the original bytes, a key of its own, and headers with the reason.

The key is `<topic>-<partition>-<offset>` of the original. So one original has one dead letter, however often it is
read, and each dead letter can be erased by itself, by a null value under its key, without headers. The original key is
a header.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, Self

from confluent_kafka import Message

from data.contract.mentions import mentioned, mentioned_in_text
from data.contract.records import Headers, Partition, Record
from data.contract.topics import DEAD_LETTERS, JOBS, JOBS_BY_SHARD
from data.kafka.reading import KafkaConnection, headers_of, read

ERRORS = "__matchstream.errors."
"""Prefix of a dead letter's headers, after Kafka Connect's `__connect.errors.` (KIP-298)."""

KEY = ERRORS + "key"
"""Header of the original key; absent where the original had none."""

_OF_PEOPLE = (b"recruiting.applicant.", b"recruiting.application.")

Slot = tuple[int, bytes]
"""Partition and key of a dead letter: where it can be erased."""


class Origin(NamedTuple):
    """The place of an original record."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}:{self.offset}"

    @property
    def key(self) -> bytes:
        """The key of its dead letter."""
        return f"{self.topic}-{self.partition}-{self.offset}".encode()

    @classmethod
    def of(cls, key: bytes) -> Self:
        """Read it from the key of its dead letter."""
        topic, partition, offset = key.decode().rsplit("-", 2)
        return cls(topic, int(partition), int(offset))

    @classmethod
    def of_headers(cls, held: Mapping[str, bytes]) -> Self:
        """Read it from the headers of its dead letter, whose prefix was removed."""
        return cls(held["topic"].decode(), int(held["partition"]), int(held["offset"]))


def _errors(headers: Headers) -> dict[str, bytes]:
    return {
        name.removeprefix(ERRORS): value for name, value in headers if name.startswith(ERRORS) and value is not None
    }


def erasure(partition: int, key: bytes) -> Record:
    """The record that erases a dead letter."""
    return Record(DEAD_LETTERS.name, key, None, (), partition)


def concerned(original: Record, ids: Collection[str]) -> set[str]:
    """Which of some applicants' ids a record mentions that could not be read, in key, value or headers."""
    kind = dict(original.headers).get("ce_type", b"") or b""
    of_job = original.topic in (JOBS.name, JOBS_BY_SHARD.name) and not kind.startswith(_OF_PEOPLE)
    found = mentioned(original.value or b"", ids, of_job=of_job)
    if not of_job:
        for text in (original.key, *(value for _, value in original.headers)):
            found |= mentioned_in_text(text or b"", ids)
    return found


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead letter.

    Attributes
    ----------
    slot : Slot
    place : str
        `<partition>:<offset>` in the dead letters topic: its name for the operator.
    origin : Origin
        Written out, `<topic>/<partition>:<offset>`.
    timestamp_ms : int
        Timestamp of the original.
    reason, detail : str
        Why it could not be read.
    attempts : int
        How often reading it was tried.
    size : int
        Bytes of the original value.
    original : Record
        The record to be sent again.
    """

    slot: Slot
    place: str
    origin: Origin
    timestamp_ms: int
    reason: str
    detail: str
    attempts: int
    size: int
    original: Record

    @classmethod
    def of(cls, message: Message) -> DeadLetter | None:
        """Read a dead letter from its record; None for a record that erases one, or that is not ours."""
        try:
            return cls._of(message, tuple(headers_of(message) or ()))
        except (KeyError, ValueError):
            return None

    @classmethod
    def _of(cls, message: Message, headers: tuple[tuple[str, bytes | None], ...]) -> DeadLetter:
        held = _errors(headers)
        origin = Origin.of_headers(held)
        kept = tuple((name, value) for name, value in headers if value is not None and not name.startswith(ERRORS))
        attempts = held.get("attempts", b"1")
        return cls(
            slot=slot_of(message),
            place=f"{message.partition()}:{message.offset()}",
            origin=origin,
            timestamp_ms=int(held.get("timestamp", b"0")),
            reason=held["reason"].decode(),
            detail=held.get("detail", b"").decode(),
            attempts=int(attempts),
            size=len(message.value() or b""),
            original=Record(
                origin.topic,
                held.get("key"),
                message.value(),
                # The number of attempts is sent along, so that it is counted on if reading fails again.
                (*kept, (ERRORS + "attempts", attempts)),
                # A job has no partition of its own there: every shard has all of them.
                origin.partition if origin.topic == JOBS_BY_SHARD.name else None,
            ),
        )

    def concerned(self, ids: Collection[str]) -> set[str]:
        """Which of some applicants' ids it mentions, in key, value or headers."""
        return concerned(self.original, ids)


def slot_of(message: Message) -> Slot:
    """The slot of a record of the dead letters topic."""
    return message.partition() or 0, message.key() or b""


def partitions(connection: KafkaConnection) -> dict[Partition, int]:
    """The partitions of the dead letters topic, each with offset 0."""
    return {(DEAD_LETTERS.name, number): 0 for number in range(connection.partitions)}


def standing(connection: KafkaConnection) -> Iterator[DeadLetter]:
    """The dead letters that are not erased, each once, in its last state."""
    last: dict[Slot, int] = {}
    ends = partitions(connection)
    for message in read(connection, partitions(connection)):
        last[slot_of(message)] = offset = message.offset() or 0
        ends[DEAD_LETTERS.name, message.partition() or 0] = offset + 1
    for message in read(connection, partitions(connection), ends):
        letter = DeadLetter.of(message)
        if letter is not None and last[letter.slot] == message.offset():
            yield letter


def of_former(connection: KafkaConnection, former: Mapping[str, str]) -> Iterator[Record]:
    """Records that give the dead letters of replaced topics new keys, apart from those of the topics' successors.

    Parameters
    ----------
    connection : KafkaConnection
    former : mapping of str to str
        By name of each replaced topic, an id that tells it from its successor.

    Yields
    ------
    Record
        Each letter under its new key, followed by the erasure of the old key.
    """
    last: dict[Slot, Message] = {}
    for message in read(connection, partitions(connection)):
        if DeadLetter.of(message) is None:
            last.pop(slot_of(message), None)
        else:
            last[slot_of(message)] = message
    for (number, key), message in last.items():
        with suppress(ValueError):  # a key that somebody else wrote
            origin = Origin.of(key)
            if origin.topic in former:
                moved = origin._replace(topic=f"{origin.topic}@{former[origin.topic]}")
                headers = tuple((name, held) for name, held in headers_of(message) or () if held is not None)
                yield Record(DEAD_LETTERS.name, moved.key, message.value(), headers, number)
                yield erasure(number, key)._replace(headers=((_FORMER, b"1"),))


_FORMER = ERRORS + "former"
"""Header of an erasure: its dead letter belongs to a replaced topic, and has another key now."""


def origins(connection: KafkaConnection) -> set[Origin]:
    """The places of all originals that have a dead letter, or had one that was erased."""
    found = set()
    for message in read(connection, partitions(connection)):
        with suppress(ValueError):  # a key that somebody else wrote
            origin = Origin.of(message.key() or b"")
            found.add(origin)
            if message.value() is None and any(name == _FORMER for name, _ in headers_of(message) or ()):
                found.discard(origin)
    return found
