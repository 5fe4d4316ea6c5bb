"""The real parts: opened although neither Redis nor Kafka is there, and tended while they run."""

from __future__ import annotations

import pytest

from deploy.local.ports import free_port
from gateway import parts
from gateway.champion import Champion
from gateway.settings import GatewaySettings
from gateway.web.metrics import Metrics
from producers.connectors.connections import connections
from producers.polling.rounds import Rounds
from producers.sender import Sender
from tests.ats.files import written
from tests.gateway.clients import until
from tests.gateway.stand_ins import SkillCounter

pytestmark = pytest.mark.enable_socket


def settings():
    return GatewaySettings(
        redis_url=f"redis://127.0.0.1:{free_port()}/0",
        kafka_bootstrap=f"127.0.0.1:{free_port()}",
        kafka_timeout=0.2,
        ingest_senders=2,
    )


def champion(artifact):
    found = Champion(lambda _: artifact, lambda _: SkillCounter(), Metrics())
    found.start()
    return found


async def test_connections_over_which_nothing_is_sent_are_tended(artifact, monkeypatch):
    tended = set()

    def tend(sender):
        tended.add(sender)

    monkeypatch.setattr(Sender, "tend", tend)
    monkeypatch.setattr(parts, "TEND_SECONDS", 0.0)
    async with parts.opened(settings(), Metrics(), champion(artifact)):
        await until(lambda: len(tended) == 2)


async def test_systems_that_are_to_be_asked_are_followed(artifact, monkeypatch, tmp_path):
    monkeypatch.setattr(Rounds, "look", lambda rounds: rounds.last.update(gupy=7.0))
    metrics = Metrics()
    metrics.connects(connections(written(tmp_path / "connections")))

    def told():
        return metrics.registry.get_sample_value(
            "matchstream_connection_told_timestamp_seconds", {"connection": "gupy", "way": "poll"}
        )

    assert told() == 0
    async with parts.opened(settings(), metrics, champion(artifact)):
        await until(told)
    assert told() == 7.0
