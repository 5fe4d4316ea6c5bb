"""What all tests share: sockets only where a test asks for servers, and a Redis of each kind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

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
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Linear algebra is done by one thread: several wait for each other busily, beside the other processes of a run many
times as long as they compute (findings/l-bfgs-b-and-busy-threads.sh)."""
os.environ.setdefault("MATCHSTREAM_STORE_PATH", f"{_OWN.name}/decisions.sqlite")
"""A gateway that a test starts keeps no decisions for others; where it needs some, the test names a store."""

if "PYTEST_XDIST_WORKER" in os.environ:
    from tests.kernels import compile_once

    compile_once()

SERVERS = ("embedded", "apache", "docker", "browser", "servers", "fuzz", "packages", "contracts")
FIRST = (
    ("e2e/test_stream",),
    ("contracts", "deploy/test_postman", "e2e", "fuzz", "gateway/pushes/clients", "model/test_notebook"),
    (
        "data",
        "deploy",
        "gateway",
        "producers",
        "stream_processor/cache",
        "stream_processor/erasure",
        "stream_processor/monitoring",
        "stream_processor/webhooks",
    ),
    (
        "gateway/pages",
        "gateway/search",
        "gateway/test_champion",
        "gateway/test_process",
        "gateway/test_removed_texts",
        "gateway/texts",
        "model/evaluation",
        "model/features/test_encoding",
        "model/reading",
        "model/training",
        "producers/test_promotion",
        "stream_processor/join/test_shard",
        "stream_processor/worker",
    ),
)
"""What runs first; of several beginnings of a name the longest counts.

The very first compiles the kernels and trains the model that most tests share; meanwhile the other processes run what
needs neither. The second are whole stacks, which other runs ask for. At last come the longest, so that no process is
left with them when the others have nothing more to do.
"""

BEGINNINGS = ("data", "gateway", "model", "stream_processor")
"""Where the processes begin to collect: each finds compiled what another imported before it.

If all began with the same, each would compile everything at a first run: libraries, our modules, the tests' assertions.
"""


def pytest_xdist_auto_num_workers() -> int:
    """Return two processes a core: half of what tests take is waiting, for servers and programs that start."""
    return 2 * (os.cpu_count() or 1)


def pytest_configure(config: pytest.Config) -> None:
    """Let each process begin elsewhere to collect, as far as nobody said what to collect."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and config.args == config.getini("testpaths"):
        (tests,) = (config.rootpath / path for path in config.args)
        begin = tests / BEGINNINGS[int(worker.removeprefix("gw")) % len(BEGINNINGS)]
        places = [path for path in tests.glob("[!_]*") if path.is_dir() or path.match("test_*.py")]
        config.args = [str(path) for path in sorted(places, key=lambda path: (path < begin, path))]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    turns = {f"tests/{start}": turn for turn, starts in enumerate(FIRST) for start in starts}

    def place(item: pytest.Item) -> tuple[int, int, str]:
        """The turn of its file; within a turn, files that compute are mixed with those that wait for servers."""
        file = item.nodeid.partition("::")[0]
        start = max((start for start in turns if file.startswith(start)), key=len, default="")
        return turns.get(start, len(FIRST)), crc32(file.encode()), file

    items.sort(key=place)
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
