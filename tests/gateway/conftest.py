from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from data.store.connection import StoreConnection
from data.store.migrating import migrate
from deploy.local.caches import EmbeddedRedis
from gateway.app import create_app
from gateway.champion import Champion
from gateway.events.ingest import Ingest
from gateway.lookups import explaining
from gateway.lookups.results import Results
from gateway.parts import Parts, end
from gateway.predict import predictions
from gateway.pushes.clients import Clients
from gateway.pushes.feed import PushFeed
from gateway.pushes.stream import PushStream
from gateway.settings import GatewaySettings
from gateway.status.broker_probe import Broker
from model.explanation.explain import explain_pair
from tests.gateway.clients import serving, session_of, until
from tests.gateway.memory_redis import MemoryRedis
from tests.gateway.stand_ins import BrokerSwitch, FileStore, MemoryKeys, MemorySender, MemoryWebhooks, SkillCounter
from tests.gateway.worlds import MemoryWorld, RedisWorld


@pytest.fixture(scope="session")
def registry(model_of_this_run):
    return model_of_this_run / "registry"


@pytest.fixture
def artifact(tmp_path):
    path = tmp_path / "model"
    path.write_text("1")
    return path


@pytest.fixture
def settings():
    return GatewaySettings(push_clients=3, push_queue=4, push_heartbeat=30.0, gateway_max_body=1 << 21)


@pytest.fixture
def memory():
    return MemoryRedis()


def explained(scorer, job, applicant):
    """What the stand-in says for itself; a real model is explained as it is everywhere."""
    return scorer.explain(job, applicant) if isinstance(scorer, SkillCounter) else explain_pair(scorer, job, applicant)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A store's file with its tables, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite"
    connection = StoreConnection(store_path=path)
    engine = connection.store_engine()
    migrate(connection, engine)
    engine.dispose()
    return path


@pytest.fixture
def outside(artifact, monkeypatch, request, tmp_path):
    """What surrounds a gateway, for a test to look at or to break."""
    for module in (explaining, predictions):
        monkeypatch.setattr(module, "explain_pair", explained)
    held = SimpleNamespace(
        scorer=SkillCounter(),
        senders=[MemorySender()],
        broker=BrokerSwitch(),
        resolve=lambda _: artifact,
        follower=None,
        waiting=2,
        check=lambda: held.now(),  # noqa: PLW0108 -- a test replaces what it calls
        now=lambda: None,
        changed=(),
        applications={},
        keys=None,
        store=FileStore(tmp_path / "store.sqlite", lambda: request.getfixturevalue("empty_store")),
    )
    held.webhooks = MemoryWebhooks(held.senders[0])
    return held


@pytest.fixture
def ring(outside):
    """The keys that a gateway knows, where its settings have it want them."""
    outside.keys = MemoryKeys()
    return outside.keys


@contextmanager
def redis_server(directory: Path):
    """A real server, and a client that fills it."""
    server = EmbeddedRedis(directory)
    server.start()
    try:
        with redis.Redis.from_url(server.url) as client:
            yield server, client
    finally:
        server.stop()


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.embedded)])
def stored(request, tmp_path):
    """A world and a way to reach it: once in memory, once in a real server."""
    if request.param == "memory":
        memory = request.getfixturevalue("memory")
        yield SimpleNamespace(world=MemoryWorld(memory), connect=lambda: memory)
        return
    with redis_server(tmp_path / "redis") as (server, client):
        yield SimpleNamespace(
            world=RedisWorld(client, server),
            connect=lambda: connected(server),
        )


def connected(server):
    """How a gateway reaches it."""
    return Redis.from_url(server.url, decode_responses=True, socket_timeout=10.0, retry=Retry(NoBackoff(), 1))


@pytest.fixture
def world(stored):
    stored.world.ready()
    return stored.world


def opener(connect, outside):
    @asynccontextmanager
    async def opened(settings, metrics, champion):
        connection, stream = connect(), connect()
        results = Results(
            connection,
            partial(metrics.redis_is, "lookups"),
            lambda fresh: metrics.results_age.set(fresh.age),
            stale_after=settings.stale_after,
            partitions=settings.partitions,
        )
        pushes = PushFeed(
            stream,
            PushStream(connection, results, partial(metrics.redis_is, "pushes")),
            metrics,
            Clients(metrics, settings.push_clients, settings.push_clients_per_address, settings.push_queue),
        )
        running = asyncio.create_task(pushes.run())
        try:
            yield Parts(
                champion,
                results,
                pushes,
                Ingest(outside.senders, outside.waiting, outside.check, lambda: outside.changed),
                Broker(outside.broker, lambda: outside.changed),
                lambda applicant: outside.applications.get(applicant, []),
                outside.webhooks.of(),
                outside.store,
            )
        finally:
            await end(running)
            for client in (connection, stream):
                await client.aclose()

    return opened


def make(settings, connect, outside):
    def find(_settings, metrics):
        return Champion(outside.resolve, lambda _: outside.scorer, metrics, outside.follower)

    return create_app(settings, opener=opener(connect, outside), find=find, follow=lambda _: outside.keys)


@pytest.fixture
def app(settings, stored, outside):
    return make(settings, stored.connect, outside)


@pytest.fixture
async def running(app, world):
    async with session_of(app) as http:
        # The feed is up as soon as it knows where the stream ends.
        await until(lambda: app.state.parts.pushes._position is not None)
        yield http


@pytest.fixture
def plain(settings, memory, outside):
    """A client whose Redis is in memory, for what does not depend on Redis."""
    with serving(make(settings, lambda: memory, outside)) as client:
        yield client


@pytest.fixture
def client(app):
    with serving(app) as client:
        yield client
