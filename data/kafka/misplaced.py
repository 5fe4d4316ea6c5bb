"""Misplaced records, which are in another partition than their key's, and the marks that say that they were moved.

A sender that leaves its client's own partitioner in place (librdkafka's is CRC32, sarama's FNV) puts an entity into
another partition than everybody else. The worker that reads it there sends it to its key's partition, and then writes a
mark behind it: a null value with a header. To compaction the mark is as good as a removal, so the copy goes; to readers
it says that what stands before an offset in this partition was moved.
"""

from __future__ import annotations

from data.contract.records import Headers, Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from data.kafka.partitions import partition_of

MOVED = "__matchstream.moved"
"""Header of a mark; its value is the offset below which the records of its key were moved."""

_DIGITS = 19
"""Of an offset."""

_KEYED = {topic.name for topic in (APPLICANTS, JOBS, APPLICATIONS)}
"""The inputs in which the key alone decides on the partition."""


def is_misplaced(topic: str, partition: int, key: bytes | None, partitions: int) -> bool:
    """Whether a record is in another partition than its key's."""
    return key is not None and topic in _KEYED and partition_of(key, partitions) != partition


def mark(topic: str, partition: int, key: bytes, below: int) -> Record:
    """The record that says that those of its key and partition below an offset were moved."""
    return Record(topic, key, None, ((MOVED, str(below).encode()),), partition)


def moved_below(headers: Headers | None, offset: int) -> int:
    """Of a mark at an offset, the offset below which all of its key were moved; others may have come before it."""
    told = next((value for name, value in headers or () if name == MOVED), None) or b""
    return min(int(told), offset) if told.isdigit() and len(told) <= _DIGITS else offset


def is_mark(value: bytes | None, headers: Headers | None) -> bool:
    """Whether a record is a mark, and therefore no removal."""
    return value is None and any(name == MOVED for name, _ in headers or ())
