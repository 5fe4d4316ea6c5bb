"""What comes in: records as Faust or a plain reader delivers them, read as events or sent to dead letters."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from confluent_kafka import Message

from data.dead_letters import ERRORS, KEY, Origin
from data.events import Event, Headers, Record, Unreadable, decode, encode, told_revision
from data.kafka import headers_of
from data.topics import APPLICANTS, APPLICATIONS, DEAD_LETTERS, JOBS, JOBS_BY_SHARD

INPUTS = (JOBS.name, JOBS_BY_SHARD.name, APPLICANTS.name, APPLICATIONS.name)
"""All have as many partitions as there are shards; partition n of each belongs to shard n."""

_DIGITS = 9
"""Of a number of attempts that may be one."""


class Input(NamedTuple):
    """One input record; its headers are None where they could not be told."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers | None
    timestamp_ms: int

    @classmethod
    def of_message(cls, message: Message) -> Self:
        """From confluent-kafka."""
        return cls(
            message.topic() or "",
            message.partition() or 0,
            message.offset() or 0,
            message.key(),
            message.value(),
            headers_of(message),
            message.timestamp()[1],
        )

    @classmethod
    def of_record(cls, record: Any) -> Self:
        """From aiokafka."""
        return cls(
            record.topic,
            record.partition,
            record.offset,
            record.key,
            record.value,
            record.headers,
            record.timestamp,
        )

    def read(self) -> Event:
        """Read as an event; a job that was given to this shard reads as the job event that it is.

        Raises
        ------
        Unreadable
        """
        topic = JOBS.name if self.topic == JOBS_BY_SHARD.name else self.topic
        return decode(topic, self.key, self.value, self.headers, self.timestamp_ms)

    def told_revision(self) -> int | None:
        """The revision that it has if it can be read; None where only reading it whole can tell."""
        return told_revision(self.headers, self.timestamp_ms)

    def again(self) -> Record:
        """The record once more, byte for byte, in its own partition."""
        headers = tuple((name, value) for name, value in self.headers or () if value is not None)
        return Record(self.topic, self.key, self.value, headers, self.partition)

    def _attempts(self) -> int:
        """How often it was a dead letter before."""
        held = dict(self.headers or ()).get(ERRORS + "attempts") or b""
        return int(held) if held.isdigit() and len(held) <= _DIGITS else 0

    def dead_letter(self, why: Unreadable) -> Record:
        """The record as a dead letter: original value and headers, the original key as a header, and why.

        It stands beside its original's partition.
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


def fan_out(job: Event, shards: int) -> list[Record]:
    """A job event once for every shard; its time is written out, also where the original left it to Kafka."""
    record = encode(job)
    return [record._replace(topic=JOBS_BY_SHARD.name, partition=shard) for shard in range(shards)]
