"""What the tests of clients share: a real Redis, which is stopped and started anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.caches import RedisServer
from tests.deploy.servers import program


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[RedisServer]:
    program("redis-server")
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.stop()
