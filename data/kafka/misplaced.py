"""Misplaced records, which are in another partition than their key's, and the marks that say that they were moved.

A sender that uses its client's default partitioner (librdkafka's is CRC32, sarama's FNV) puts an entity into another
partition than everybody else. The worker that reads the record there sends it to its key's partition, and then writes a
mark after it: a null value with a header. Compaction treats the mark as a removal, so the copy disappears; readers
understand that earlier records of the key in this partition were moved.
"""

from __future__ import annotations

from data.contract.records import Headers, Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from data.kafka.partitions import partition_of

MOVED = "__matchstream.moved"
"""Header of a mark; its value is the partition that the record was sent to."""

_KEYED = {topic.name for topic in (APPLICANTS, JOBS, APPLICATIONS)}
"""The inputs in which the key alone decides on the partition."""


def is_misplaced(topic: str, partition: int, key: bytes | None, partitions: int) -> bool:
    """Whether a record is in another partition than its key's."""
    return key is not None and topic in _KEYED and partition_of(key, partitions) != partition


def mark(topic: str, partition: int, key: bytes, partitions: int) -> Record:
    """The mark that says that earlier records of a key in a partition were moved."""
    moved = (MOVED, str(partition_of(key, partitions)).encode())
    return Record(topic, key, None, (moved,), partition)


def is_mark(value: bytes | None, headers: Headers | None) -> bool:
    """Whether a record is a mark, and therefore no removal."""
    return value is None and any(name == MOVED for name, _ in headers or ())
