"""Redis goes away, is emptied, comes back with nothing: the stream does not mind, and the cache recovers."""

from __future__ import annotations

import shutil
import time

import httpx
import pytest
import redis

from data.redis import layout as results
from deploy.local.caches import RedisServer
from tests.chaos.forms import DEADLINE
from tests.chaos.scene import Scene, pause
from tests.waiting import eventually

pytestmark = pytest.mark.chaos

READY_SECONDS = 150.0
"""An empty cache reads the whole topic again."""

PUBLISHED = "matchstream_matches_published_total"


def test_redis_is_away_then_emptied_then_back_with_nothing(scene: Scene) -> None:
    server = scene.stack.redis
    with scene.load() as load, scene.movements() as movements, httpx.Client(timeout=DEADLINE) as client:
        load.wait_sent(round(2 * scene.form.rate), DEADLINE)
        pids = [worker.pid for worker in scene.workers]
        eventually(lambda: client.get(f"{scene.stack.address}/api/jobs").status_code == 200, "jobs are served")

        server.kill()
        since = time.monotonic()
        published = scene.counters[PUBLISHED]
        pause(scene.form.redis_seconds)
        assert client.get(f"{scene.stack.address}/api/jobs").status_code == 503
        away = time.monotonic() - since
        published = scene.counters[PUBLISHED] - published
        idle = movements.longest_idle(since, time.monotonic())
        server.start()
        cache_ready(scene)
        recovery = time.monotonic() - since - away

        with redis.Redis.from_url(scene.stack.redis_url) as cache:
            cache.flushall()
        # A cache that only the next fault would mend must not pass; the load rests, for it is the cache that is tested.
        usual, load.rate = load.rate, 0
        scene.verify()
        load.rate = usual

        server.kill()
        if isinstance(server, RedisServer):
            shutil.rmtree(server.directory / "appendonlydir")
        server.start()
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
    scene.end(
        "Redis down, FLUSHALL, restarted empty",
        load,
        recovery=recovery,
        besides=(
            f"down for {away:.0f} s: {published} matches published meanwhile, longest standstill of a shard "
            f"{idle:.1f} s; recovery is until the cache was whole again; Redis equal to the topic"
        ),
    )
    assert published > 0
    assert idle < away
    assert pids == [worker.pid for worker in scene.workers]


def cache_ready(scene: Scene) -> None:
    """Wait until Redis holds what the topics hold, by the mark that the writer sets."""

    def is_ready() -> bool:
        with redis.Redis.from_url(scene.stack.redis_url) as cache:
            return bool(cache.exists(results.READY)) and cache.hlen(results.PROGRESS) > 0

    eventually(is_ready, "the cache is whole", READY_SECONDS)
