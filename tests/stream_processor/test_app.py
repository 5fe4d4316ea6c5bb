"""The worker's program: whatever fails in it, it ends, so that a supervisor can start it anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import topics
from deploy.local.brokers import EmbeddedBroker
from deploy.local.processes import ChildProcess
from deploy.local.programs import PROJECT
from stream_processor.app import FAILED
from stream_processor.settings import StreamSettings

DEADLINE = 60.0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    running = EmbeddedBroker(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.mark.embedded
def test_a_crash_of_faust_ends_the_process_with_a_code(broker: EmbeddedBroker, tmp_path: Path) -> None:
    settings = StreamSettings(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=1)
    topics.create(settings, 1, 1)
    worker = ChildProcess(
        "crashing",
        [sys.executable, "-m", "tests.stream_processor.crashing_worker"],
        log_directory=tmp_path,
        environment={
            "MATCHSTREAM_KAFKA_BOOTSTRAP": broker.bootstrap,
            "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
            "MATCHSTREAM_PARTITIONS": "1",
            "MATCHSTREAM_DATA_FOLDER": str(tmp_path / "worker"),
        },
        working_directory=PROJECT,
    )
    worker.start()
    try:
        assert worker.wait(DEADLINE) == FAILED
    finally:
        worker.kill()
    assert f"Faust crashed; ending with code {FAILED}" in worker.log_tail(5)
