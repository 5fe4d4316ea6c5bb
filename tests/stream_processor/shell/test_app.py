"""The worker's program: whatever fails in it, it ends, so that a supervisor can start it anew."""

from __future__ import annotations

import sys
from pathlib import Path

from data.errors import ExitCode
from deploy.local.processes import ChildProcess
from deploy.local.programs import PROJECT
from stream_processor.settings import StreamSettings
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.waiting import DEADLINE


@EMBEDDED_ONLY
def test_a_crash_of_faust_ends_the_process_with_a_code(settings: StreamSettings, tmp_path: Path) -> None:
    worker = ChildProcess(
        "crashing",
        [sys.executable, "-m", "tests.stream_processor.worker.crashing_worker"],
        log_directory=tmp_path,
        environment={
            "MATCHSTREAM_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
            "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
            "MATCHSTREAM_PARTITIONS": "1",
            "MATCHSTREAM_DATA_FOLDER": str(tmp_path / "worker"),
        },
        working_directory=PROJECT,
    )
    worker.start()
    try:
        assert worker.wait(DEADLINE) == ExitCode.RESTART
    finally:
        worker.kill()
    assert f"Faust crashed; ending with code {ExitCode.RESTART}" in worker.log_tail(5)
