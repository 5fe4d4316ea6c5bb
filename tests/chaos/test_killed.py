"""A worker is killed, again and again."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.chaos.forms import DEADLINE
from tests.chaos.scene import Scene

pytestmark = pytest.mark.chaos


def test_a_random_worker_is_killed(scene: Scene) -> None:
    chance = Random(5)
    kills, events = scene.form.kills, scene.form.events
    recoveries = []
    restarts = {worker: scene.stack.supervisor(worker).restarts for worker in scene.workers}
    with scene.load() as load, scene.movements() as movements:
        for number in range(kills):
            load.wait_sent((number + 1) * events // (kills + 1), events / scene.form.rate + DEADLINE)
            scene.settle()
            victim = chance.choice(scene.workers)
            orphans = scene.shards(victim)
            since = time.monotonic()
            victim.kill()
            recoveries.append(movements.recovery(orphans, since, DEADLINE))
            restarts[victim] += 1
            scene.stack.supervisor(victim).wait_restarts(restarts[victim], DEADLINE)
        load.wait_sent(events, events / scene.form.rate + DEADLINE)
    shown = ", ".join(f"{seconds:.1f}" for seconds in recoveries)
    row = scene.end(
        "kill -9 of a random worker", load, recovery=max(recoveries), besides=f"{kills} kills; recoveries {shown} s"
    )
    assert row.events_in >= events
    assert max(recoveries) < 3 * scene.settings.session_timeout + 10 or not scene.form.is_timed
