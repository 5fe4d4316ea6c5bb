"""What all tests share: sockets only where a test asks for servers."""

from __future__ import annotations

import pytest

SERVERS = ("embedded", "apache", "docker", "browser", "servers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.get_closest_marker(name) for name in SERVERS):
            item.add_marker(pytest.mark.enable_socket)
