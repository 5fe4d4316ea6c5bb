"""What all tests share: sockets only where a test asks for servers, and a Redis of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.caches import EmbeddedRedis, RedisServer

SERVERS = ("embedded", "apache", "docker", "browser", "servers", "fuzz")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.get_closest_marker(name) for name in SERVERS):
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(
    params=[pytest.param("embedded", marks=pytest.mark.embedded), pytest.param("apache", marks=pytest.mark.apache)]
)
def redis_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedRedis | RedisServer]:
    """A server of each kind; where the second can't be, the test is skipped, in CI failed."""
    from tests.e2e.conftest import needs_apache  # noqa: PLC0415 -- it loads the whole stack

    if request.param == "apache":
        needs_apache()
    made = (EmbeddedRedis if request.param == "embedded" else RedisServer)(tmp_path / "redis")
    made.start()
    yield made
    made.kill()
