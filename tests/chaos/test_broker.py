"""The broker is away for a while, then killed and started at once; it keeps its data."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.chaos.conftest import APACHE_ONLY
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Load, Population
from tests.chaos.poster import Poster
from tests.chaos.scene import Scene, pause
from tests.waiting import eventually

pytestmark = [pytest.mark.chaos, APACHE_ONLY]

GIVEN_UP = 14.0
"""Seconds without a broker after which a program that starts has given its first request up."""


def test_the_broker_is_stopped_for_a_while(scene: Scene) -> None:
    broker = scene.stack.broker

    def away() -> float:
        broker.stop()
        since = time.monotonic()
        pause(scene.form.broker_seconds)
        broker.start()
        return time.monotonic() - since

    outage(scene, "broker stopped for a while", away, must_refuse=True)


def test_the_broker_is_killed_and_restarted(scene: Scene) -> None:
    broker = scene.stack.broker

    def away() -> float:
        since = time.monotonic()
        broker.kill()
        broker.start()
        return time.monotonic() - since

    outage(scene, "broker killed and restarted", away, must_refuse=False)


def outage(scene: Scene, name: str, away: Callable[[], float], *, must_refuse: bool) -> None:
    """Have the broker away while events come from a producer and over HTTP."""
    population = Population(jobs=10, applicants=100)
    everything = range(scene.settings.partitions)
    with (
        scene.load() as load,
        scene.movements() as movements,
        Poster(scene.stack.address, population.changes()) as poster,
    ):
        eventually(lambda: poster.answers[202] > 50, "events over HTTP are accepted")
        seconds = away()
        recovery = movements.recovery(everything, time.monotonic(), DEADLINE)
        accepted = poster.answers[202]
        eventually(lambda: poster.answers[202] > accepted + 50, "events over HTTP are accepted again")
        scene.settle()
    count(load, poster)
    answers = ", ".join(f"{number} x {status}" for status, number in sorted(poster.answers.items()))
    scene.end(
        name,
        load,
        recovery=recovery,
        besides=f"away for {seconds:.1f} s; recovery from its return; POST /api/events answered {answers}",
    )
    assert set(poster.answers) <= {202, 503}
    if must_refuse:
        assert poster.answers[503] > 0


def count(load: Load, poster: Poster) -> None:
    """Hold what was posted to the same promise as what was sent."""
    load.sent += poster.answers[202]
    load.acknowledged |= poster.acknowledged


def test_a_worker_is_killed_while_the_broker_is_away(scene: Scene) -> None:
    broker = scene.stack.broker
    victim = scene.stack.workers[0]
    everything = range(scene.settings.partitions)
    with scene.load() as load, scene.movements() as movements:
        load.wait_sent(round(scene.form.rate), DEADLINE)
        broker.stop()
        since = time.monotonic()
        victim.kill()
        pause(max(GIVEN_UP, scene.form.broker_seconds))
        broker.start()
        seconds = time.monotonic() - since
        recovery = movements.recovery(everything, time.monotonic(), DEADLINE)
        scene.settle()
    restarts = scene.stack.supervisor(victim).restarts
    scene.end(
        "worker killed while the broker is away",
        load,
        recovery=recovery,
        besides=f"away for {seconds:.1f} s; recovery from its return; the worker was started anew {restarts} times",
    )
