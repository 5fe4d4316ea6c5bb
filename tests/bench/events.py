"""One changed entity: its own list and the others', by bounds against scoring every pair, compared bit for bit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice
from statistics import median
from zlib import crc32

from data.contract.entities import Applicant, Job
from data.contract.events import Event
from data.synthetic import Generator
from stream_processor.join.shard import Shard
from tests.bench.bounds import EIGHTH, K_APPLICANT, K_JOB, RESERVE
from tests.bench.figures import Figure, at_least
from tests.bench.setting import Setting, upserts
from tests.bench.timing import in_turn, ratios
from tests.stream_processor.join.lists import NEVER, differing

OTHERS = 400
"""Entities whose contents those of the shard take on."""
World = tuple[list[Job], list[Applicant]]


class _Ways:
    """The same shard twice: one follows events by bounds, the other by scoring every pair."""

    def __init__(self, setting: Setting, world: World) -> None:
        self._held = world
        self.shards = {how: Shard(setting.scorer, K_APPLICANT, K_JOB, RESERVE, built_from=0, reached_from=reached)
                       for how, reached in (("bounds", 0), ("scores", NEVER))}  # fmt: skip
        for shard in self.shards.values():
            shard.apply(upserts([*world[0], *world[1]]))
            shard.publish()
        self.scored = 0.0

    def follow(self, how: str, changes: Iterator[list[Event]], number: int) -> float:
        """Seconds of processor time of the median of so many events: scoring and lists alone."""
        shard, took = self.shards[how], []
        before = shard.pairs_scored
        for change in islice(changes, number):
            shard.apply(change)
            begun = time.process_time()
            shard.bring_up()
            took.append(time.process_time() - begun)
            shard.publish()
        self.scored = (shard.pairs_scored - before) / number if how == "bounds" else self.scored
        return median(took)


def _changes(held: list[Job] | list[Applicant], others: list[Job] | list[Applicant]) -> Iterator[list[Event]]:
    """Events without end: one of those held takes on another's contents."""
    for number in count(1):
        old, new = held[number * 7 % len(held)], others[number * 3 % len(others)]
        yield upserts([new.model_copy(update={"id": old.id})], number)


def measure(setting: Setting) -> Iterator[Figure]:
    """Follow events of applicants and of jobs, in made-up data and in an eighth of the Decision data."""
    jobs, applicants, events = setting.size(12_000, 600), setting.size(5_300, 300), setting.size(60, 5)
    full = (one for one in Generator(1).applicants() if one.conhecimentos_tecnicos and one.cv)
    drawn = setting.jobs(jobs + OTHERS), list(islice(full, applicants + OTHERS))
    worlds = [("full made-up data", (drawn[0][:jobs], drawn[1][:applicants]), (drawn[0][jobs:], drawn[1][applicants:]))]
    held_jobs, held, of = setting.decision(setting.size(12_136, 600), setting.size(42_482, 3_000))
    eighth = [one for one in held if crc32(one.id.encode()) % EIGHTH == 0]
    worlds.append((f"an eighth of {of}", (held_jobs, eighth), (held_jobs, held[:OTHERS])))
    for name, world, others in worlds:
        ways = _Ways(setting, world)
        for kind, side, bar in (("an applicant's", 1, at_least(10)), ("a job's", 0, at_least(8))):
            changes = {how: _changes(world[side], others[side]) for how in ("scores", "bounds")}
            found = in_turn(_calls(ways, changes, events), setting.size(5, 1))
            assert not differing(*ways.shards.values()), "lists differ"
            pairs = len(world[1 - side])
            note = f"{len(world[0]):,} jobs, {len(world[1]):,} applicants, {name}"
            times = ratios(found["scores"], found["bounds"])
            yield Figure(f"{kind} event, scoring and all lists, times scoring every pair", "x", times, bar, note)
            yield Figure("  by bounds", "us", [value * 1e6 for value in found["bounds"]])
            yield Figure("  by scoring every pair", "us", [value * 1e6 for value in found["scores"]])
            yield Figure("  pairs scored", "%", [100 * ways.scored / pairs])


def _calls(ways: _Ways, changes: dict[str, Iterator[list[Event]]], number: int) -> dict[str, Callable[[], float]]:
    return {how: partial(ways.follow, how, of, number) for how, of in changes.items()}
