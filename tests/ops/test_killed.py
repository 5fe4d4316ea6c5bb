"""One gateway and one worker are killed under load, behind nginx: nobody else notices."""

from __future__ import annotations

import time

import pytest

from tests.chaos.load import held, trickle
from tests.chaos.standstill import Movements
from tests.ops.site import Site
from tests.ops.traffic import Traffic
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.ops

RUNNING_SECONDS = 120.0


def test_one_gateway_and_one_worker_are_killed_under_load(site: Site) -> None:
    gateway, worker = site.replicas("gateway")[0], site.replicas("worker")[0]
    with Traffic(site, trickle()) as traffic, Movements(site.settings) as movements:
        eventually(lambda: len(traffic.requests) > 100, "requests", DEADLINE)
        assert traffic.failed([]) == []
        killed = []
        for one in (gateway, worker):
            begun = time.monotonic()
            one.process.kill()
            killed.append((begun, time.monotonic()))
            one.supervisor.wait_restarts(1, DEADLINE)
            one.wait_healthy()
        recovery = movements.recovery(range(site.settings.partitions), killed[-1][0], RUNNING_SECONDS)
        asked = len(traffic.requests)
        eventually(lambda: len(traffic.requests) > asked + 100, "more requests", DEADLINE)
    in_flight = [one for one in traffic.requests if one.failed]
    print(
        f"\n{len(traffic.requests)} requests, {len(in_flight)} of those in flight failed, the slowest took "
        f"{traffic.slowest():.1f} s; all shards moved {recovery:.1f} s after the worker's death"
    )
    assert traffic.failed(killed) == []
    assert traffic.acknowledged <= held(site.settings)
    site.wait_still()
    print(site.verify())
