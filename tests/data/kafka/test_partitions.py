"""An applicant's shard is the partition that Kafka's own partitioner takes for its id."""

from __future__ import annotations

import pytest

from data.kafka.partitions import shard_of


@pytest.mark.parametrize(
    ("name", "murmur2"),
    # The test vectors of Apache Kafka's own murmur2.
    [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("a-little-bit-longer-string", -1486304829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        ("abc", 479470107),
    ],
)
@pytest.mark.parametrize("partitions", [1, 2, 8, 1024])
def test_known_places(name: str, murmur2: int, partitions: int) -> None:
    assert shard_of(name, partitions) == (murmur2 & 0x7FFFFFFF) % partitions
