"""Throughput of the stream: our worker drains events beside a bare Faust worker that only copies them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

from deploy.local.brokers import BrokerKind
from producers.sender import Sender
from tests.bench.figures import Figure, at_least
from tests.bench.setting import CACHE, Setting
from tests.bench.streaming import Bare, Ours, Population, connection, more_workers, running
from tests.bench.timing import in_turn, ratios

PARTITIONS = 8
RATE = CACHE / "stream-rates.json"
"""Where the events a second of our one worker stand, for the row of the latency."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure on the development broker, with one worker and with two."""
    return compare(setting, "embedded", rounds=setting.size(5, 1), extended=True)


def compare(setting: Setting, kind: BrokerKind, *, rounds: int, extended: bool) -> Iterator[Figure]:
    """Drain the same number of events with ours and with bare workers, in turn, on one broker.

    Extended: also bare ones that copy in batches (but in the quick form), then two workers.
    """
    jobs, applicants = setting.size(1000, 50), setting.size(20_000, 200)
    events = setting.size(5000, 300)
    population = Population(setting.scorer, jobs, applicants)
    note = f"{kind} broker, {PARTITIONS} partitions, {jobs:,} open jobs, {applicants:,} applicants; {events:,} changes"
    with ExitStack() as ending:
        stack = ending.enter_context(running(kind, partitions=PARTITIONS, cache=False))
        sender = ending.enter_context(Sender(connection(stack)))
        ours = Ours(stack, sender)
        ours.fill(population)
        kinds = ("each", "batches") if extended and not setting.quick else ("each",)
        bare = {how: Bare(stack, sender, how) for how in kinds}
        for one in bare.values():
            ending.callback(one.stop)

        def rates(names: tuple[str, ...], rounds: int) -> dict[str, list[float]]:
            sides = {
                "ours": lambda: events / ours.drain(population.changed(events)),
                **{how: lambda b=one: events / b.drain(population.changed(events)) for how, one in bare.items()},
            }
            for side in (ours, *(bare[name] for name in names if name != "ours")):
                side.drain(population.changed(events // 10))
            return in_turn({name: sides[name] for name in names}, rounds, warm_up=False)

        before, so_far = ours.published(stack.workers), ours.sent
        found = rates(("ours", *kinds), rounds)
        if kind == "embedded":
            RATE.write_text(json.dumps(found["ours"]), "utf-8")
        records = (ours.published(stack.workers) - before) / (ours.sent - so_far)
        yield Figure("1 worker, times a bare one", "x", ratios(found["ours"], found["each"]), at_least(0.8), note)
        yield Figure("  our worker", "events/s", found["ours"], None, "from sending to all of it acknowledged")
        yield Figure("  bare worker, event by event", "events/s", found["each"])
        if "batches" in found:
            yield Figure("  bare worker, in batches", "events/s", found["batches"])
        yield Figure(
            "  matches published for an event", "records", [records], None, "our worker writes these, not one copy"
        )
        if not extended:
            return
        with more_workers(stack, [bare["each"]]):
            doubled = rates(("ours", "each"), rounds)
        yield Figure("2 workers, times two bare ones", "x", ratios(doubled["ours"], doubled["each"]))
        yield Figure(
            "  our workers", "events/s", doubled["ours"], None, "broker, workers and measurement share 2 cores"
        )
        yield Figure("  bare workers, event by event", "events/s", doubled["each"])
        yield Figure("  scaling of ours, 2 workers over 1", "x", ratios(doubled["ours"], found["ours"]))
        yield Figure("  scaling of bare ones", "x", ratios(doubled["each"], found["each"]))
