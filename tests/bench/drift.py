"""What watching drift costs a worker: two shards in turn, one watched and one not, and a count of a full one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from statistics import median
from types import SimpleNamespace
from typing import Any

from data.contract.entities import Applicant
from model.drift import profile
from model.registry import CHAMPION, Registry
from stream_processor.join.shard import Shard
from stream_processor.worker.drift import EVERY_SECONDS, ShardWatch
from tests.bench.figures import Figure, at_most
from tests.bench.setting import Setting, registry, upserts
from tests.bench.timing import in_turn, seconds

SHARDS = 8
BATCH = 256


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure batches of changed applicants, published each, and counts."""
    jobs, held = setting.size(1_000, 200), setting.size(5_000, 600)
    rounds = setting.size(25, 3)
    reference: Any = SimpleNamespace(
        version="", id="", profile=profile.read(Registry(registry()).resolve(CHAMPION)), missing=""
    )
    people = setting.known_applicants(held + BATCH)
    shards = {name: Shard(setting.scorer, watched=name == "watched") for name in ("watched", "not watched")}
    for shard in shards.values():
        shard.apply(upserts(setting.jobs(jobs)))
        shard.apply(upserts(people[:held]))
        shard.publish()
    batches = iter(range(1, 10**9))

    def batch(shard: Shard) -> float:
        def work() -> None:
            shard.apply(events)
            shard.publish()

        events = upserts(_changed(people, next(batches)), next(batches))
        return seconds(work)

    def count() -> float:
        watch = ShardWatch(reference, 0, SHARDS)
        return seconds(lambda: watch.look(shards["watched"], {}))

    found = in_turn(
        {**{name: partial(batch, shard) for name, shard in shards.items()}, "count": count},
        rounds,
    )
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
    yield Figure("  one count of a shard", "ms", [1000 * one for one in found["count"]])


def _changed(people: list[Applicant], number: int) -> list[Applicant]:
    """Applicants of the shard with the contents of others."""
    start = number * BATCH % (len(people) - 2 * BATCH)
    names, contents = islice(people, start, start + BATCH), islice(people, start + BATCH, start + 2 * BATCH)
    return [new.model_copy(update={"id": old.id}) for old, new in zip(names, contents, strict=True)]
