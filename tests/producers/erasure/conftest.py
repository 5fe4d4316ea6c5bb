"""A broker, a Redis, and the events of somebody who is to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.contract.entities import Applicant
from data.contract.events import Event, EventType, event
from data.kafka import topic_admin
from deploy.local.brokers import EmbeddedBroker
from deploy.local.caches import EmbeddedRedis
from producers.erasure.forget import ForgetSettings
from producers.sender import Sender

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def removed(minute: int) -> Event:
    return event(EventType.APPLICANT_REMOVED, "a1", time=EPOCH + timedelta(minutes=minute), source="t", id=f"r{minute}")


def upserted(minute: int) -> Event:
    body = Applicant(id="a1")
    return event(EventType.APPLICANT_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id="u")


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[ForgetSettings]:
    broker, cache = EmbeddedBroker(tmp_path / "kafka"), EmbeddedRedis(tmp_path / "redis")
    broker.start()
    cache.start()
    held = ForgetSettings(
        kafka_bootstrap=broker.bootstrap,
        kafka_idempotence=False,
        partitions=1,
        redis_url=cache.url,
    )
    topic_admin.create(held, 1, 1)
    yield held
    broker.kill()
    cache.kill()


@pytest.fixture
def sender(settings: ForgetSettings) -> Iterator[Sender]:
    with Sender(settings) as held:
        yield held
