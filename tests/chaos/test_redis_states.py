"""Redis takes no writes, being full or a replica: the stream goes on, and the cache recovers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
import redis

from data.redis.faults import RedisState
from data.redis.layout import READY_SECONDS
from deploy.local.ports import free_port
from tests.chaos.forms import DEADLINE
from tests.chaos.scene import Scene, pause
from tests.chaos.test_cache import PUBLISHED, cache_ready
from tests.chaos.test_cache import READY_SECONDS as RECOVERY_SECONDS
from tests.waiting import eventually

pytestmark = pytest.mark.chaos


@contextmanager
def full(client: redis.Redis) -> Iterator[None]:
    """No memory is left, and nothing may be evicted."""
    held = client.config_get("maxmemory*")
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", 1)
    try:
        yield
    finally:
        for name in ("maxmemory", "maxmemory-policy"):
            client.config_set(name, held[name])


@contextmanager
def replica(client: redis.Redis) -> Iterator[None]:
    """After a failover: what was the primary follows another, which does not answer."""
    client.replicaof("127.0.0.1", free_port())
    try:
        yield
    finally:
        client.replicaof("NO", "ONE")


def test_redis_is_full(scene: Scene) -> None:
    takes_no_writes(scene, "Redis full (maxmemory, noeviction)", full, RedisState.FULL)


def test_redis_is_read_only(scene: Scene) -> None:
    takes_no_writes(scene, "Redis read-only (a replica after a failover)", replica, RedisState.READ_ONLY)


def takes_no_writes(scene: Scene, name: str, fault: Callable[[redis.Redis], object], state: RedisState) -> None:
    """Have Redis refuse writes while the load goes on."""
    assert scene.stack.cache is not None
    cache = scene.stack.cache
    pids = [service.pid for service in scene.stack.services]
    with (
        redis.Redis.from_url(scene.stack.redis_url, decode_responses=True) as client,
        httpx.Client(base_url=scene.stack.address, timeout=DEADLINE) as http,
        scene.load() as load,
    ):
        load.wait_sent(round(scene.form.rate), DEADLINE)
        eventually(lambda: http.get("/api/jobs").status_code == 200, "jobs are served")
        with fault(client):  # type: ignore[attr-defined]
            since = time.monotonic()
            health = f"http://127.0.0.1:{cache.port}/health"
            eventually(lambda: http.get(health).json()["redis"] == state.value, f"the writer says {state.value}")
            before = scene.counters[PUBLISHED]
            eventually(
                lambda: http.get("/api/jobs").status_code == 503, "nothing old is served", READY_SECONDS + DEADLINE
            )
            refused = time.monotonic() - since
            pause(max(0.0, scene.form.redis_seconds - refused))
            published = scene.counters[PUBLISHED] - before
            assert http.get("/health").json()["status"] == "degraded"
        back = time.monotonic()
        eventually(lambda: http.get("/api/jobs").status_code == 200, "jobs are served again", RECOVERY_SECONDS)
        cache_ready(scene)
        recovery = time.monotonic() - back
    scene.end(
        name,
        load,
        recovery=recovery,
        besides=f"lookups answered 503 after {refused:.1f} s; {published} matches published meanwhile; "
        "recovery is until lookups were answered again; no program was started anew",
    )
    assert published > 0
    assert pids == [service.pid for service in scene.stack.services]
