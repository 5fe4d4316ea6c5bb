"""All workers are ended in order and started again, one after the other."""

from __future__ import annotations

import signal
import time

import pytest

from tests.chaos.forms import DEADLINE
from tests.chaos.load import Population
from tests.chaos.scene import Scene

pytestmark = pytest.mark.chaos

LONGEST_IDLE = 10.0
END_SECONDS = 15.0


def test_all_workers_are_renewed_under_load(scene: Scene) -> None:
    codes = []
    population = Population(scene.form.renewed_jobs, scene.form.renewed_applicants)
    with scene.load(population.changes()) as load, scene.movements() as movements:
        load.send(population.all())
        with load.paused():
            scene.wait_still(DEADLINE)
        begun = time.monotonic()
        for worker in scene.stack.workers:
            supervisor = scene.stack.supervisor(worker)
            with supervisor.paused() as process:
                process.signal(signal.SIGTERM)
                codes.append(process.wait(END_SECONDS))
            supervisor.wait_ready(DEADLINE)
            scene.settle()
            # The next one is ended once this one works: what a minimum time of readiness is for in an orchestrator.
            movements.recovery(range(scene.settings.partitions), time.monotonic(), DEADLINE)
        ended = time.monotonic()
        idle = movements.longest_idle(begun, ended)
    scene.end(
        "rolling SIGTERM of all workers",
        load,
        recovery=idle,
        besides=f"recovery is the longest standstill of a shard, with {scene.form.renewed_applicants} applicants and "
        f"{scene.form.renewed_jobs} jobs in all; all renewed in {ended - begun:.0f} s",
    )
    assert codes == [0] * len(codes)
    assert idle <= LONGEST_IDLE or not scene.form.is_timed
