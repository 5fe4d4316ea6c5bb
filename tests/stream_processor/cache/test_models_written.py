"""The writer of results says which shards' matches are of another model than the announced one."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.contract.matches import Match
from data.kafka import topic_admin
from data.kafka.champion import Promotion
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender
from stream_processor.cache.batch import Batch
from stream_processor.cache.models_written import ModelsWritten
from stream_processor.settings import StreamSettings
from tests.waiting import eventually

READY = {"ready": True, "status": "ready"}


def test_a_batch_tells_the_model_of_each_shard_s_last_match() -> None:
    batch = Batch(80.0, set(), 8)
    for offset, (shard, model) in enumerate([(0, "rf-1"), (1, "rf-1"), (0, "rf-2")]):
        match = Match("j1", f"a{offset}", 1.0, 0.1, (None,) * 7, False, model, 1, 1, 1)
        batch.match(shard, offset, match.key, match.encode(), None)
    batch.match(1, 3, b"j1|a1", None, None)
    batch.match(1, 4, b"j1|a1", b"{}", None)
    assert batch.models == {0: "rf-2", 1: "rf-1"}


@pytest.mark.embedded
def test_another_model_than_the_announced_one_is_said(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    settings = StreamSettings(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2)
    topic_admin.create(settings, 2, 1)
    models = {0: "rf-1", 1: "rf-1"}
    written = ModelsWritten(settings, models)
    health = written.health(lambda: dict(READY))
    try:
        written.look()
        assert health() == READY, "nothing is announced"
        with Sender(settings) as sender:
            sender.send([Promotion("rf-2", None).to_record()])
        eventually(lambda: written.look() or health()["status"] == "degraded")
        assert "of another model: 0 (rf-1), 1 (rf-1)" in health()["reasons"][0]
        models[0] = "rf-2"
        assert "of another model: 1 (rf-1)" in health()["reasons"][0]
        catching_up = {"ready": False, "status": "catching up"}
        assert written.health(lambda: dict(catching_up))() == catching_up, "old matches come first"
        models[1] = "rf-2"
        assert health() == READY
    finally:
        written.close()
        broker.kill()
