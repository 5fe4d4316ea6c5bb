"""A Kafka record, independent of the client that sends or reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Headers = Iterable[tuple[str, bytes | None]]
"""A record's headers, in their order; a name may occur twice."""

Partition = tuple[str, int]
"""A topic's name and the number of a partition."""


class Record(NamedTuple):
    """A Kafka record to be sent; with `partition` None the key decides on the partition."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None

    def bearing(self, header: tuple[str, bytes]) -> Record:
        """The same record with one header more."""
        return self._replace(headers=(*self.headers, header))
