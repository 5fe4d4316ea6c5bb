"""The network between one worker and the broker is cut, then swallows everything."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import psutil
import pytest

from deploy.local.apache_broker import ApacheBroker
from deploy.local.brokers import EmbeddedBroker
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.programs import Service
from deploy.local.stack import Stack
from tests.chaos.forms import DEADLINE
from tests.chaos.proxy import Proxy
from tests.chaos.scene import Scene, pause
from tests.waiting import eventually

pytestmark = pytest.mark.chaos


def test_one_worker_is_cut_off(start: Callable[..., Stack], direct: Callable[[Stack], Scene]) -> None:
    stack = start(gateway=False)
    victim = stack.workers[0]

    def is_victims(port: int) -> bool:
        if not victim.running:
            return False
        try:
            return any(one.laddr.port == port for one in psutil.Process(victim.pid).net_connections("tcp"))
        except psutil.NoSuchProcess:
            return False

    with Proxy(is_victims) as proxy:
        put_between(stack, proxy)
        victim.environment["MATCHSTREAM_KAFKA_BOOTSTRAP"] = f"{LOOPBACK}:{proxy.port}"
        stack.start()
        scene = direct(stack)
        recoveries = {}
        with scene.load() as load, scene.movements() as movements:
            for name, fault in (("cut", proxy.cut), ("blackholed", proxy.blackhole)):
                load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
                # What it had before the last cut, it opens anew.
                orphans = set(eventually(lambda: scene.shards(victim), "the worker that is cut off has shards"))
                since = time.monotonic()
                fault()
                recoveries[name] = movements.recovery(orphans, since, DEADLINE)
                pause(max(0.0, since + scene.form.cut_seconds - time.monotonic()))
                eventually(partial(has_all, scene, stack.workers[1], orphans), "the other has taken the shards over")
                proxy.heal()
                eventually(lambda: scene.shards(victim), "the worker that was cut off has shards again")
                scene.settle()
        shown = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in recoveries.items())
        scene.end(
            "network cut, then blackholed, between a worker and the broker",
            load,
            recovery=max(recoveries.values()),
            besides=f"recoveries: {shown}; each lasted {scene.form.cut_seconds:.0f} s or until then; the worker's "
            f"restarts: {stack.supervisor(victim).restarts}",
        )
        stack.stop()


def has_all(scene: Scene, worker: Service, shards: set[int]) -> bool:
    """Whether a worker says that it has these shards."""
    return shards <= set(scene.shards(worker))


def put_between(stack: Stack, proxy: Proxy) -> None:
    """Have the broker tell its clients to come through the proxy: of Apache Kafka those of a second listener."""
    broker = stack.broker
    if isinstance(broker, ApacheBroker):
        proxy.target = free_port()
        broker.properties |= {
            "listeners": f"PLAINTEXT://{LOOPBACK}:{broker.port},PROXIED://{LOOPBACK}:{proxy.target},"
            f"CONTROLLER://{LOOPBACK}:{broker.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{broker.port},PROXIED://{LOOPBACK}:{proxy.port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT",
        }
    else:
        assert isinstance(broker, EmbeddedBroker)
        proxy.target = broker.port
        broker.advertise(proxy.port)
