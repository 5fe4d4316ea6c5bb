"""A broker of each kind, with the topics made, and a sender to it."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from data.kafka import topic_admin
from deploy.local.apache_broker import ApacheBroker
from deploy.local.brokers import Broker, EmbeddedBroker
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from tests.brief_java import JARS, brief
from tests.e2e.conftest import needs_apache

DELETE_SECONDS = 30.0
EMBEDDED_ONLY = pytest.mark.parametrize("broker", [pytest.param("embedded", marks=pytest.mark.embedded)], indirect=True)
"""For what is the same on every broker."""


@pytest.fixture(
    params=[
        pytest.param("embedded", marks=pytest.mark.embedded),
        pytest.param("apache", marks=pytest.mark.apache),
        pytest.param("docker", marks=pytest.mark.docker),
    ]
)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "embedded":
        running = EmbeddedBroker(tmp_path)
        running.start()
        yield running
        running.kill()
    elif request.param == "apache":
        held = request.getfixturevalue("shared_apache")
        yield held
        _delete_topics(held)
    else:
        yield from _container()


@pytest.fixture(scope="session")
def shared_apache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheBroker]:
    """One Apache Kafka for all tests: starting it takes longer than most of them."""
    running = apache(tmp_path_factory.mktemp("apache"))
    running.start()
    yield running
    running.kill()


def _delete_topics(broker: Broker) -> None:
    """Delete what a test made, so that the next finds none."""
    admin = AdminClient({"bootstrap.servers": broker.bootstrap})
    deadline = time.monotonic() + DELETE_SECONDS
    while made := [name for name in admin.list_topics(timeout=10).topics if not name.startswith("__")]:
        assert time.monotonic() < deadline, f"still there: {made}"
        for deleted in admin.delete_topics(made).values():
            with suppress(KafkaException):  # being deleted already
                deleted.result()


def apache(directory: Path) -> ApacheBroker:
    """Apache Kafka, not started yet; where it can't be, the test is skipped, in CI failed."""
    needs_apache()
    broker = ApacheBroker(directory, jars_directory=JARS)
    broker.java_options += brief()
    return broker


def _container() -> Iterator[SimpleNamespace]:
    """Apache Kafka in a container, where an engine is."""
    client = shutil.which("docker")
    if client is None or subprocess.run([client, "info"], capture_output=True, check=False).returncode:
        pytest.skip("no Docker engine answers `docker info`")
    from testcontainers.community.kafka import KafkaContainer  # noqa: PLC0415 -- only where an engine is

    with KafkaContainer().with_kraft() as kafka:
        yield SimpleNamespace(bootstrap=kafka.get_bootstrap_server(), idempotent=True)


@pytest.fixture
def settings(broker: Broker, request: pytest.FixtureRequest) -> StreamSettings:
    """Of one shard, or as many as the test's parameter says."""
    partitions = getattr(request, "param", 1)
    held = StreamSettings(
        kafka_bootstrap=broker.bootstrap,
        kafka_idempotence=broker.idempotent,
        partitions=partitions,
        k_applicant=2,
        k_job=3,
        publish_interval=0.01,
    )
    topic_admin.create(held, partitions, 1)
    return held


@pytest.fixture
def sender(settings: StreamSettings) -> Iterator[Sender]:
    with Sender(settings) as held:
        yield held
