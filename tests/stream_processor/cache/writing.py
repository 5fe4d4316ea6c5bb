"""Hands records to a cache writer without a broker."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from data.contract.matches import Match
from data.contract.topics import MATCHES
from data.kafka.inputs import Input
from stream_processor.cache.batch import Batch
from stream_processor.cache.writer import Cache


def start_over(cache: Cache, *, pushes: bool = True) -> dict[tuple[str, int], int]:
    """Have it read on from where Redis stands; where that is. Here all is news, unless history is what is tested."""
    assigned: dict[tuple[str, int], int] = {}
    cache._follower = SimpleNamespace(assign=assigned.update, behind=set())  # type: ignore[assignment]
    cache._start_over()
    if pushes:
        cache._silent = set()
    return assigned


def match(score: float, *, applicant: str = "a1", revision: int = 5) -> Match:
    return Match("j1", applicant, score, score / 200, (None,) * 7, False, "rf-0", 1, revision, revision)


class Topic:
    """Hands the cache records of one topic, in order."""

    def __init__(self, cache: Cache, name: str) -> None:
        self.cache, self.name, self.offset = cache, name, 0

    def write(self, *records: tuple[bytes, bytes | None, Any]) -> None:
        batch = Batch(80.0, self.cache._silent, 1)
        for key, value, more in records:
            if self.name == MATCHES.name:
                batch.match(0, self.offset, key, value, more)
            else:
                batch.entity(Input(self.name, 0, self.offset, key, value, more, 2**41))
            self.offset += 1
        self.cache._send(batch)
        self.cache._settle(0)

    def matches(self, *found: Match) -> None:
        self.write(*((one.key, one.encode(), ()) for one in found))
