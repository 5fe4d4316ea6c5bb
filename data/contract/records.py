"""A record as it is sent and read, whatever client does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Headers = Iterable[tuple[str, bytes | None]]
"""A record's headers, in their order; a name may stand there twice."""

Partition = tuple[str, int]
"""A topic's name and the number of a partition."""


class Record(NamedTuple):
    """A Kafka record to be sent; `partition` is None where the key decides."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None
