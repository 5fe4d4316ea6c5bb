"""The real parts: opened although neither Redis nor Kafka is there, and tended while they run."""

from __future__ import annotations

import pytest

from deploy.local.ports import free_port
from gateway import parts
from gateway.champion import Champion
from gateway.settings import GatewaySettings
from gateway.web.metrics import Metrics
from producers.sender import Sender
from tests.gateway.clients import until
from tests.gateway.stand_ins import SkillCounter

pytestmark = pytest.mark.enable_socket


async def test_connections_over_which_nothing_is_sent_are_tended(artifact, monkeypatch):
    tended = set()

    def tend(sender):
        tended.add(sender)

    monkeypatch.setattr(Sender, "tend", tend)
    monkeypatch.setattr(parts, "TEND_SECONDS", 0.0)
    settings = GatewaySettings(
        redis_url=f"redis://127.0.0.1:{free_port()}/0",
        kafka_bootstrap=f"127.0.0.1:{free_port()}",
        kafka_timeout=0.2,
        ingest_senders=2,
    )
    champion = Champion(lambda _: artifact, lambda _: SkillCounter(), Metrics())
    champion.start()

    async with parts.opened(settings, Metrics(), champion):
        await until(lambda: len(tended) == 2)
