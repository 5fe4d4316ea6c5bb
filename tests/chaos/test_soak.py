"""Half the load that the stack can take, for a long time: memory stays flat, the lag bounded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import mean

import psutil
import pytest

from deploy.local.programs import Service
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Load, Population
from tests.chaos.scene import Scene

pytestmark = pytest.mark.chaos

FIRST_RATE, LAST_RATE = 25.0, 800.0
"""Events a second between which the capacity is looked for, doubled from one to the next."""

LATE_SECONDS = 1.5
"""How long after the last event of a rate that is followed all is in Redis, the looking included."""

WARM = 1 / 3
"""Share of the time that is warm-up."""

GROWTH = 0.05
LAG_SECONDS = 10.0
SAMPLE_EVERY = 1.0
MIB = 1 << 20


def test_memory_is_flat_and_the_lag_bounded_at_half_load(scene: Scene) -> None:
    population = Population(jobs=50, applicants=500)
    seconds = scene.form.soak_seconds
    with scene.load(population.changes(), rate=0.0) as load:
        load.send(population.all())
        scene.wait_still(120.0)
        most = capacity(scene, load)
        scene.counters.gauges["lag"].clear()
        load.rate = most / 2
        with memory(scene.stack.services) as sizes:
            load.wait_sent(load.sent + round(seconds * load.rate), 2 * seconds)
        lags = list(scene.counters.gauges["lag"])
    growths = {name: growth(taken) for name, taken in sizes.items()}
    late = lags[round(len(lags) * WARM) :]
    shown = ", ".join(f"{name} {taken[-1] / MIB:.0f} MiB {growths[name]:+.1%}" for name, taken in sizes.items())
    scene.end(
        "soak at half load",
        load,
        besides=f"{seconds:.0f} s at {load.rate:.0f} events/s, half of what workers and Redis followed; lag at most "
        f"{max(late):.0f} records; memory: {shown}",
    )
    if scene.form.is_timed:
        assert max(late) <= LAG_SECONDS * load.rate
        assert max(growths.values()) <= GROWTH, growths


def capacity(scene: Scene, load: Load) -> float:
    """The highest rate that the stack follows, the writer to Redis too.

    A burst would tell more than it can take one by one: of changes that come together only the last is published.
    """
    rate = FIRST_RATE
    while rate < LAST_RATE:
        load.rate = rate
        load.wait_sent(load.sent + round(rate * scene.form.ramp_seconds), DEADLINE)
        load.rate = 0.0
        if scene.wait_still(2 * DEADLINE, with_redis=True) > LATE_SECONDS:
            return rate / 2
        rate *= 2
    return rate


@contextmanager
def memory(services: list[Service]) -> Iterator[dict[str, list[int]]]:
    """Resident memory of services, sampled while the block lasts; none of them may be started anew meanwhile."""
    processes = {service.name: psutil.Process(service.pid) for service in services}
    sizes: dict[str, list[int]] = {name: [] for name in processes}
    ending = threading.Event()

    def sample() -> None:
        while not ending.wait(SAMPLE_EVERY):
            for name, process in processes.items():
                sizes[name].append(process.memory_info().rss)

    thread = threading.Thread(target=sample, name="memory", daemon=True)
    thread.start()
    try:
        yield sizes
        assert all(process.is_running() for process in processes.values()), "a process was started anew"
    finally:
        ending.set()
        thread.join()


def growth(sizes: list[int]) -> float:
    """By how much memory grew after the warm-up: the last fifth of the rest against its first."""
    rest = sizes[round(len(sizes) * WARM) :]
    part = max(1, len(rest) // 5)
    return mean(rest[-part:]) / mean(rest[:part]) - 1
