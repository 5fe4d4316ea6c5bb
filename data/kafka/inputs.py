"""Input records, delivered by Faust or by a plain reader, and how each becomes an event or a dead letter."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from confluent_kafka import TIMESTAMP_CREATE_TIME, Message

from data.contract.codec import decode, encode, told_revision
from data.contract.events import Event
from data.contract.records import Headers, Record
from data.contract.topics import APPLICANTS, APPLICATIONS, DEAD_LETTERS, JOBS, JOBS_BY_SHARD
from data.contract.unreadable import Unreadable
from data.kafka.dead_letters import ERRORS, KEY, Origin
from data.kafka.misplaced import is_mark, is_misplaced
from data.kafka.reading import headers_of, received_ms
from data.telemetry.traces import TRACEPARENT, value_in

INPUTS = (JOBS.name, JOBS_BY_SHARD.name, APPLICANTS.name, APPLICATIONS.name)
"""The topics that workers consume. Each has one partition per shard; partition n belongs to shard n."""

_CREATE_TIME = 0
"""aiokafka's timestamp type for the sender's clock."""

_DIGITS = 9
"""Longest number of attempts that is believed, in digits."""


class Input(NamedTuple):
    """One input record.

    Attributes
    ----------
    headers : Headers or None
        None where the client could not read them.
    timestamp_ms : int
    is_senders_time : bool
        Whether the timestamp is from the sender's clock, not from the broker's.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers | None
    timestamp_ms: int
    is_senders_time: bool = False

    @classmethod
    def of_message(cls, message: Message) -> Self:
        """Make one from confluent-kafka's message."""
        kind, timestamp_ms = message.timestamp()
        return cls(
            message.topic() or "",
            message.partition() or 0,
            message.offset() or 0,
            message.key(),
            message.value(),
            headers_of(message),
            timestamp_ms,
            kind == TIMESTAMP_CREATE_TIME,
        )

    @classmethod
    def of_record(cls, record: Any) -> Self:
        """Make one from aiokafka's record."""
        return cls(
            record.topic,
            record.partition,
            record.offset,
            record.key,
            record.value,
            record.headers,
            record.timestamp,
            record.timestamp_type == _CREATE_TIME,
        )

    def read(self) -> Event:
        """Read the record as an event; a shard's copy of a job is read as the job's own event.

        Raises
        ------
        Unreadable
        """
        topic = JOBS.name if self.topic == JOBS_BY_SHARD.name else self.topic
        return decode(topic, self.key, self.value, self.headers, self.timestamp_ms, received_ms=self.received_ms)

    @property
    def received_ms(self) -> int:
        """When the record was received, as far as is known, in milliseconds since 1970."""
        return received_ms(self.timestamp_ms, is_senders=self.is_senders_time)

    @property
    def is_mark(self) -> bool:
        """Whether it is a mark: earlier records of its key were moved, and it says nothing of the entity itself."""
        return is_mark(self.value, self.headers)

    def is_misplaced(self, partitions: int) -> bool:
        """Whether it is in another partition than its key's."""
        return is_misplaced(self.topic, self.partition, self.key, partitions)

    def counts_here(self, partitions: int) -> bool:
        """Whether a reader must take it into account here; all others are marks, or will be moved by a worker."""
        return not self.is_mark and not self.is_misplaced(partitions)

    def told_revision(self) -> int | None:
        """The revision, from the time header alone; None where only `read` can find it."""
        return told_revision(self.headers, self.timestamp_ms)

    @property
    def traceparent(self) -> bytes | None:
        """The trace that it bears, as it stands in its headers."""
        return value_in(self.headers or ())

    def again(self) -> Record:
        """The same record, byte for byte, to be written again into its partition."""
        headers = tuple((name, value) for name, value in self.headers or () if value is not None)
        return Record(self.topic, self.key, self.value, headers, self.partition)

    def _attempts(self) -> int:
        """How often it became a dead letter before."""
        held = dict(self.headers or ()).get(ERRORS + "attempts") or b""
        return int(held) if held.isdigit() and len(held) <= _DIGITS else 0

    def dead_letter(self, why: Unreadable) -> Record:
        """The dead letter of this record: original value and headers, the original key in a header, and the reason.

        It goes into the partition with the number of its original's.
        """
        errors = {
            "topic": self.topic,
            "partition": str(self.partition),
            "offset": str(self.offset),
            "timestamp": str(self.timestamp_ms),
            "stage": "read",
            "reason": why.reason.value,
            "detail": why.detail,
            "attempts": str(self._attempts() + 1),
        }
        kept = tuple((n, value) for n, value in self.headers or () if value is not None and not n.startswith(ERRORS))
        key = () if self.key is None else ((KEY, self.key),)
        return Record(
            DEAD_LETTERS.name,
            Origin(self.topic, self.partition, self.offset).key,
            self.value,
            kept + key + tuple((ERRORS + name, text.encode()) for name, text in errors.items()),
            self.partition,
        )


def fan_out(job: Event, shards: int, traceparent: bytes | None = None) -> list[Record]:
    """Copies of a job event, one for each shard; each has a time, also where the original left it to Kafka."""
    record = encode(job)
    if traceparent is not None:
        record = record.bearing((TRACEPARENT, traceparent))
    return [record._replace(topic=JOBS_BY_SHARD.name, partition=shard) for shard in range(shards)]
