"""Latency of the stream: from an event to its match readable in Redis, and what Kafka and Faust take of it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median

import numpy as np
import redis

from data.contract.records import Record
from data.redis import layout as results
from producers.sender import Sender
from tests.bench.figures import Figure
from tests.bench.setting import Setting
from tests.bench.stream import RATE
from tests.bench.streaming import DEADLINE, Bare, Ours, Population, connection, running
from tests.bench.timing import in_turn
from tests.waiting import eventually

PARTITIONS, PLACES = 2, 5
"""Shards, and places of a job in each: fewer than by default (8 and 20), so that with 3,000 applicants an event changes
as many lists of jobs as with the 42,482 of the Decision data: 12,000 x 10 / 3,000 = 40 of 12,000 jobs, against 45."""
TICK = 0.01
LOOK = 0.003
"""Seconds between looks: what is measured is that much too long at most."""
STILL = 1.0
SUSTAINED = 0.8
"""Share of the greatest rate up to which a rate is asked of the worker."""

Latencies = list[float]


def measure(setting: Setting) -> Iterator[Figure]:
    """Send applicants at a rate, in turn to our worker and to a bare one."""
    jobs, applicants = setting.size(12_000, 200), setting.size(3_000, 300)
    seconds, rounds = setting.size(5.0, 1.0), setting.size(3, 1)
    population = Population(setting.scorer, jobs, applicants)
    with ExitStack() as ending:
        stack = ending.enter_context(
            running(
                "embedded",
                partitions=PARTITIONS,
                cache=True,
                environment={"MATCHSTREAM_K_JOB": str(PLACES)},
            )
        )
        sender = ending.enter_context(Sender(connection(stack)))
        client = ending.enter_context(redis.Redis.from_url(stack.redis_url))
        ours = Ours(stack, sender)
        ours.fill(population)
        number = setting.size(1500, 100)
        most = number / ours.drain(population.changed(number))
        bare = Bare(stack, sender, "each")
        ending.callback(bare.stop)
        eventually(_still(client), "the cache to rest", DEADLINE)

        asked = median(json.loads(RATE.read_text("utf-8"))) / 2 if RATE.exists() else most
        rate = asked if asked <= SUSTAINED * most else most / 2
        found: dict[str, list[Latencies]] = {"ours": [], "bare": []}

        def through_redis() -> float:
            records = [population.added() for _ in range(int(rate * seconds))]
            ours.note(len(records))
            found["ours"].append(_paced(sender, records, rate, _readable(client)))
            eventually(_still(client), "the cache to rest", DEADLINE)
            return 0.0

        def copied() -> float:
            records = [population.added()._replace(topic=bare.source) for _ in range(int(rate * seconds))]
            found["bare"].append(_paced(sender, records, rate, lambda _waited: [m.key() or b"" for m in bare.read()]))
            return 0.0

        before = ours.published(stack.workers)
        in_turn({"ours": through_redis, "bare": copied}, rounds)
        sent = sum(len(each) for each in found["ours"])
        records_each = (ours.published(stack.workers) - before) / sent

    if rate == asked:
        of = "half of what the row `stream` drains"
    else:
        of = f"half of the most that it drains here: half of the row `stream`, {asked:.0f}/s, is more than it sustains"
    size = f"{jobs:,} open jobs, {applicants:,} applicants, {PARTITIONS} shards with {PLACES} places a job"
    note = f"{size}; {rate:.0f} new applicants a second, {of}"
    told = {"ours": "event to match readable in Redis", "bare": "  of it Kafka and Faust: a bare worker's copy"}
    for name, what in told.items():
        for percent in (50, 99):
            values = [float(np.percentile(each, percent)) * 1e3 for each in found[name][1:]]
            yield Figure(f"{what}, p{percent}", "ms", values, None, note if name == "ours" and percent == 50 else "")
    yield Figure("  offered", "events/s", [rate])
    yield Figure("  most that one worker drains here", "events/s", [most], None, f"{number:,} changes sent at once")
    yield Figure("  matches published for an event", "records", [records_each])


def _paced(
    sender: Sender, records: list[Record], rate: float, arrived: Callable[[set[bytes]], list[bytes]]
) -> Latencies:
    """Send records at a rate; how long each took to arrive."""
    sent: dict[bytes, float] = {}
    took: Latencies = []
    lock = threading.Lock()
    done = threading.Event()

    def look() -> None:
        waited: set[bytes] = set()
        while not (done.is_set() and not sent):
            with lock:
                waited = set(sent)
            for key in arrived(waited):
                with lock:
                    begun = sent.pop(key, None)
                if begun is not None:
                    took.append(time.perf_counter() - begun)
            time.sleep(LOOK)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    begun = time.perf_counter()
    place = 0
    while place < len(records):
        due = min(len(records), int((time.perf_counter() - begun) * rate) + 1)
        batch = records[place:due]
        with lock:
            sent.update((record.key or b"", time.perf_counter()) for record in batch)
        sender.send(batch)
        place = due
        time.sleep(TICK)
    done.set()
    looking.join(60.0)
    if looking.is_alive():
        raise TimeoutError(f"{len(sent)} of {len(records)} events had not arrived a minute after the last was sent")
    return took


def _readable(client: redis.Redis) -> Callable[[set[bytes]], list[bytes]]:
    """Tells which applicants have matches in Redis."""

    def readable(waited: set[bytes]) -> list[bytes]:
        keys = list(waited)
        with client.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.exists(results.applicant_matches(key.decode()))
            return [key for key, there in zip(keys, pipe.execute(), strict=True) if there]

    return readable


def _still(client: redis.Redis) -> Callable[[], bool]:
    """Tells whether the cache's progress has rested for a while."""
    seen: list[object] = [None, 0.0]

    def still() -> bool:
        progress = client.hgetall(results.PROGRESS)
        if progress != seen[0]:
            seen[:] = [progress, time.monotonic()]
        return bool(progress) and time.monotonic() - float(str(seen[1])) > STILL

    return still
