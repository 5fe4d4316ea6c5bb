"""The stack of docker-compose.yml on this machine, without Docker; see `tests/ops/__main__.py`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.__main__ import INSIDE
from tests.ops.site import Site

ORDER = ("test_site", "test_dashboards", "test_killed", "test_upgrade", "test_backup", "test_alerts")
"""What leaves the site as it was comes first."""

APART = "is run by `make ops-test`, which makes the hosts on which the services run"


@pytest.hookimpl(trylast=True)  # the order of all tests is made before
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ours = [item for item in items if item.get_closest_marker("ops")]
    for item in ours:
        item.add_marker(pytest.mark.enable_socket)
        item.add_marker(pytest.mark.timeout(1200))
    if all(Path(__file__).parent in item.path.parents for item in items):
        items.sort(key=lambda item: ORDER.index(item.path.stem) if item in ours else -1)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Everything, with a key for each use and the committed sample in it."""
    if INSIDE not in os.environ:
        pytest.fail(APART)
    folder = tmp_path_factory.mktemp("ops", numbered=True)
    made = Site(folder)
    try:
        made.start()
        assert made.send_sample() > 0
        yield made
    finally:
        made.close()
        if kept := os.environ.get("MATCHSTREAM_OPS_LOGS"):
            shutil.copytree(made.composed.logs, kept, dirs_exist_ok=True)
