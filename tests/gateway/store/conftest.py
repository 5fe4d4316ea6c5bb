"""A store of each kind, beside an embedded broker with the topics made."""

from __future__ import annotations

import shutil
import subprocess
from uuid import uuid4

import pytest

from data.kafka import topic_admin
from data.store.migrating import migrate
from deploy.local.brokers import EmbeddedBroker
from gateway.settings import GatewaySettings
from tests.gateway.store.keeping import USED
from tests.postgresql import PostgreSQL

KINDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.servers),
    pytest.param("container", marks=pytest.mark.docker),
]


@pytest.fixture(autouse=True)
def disposed():
    yield
    while USED:
        USED.pop().dispose()


@pytest.fixture(scope="session")
def postgresql():
    server = PostgreSQL()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def container():
    client = shutil.which("docker")
    if client is None or subprocess.run([client, "info"], capture_output=True, check=False).returncode:
        pytest.skip("no Docker engine answers `docker info`")
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415 -- only where an engine is

    with PostgresContainer("postgres:15", driver=None) as running:
        yield running


def where(request, path):
    """The setting of an empty store of a kind."""
    if request.param == "sqlite":
        return {"store_path": path / "store.sqlite"}
    if request.param == "postgresql":
        return {"store_url": request.getfixturevalue("postgresql").create(f"t{uuid4().hex}")}
    return {"store_url": request.getfixturevalue("container").get_connection_url()}


@pytest.fixture(params=KINDS)
def place(request, tmp_path):
    return where(request, tmp_path)


@pytest.fixture
def plain_settings(place):
    return GatewaySettings(**place)


@pytest.fixture
def engine(plain_settings):
    """Of a migrated store, without a broker."""
    engine = plain_settings.store_engine()
    migrate(plain_settings, engine)
    yield engine
    engine.dispose()


@pytest.fixture
def broker(tmp_path):
    running = EmbeddedBroker(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def settings(place, broker):
    held = GatewaySettings(
        kafka_bootstrap=broker.bootstrap, kafka_idempotence=broker.idempotent, partitions=1, kafka_timeout=5.0, **place
    )
    topic_admin.create(held, 1, 1)
    return held
