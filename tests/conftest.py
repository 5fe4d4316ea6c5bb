"""What all tests share: sockets only where a test asks for servers, and a Redis of each kind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from deploy.local.caches import EmbeddedRedis, RedisServer
from tests import trained

_ON_A_BUSY_MACHINE: Any = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""No test asserts how long its examples take, on a developer's machine neither (Hypothesis lets CI be by itself)."""
settings.register_profile("steady", derandomize=True, **_ON_A_BUSY_MACHINE)
settings.register_profile("search", settings.get_profile("default"), **_ON_A_BUSY_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
"""The same examples each time; `HYPOTHESIS_PROFILE=search make test` looks for new ones."""
if settings.get_current_profile_name() == "steady":
    # findings/hypothesis-derandomized-and-loaded-modules.sh: examples would hang on what ran before.
    providers._get_local_constants = providers.Constants

os.environ.setdefault("MATCHSTREAM_GATEWAY_KEYS", "off")
"""Tests run as the local profile does; those of keys say so."""

_OWN = TemporaryDirectory(prefix="matchstream-tests-")
os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")
"""Forests are fitted by one thread: those of scikit-learn put back one list of warning filters for each other, and
leave it empty at times (findings/forest-threads-and-warning-filters.sh). Here warnings are errors."""
os.environ.setdefault("MATCHSTREAM_STORE_PATH", f"{_OWN.name}/decisions.sqlite")
"""A gateway that a test starts keeps no decisions for others; where it needs some, the test names a store."""

if "PYTEST_XDIST_WORKER" in os.environ:
    from tests.kernels import compile_once

    compile_once()

SERVERS = ("embedded", "apache", "docker", "browser", "servers", "fuzz", "packages", "contracts")
FIRST = (
    "e2e/test_stream",
    "data",
    "producers",
    "model/training",
    "stream_processor/worker/test_assignment",
    "model/reading",
    "model/features/test_encoding",
    "e2e",
    "stream_processor/join/test_shard",
    "model/evaluation",
    "gateway/test_process",
)
"""The longest first, so that no process is left with them when the other has nothing more to do.

The very first compiles the kernels and trains the model that most tests share; meanwhile the other process runs what
needs neither.
"""


def pytest_xdist_auto_num_workers() -> int:
    """Return two processes a core: half of what tests take is waiting, for servers and programs that start."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = [f"tests/{start}" for start in FIRST]
    items.sort(
        key=lambda item: next((n for n, start in enumerate(places) if item.nodeid.startswith(start)), len(places))
    )
    for item in items:
        if any(item.get_closest_marker(name) for name in SERVERS):
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def model_of_this_run() -> Path:
    """See `tests.trained.shared`."""
    return trained.shared()


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
