"""Growth: the time of one event by the size of the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, cycle
from typing import Any

import numpy as np

from data.contract.entities import Applicant, Job
from data.contract.events import Event
from stream_processor.join.shard import Shard
from tests.bench.figures import Figure, at_most
from tests.bench.setting import Setting, upserts
from tests.bench.timing import in_turn, median_seconds

MILLI = 1e3
POOL = 1000
"""Different contents; a large side repeats them under other ids, encoded once."""
FEW = 100
"""Entities on the side whose events are timed."""
NEARLY_LINEAR = 1.1
"""Largest exponent that is still called linear: ten times the size, at most 12.6 times the time."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure events of both sides beside 1,000, 10,000 and 100,000 of the other."""
    sizes = (200, 1_000, 4_000) if setting.quick else (1_000, 10_000, 100_000)
    events, rounds = setting.size(20, 5), setting.size(5, 2)
    for side, other in (("applicant", "jobs"), ("job", "applicants")):
        sides = {str(size): _events(setting, side, size, events) for size in sizes}
        found = in_turn(sides, rounds)
        for size in sizes:
            values = found[str(size)]
            name = f"{side} event beside {size:,} {other}"
            yield Figure(name, "ms", [value * MILLI for value in values])
            yield Figure("  a pair", "ns", [value * 1e9 / size for value in values])
        by_round = zip(*(found[str(size)] for size in sizes), strict=True)
        exponents = [_exponent(sizes, times) for times in by_round]
        note = "slope of log time over log size, by least squares; 1 is linear, below 1 a fixed part shows"
        yield Figure(f"exponent of growth, {side} events", "", exponents, at_most(NEARLY_LINEAR), note)


def _exponent(sizes: tuple[int, ...], times: tuple[float, ...]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def _events(setting: Setting, side: str, size: int, events: int) -> Callable[[], float]:
    """A measurement: the median time of events of one side, each of an entity that the shard knows."""
    shard = Shard(setting.scorer)
    people, posts = setting.known_applicants(POOL), setting.jobs(POOL)
    shard._applicants.columns._encode = _once(setting.scorer.encode_applicant)
    shard._jobs.columns._encode = _once(setting.scorer.encode_job)
    applicants, jobs = (FEW, size) if side == "applicant" else (size, FEW)
    shard.apply(upserts(_many(posts, jobs)))
    shard.apply(upserts(_many(people, applicants)))
    shard.publish()
    few = cycle(_many(people if side == "applicant" else posts, FEW))
    later = count(1)
    # The timed side is encoded as it always is.
    shard._applicants.columns._encode = setting.scorer.encode_applicant
    shard._jobs.columns._encode = setting.scorer.encode_job

    def event() -> float:
        changes = [upserts([next(few)], next(later)) for _ in range(events)]
        return median_seconds(lambda c=change: _take(shard, c) for change in changes)

    return event


def _take(shard: Shard, change: list[Event]) -> None:
    shard.apply(change)
    shard.bring_up()


def _many(pool: list[Any], number: int) -> list[Applicant] | list[Job]:
    return [one.model_copy(update={"id": str(serial)}) for serial, one in zip(range(number), cycle(pool), strict=False)]


def _once(encode: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Encode contents once, whatever the id."""
    known: dict[int, Any] = {}

    def encoded(entity: Any) -> Any:
        content = int(entity.id) % POOL
        if content not in known:
            known[content] = encode(entity)
        return known[content]

    return encoded
