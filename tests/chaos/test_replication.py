"""One of three brokers is killed; two replicas have what was acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

import pytest

from deploy.local.programs import PROJECT
from deploy.local.stack import Stack
from tests.chaos.cluster import NODES, ApacheCluster
from tests.chaos.conftest import APACHE_ONLY
from tests.chaos.forms import DEADLINE
from tests.chaos.scene import Scene

pytestmark = [pytest.mark.chaos, APACHE_ONLY]


def test_one_of_three_brokers_is_killed(start: Callable[..., Stack], direct: Callable[[Stack], Scene]) -> None:
    stack = start(gateway=False, environment={"MATCHSTREAM_REPLICATION": str(NODES)})
    cluster = ApacheCluster(stack.directory / "cluster", PROJECT / "var" / "kafka")
    stack.broker = cluster
    for settings in (stack.settings, *(service.environment for service in stack.services)):
        settings["MATCHSTREAM_KAFKA_BOOTSTRAP"] = cluster.bootstrap
    stack.start()
    scene = direct(stack)
    victim = Random(3).choice(cluster.nodes)
    with scene.load() as load, scene.movements() as movements:
        load.wait_sent(round(3 * scene.form.rate), DEADLINE)
        since = time.monotonic()
        victim.kill()
        recovery = movements.recovery(range(scene.settings.partitions), since, DEADLINE)
        idle = movements.longest_idle(since, time.monotonic())
        load.wait_sent(load.sent + round(3 * scene.form.rate), DEADLINE)
    scene.end(
        "one of three brokers killed (replication 3, min.insync.replicas 2)",
        load,
        recovery=recovery,
        besides=f"longest standstill of a shard {idle:.1f} s; verified while the broker was still dead",
    )
    stack.stop()
