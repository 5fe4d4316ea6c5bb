"""What watching drift costs a worker: two shards in turn, one watched and one not, and a count of a full one.

In processor time, which tells a difference of a few per cent where the machine has other work too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count as count_from
from itertools import islice
from statistics import median
from types import SimpleNamespace
from typing import Any

from data.contract.entities import Applicant
from model.drift import profile, traits
from model.registry import CHAMPION, Registry
from stream_processor.join.shard import Shard
from stream_processor.worker.drift import EVERY_SECONDS, ShardWatch
from tests.bench.figures import Figure, at_most
from tests.bench.setting import Setting, registry, upserts
from tests.bench.timing import in_turn

SHARDS = 8
BATCH = 256


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure batches of changed applicants, published each, and counts."""
    jobs, held = setting.size(1_000, 200), setting.size(5_000, 600)
    rounds = setting.size(40, 3)
    reference: Any = SimpleNamespace(
        version="", id="", profile=profile.read(Registry(registry()).resolve(CHAMPION)), missing=""
    )
    people = setting.known_applicants(held + BATCH)
    shards = {name: Shard(setting.scorer, watched=name == "watched") for name in ("watched", "not watched")}
    for shard in shards.values():
        shard.apply(upserts(setting.jobs(jobs)))
        shard.apply(upserts(people[:held]))
        shard.publish()

    def batch(shard: Shard, numbers: Iterator[int]) -> float:
        def work() -> None:
            shard.apply(events)
            shard.publish()

        number = next(numbers)
        events = upserts(_changed(people, number), number)
        return _processor_seconds(work)

    def count() -> float:
        watch = ShardWatch(reference, 0, SHARDS)
        return _processor_seconds(lambda: watch.look(shards["watched"], {}))

    columns = setting.scorer.applicants(1)
    columns.put(0, people[0])

    def read() -> float:
        some = people[:BATCH]
        return _processor_seconds(lambda: [traits.of_applicant(one, columns, 0) for one in some])

    sides: dict[str, Callable[[], float]] = {
        name: partial(batch, shard, count_from(1)) for name, shard in shards.items()
    }
    found = in_turn(sides | {"count": count, "read": read}, rounds)
    counting = [100 * SHARDS * one / EVERY_SECONDS for one in found["count"]]
    pairs = zip(found["watched"], found["not watched"], strict=True)
    reading = [100 * (one / other - 1) for one, other in pairs]
    size = f"batches of {BATCH} changed applicants, published each; {jobs:,} open jobs, {held:,} applicants held"
    yield Figure("reading traits and counting, together", "%", [median(reading) + median(counting)], at_most(3), size)
    yield Figure("  reading traits, of a busy worker's time", "%", reading, None, "watched and not watched in turn")
    yield Figure(
        "  counting, of all its time", "%", counting, None,
        f"{SHARDS} shards of one worker every {EVERY_SECONDS:.0f} s, each with all jobs' traits",
    )  # fmt: skip
    yield Figure("  traits of one applicant", "us", [1e6 * one / BATCH for one in found["read"]])
    yield Figure("  one count of a shard", "ms", [1000 * one for one in found["count"]])


def _processor_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _changed(people: list[Applicant], number: int) -> list[Applicant]:
    """Applicants of the shard with the contents of others."""
    start = number * BATCH % (len(people) - 2 * BATCH)
    names, contents = islice(people, start, start + BATCH), islice(people, start + BATCH, start + 2 * BATCH)
    return [new.model_copy(update={"id": old.id}) for old, new in zip(names, contents, strict=True)]
