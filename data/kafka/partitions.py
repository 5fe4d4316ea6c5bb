"""The partition of a key, and so the shard of an applicant."""

from __future__ import annotations

from aiokafka.partitioner import murmur2


def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key, by the partitioner of the one producer (`producers.sender`)."""
    found: int = murmur2(key)
    return (found & 0x7FFFFFFF) % partitions


def shard_of(applicant_id: str, partitions: int) -> int:
    """The shard of an applicant."""
    return partition_of(applicant_id.encode(), partitions)
