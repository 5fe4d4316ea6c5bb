"""Which shard an applicant belongs to."""

from __future__ import annotations

from aiokafka.partitioner import murmur2


def shard_of(applicant_id: str, partitions: int) -> int:
    """The shard of an applicant, by the partitioner of the one producer (`producers.sender`)."""
    found: int = murmur2(applicant_id.encode())
    return (found & 0x7FFFFFFF) % partitions
