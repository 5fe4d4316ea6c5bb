"""Stacks to break: one a broker, used by one scenario after the other as long as each leaves it whole."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from deploy.local.apache_broker import ApacheBroker
from deploy.local.stack import Stack
from tests.brief_java import brief
from tests.chaos import rows
from tests.chaos.forms import Form, form
from tests.chaos.scene import Scene
from tests.e2e.conftest import needs_apache
from tests.trained import compiled, trained

BROKERS = [
    pytest.param("embedded", marks=pytest.mark.embedded),
    pytest.param("apache", marks=pytest.mark.apache),
]
TRAINING_JOBS = 300
GATEWAY_TIMEOUT = "3"
"""Seconds until the gateway gives a sending up and answers 503: less than the shortest absence of a broker."""

OWN_STACK = {"test_decisions", "test_membership", "test_network", "test_replication"}
"""Modules whose scenarios start a stack of their own."""

FIRST_STACK = {"test_all_renewed", "test_broker", "test_cache", "test_killed", "test_odd_ids", "test_poison",
               "test_stopped", "test_topics_changed"}  # fmt: skip
"""Modules whose scenarios take half of the time that shared stacks need: where there are processes enough, the others
have a stack beside theirs. A stack's topics grow with each scenario, and whoever verifies reads them whole."""

ONE_EACH = 2
"""Processes with which each broker has one shared stack."""

APACHE_ONLY = pytest.mark.parametrize("kind", BROKERS[1:], indirect=True, scope="session")
"""For scenarios in which data must outlive a broker."""

Start = Callable[..., Stack]


@pytest.fixture(scope="session")
def size() -> Form:
    return form()


@pytest.fixture(scope="session")
def run() -> Iterator[rows.Run]:
    """The run's rows; written into the page that the environment names."""
    this = rows.Run()
    yield this
    page = os.environ.get("CHAOS_PAGE")
    if page and this.rows:
        rows.write(Path(page), this)


class ByBroker(LoadScopeScheduling):  # type: ignore[misc]
    """Of some processes: scenarios on a shared stack stay together, the others go where there is room."""

    def _split_scope(self, nodeid: str) -> str:
        path, broker = nodeid.partition("::")[0], nodeid.partition("[")[2]
        module = Path(path).stem
        if module in OWN_STACK:
            return f"{path} {broker}"
        is_split = self.numnodes > ONE_EACH
        return f"shared {'first' if is_split and module in FIRST_STACK else 'second'} {broker}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByBroker:
    return ByBroker(config, log)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(autouse=True)
def marked(request: pytest.FixtureRequest, run: rows.Run) -> Iterator[None]:
    """A scenario that failed after its row was written is shown as what it is."""
    before = len(run.rows)
    yield
    if request.node.stash.get(FAILED, False):
        run.rows[before:] = [replace(row, besides=f"DID NOT HOLD: {row.besides}") for row in run.rows[before:]]


@pytest.fixture(scope="session", params=BROKERS)
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "apache":
        needs_apache()
    return str(request.param)


@pytest.fixture(scope="session")
def registry() -> Path:
    """Two models; the first is champion. What scores with them is compiled."""
    return compiled(trained(TRAINING_JOBS, 1, 2))


@pytest.fixture
def start(
    kind: Any, size: Form, registry: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Stack]]:
    """Makes stacks, not started yet, and ends them with the test."""
    made: list[Stack] = []

    def make(**options: Any) -> Stack:
        made.append(new_stack(kind, size, registry, tmp_path_factory.mktemp("stack"), **options))
        return made[-1]

    yield make
    for stack in made:
        stack.stop()


def new_stack(kind: Any, size: Form, registry: Path, directory: Path, **options: Any) -> Stack:
    """A stack of two workers, with a registry of its own, that is not started yet."""
    own = shutil.copytree(registry, directory / "registry")
    environment = {
        "MATCHSTREAM_K_JOB": str(size.k_job),
        "MATCHSTREAM_K_APPLICANT": str(size.k_applicant),
        "MATCHSTREAM_PUSH_LINE": "50",
        **options.pop("environment", {}),
    }
    chosen: dict[str, Any] = {
        "workers": 2, "partitions": size.partitions, "registry": own, "directory": directory, **options,
    }  # fmt: skip
    stack = Stack(broker=kind, environment=environment, **chosen)
    if isinstance(stack.broker, ApacheBroker):
        stack.broker.java_options += brief()
    if stack.gateway is not None:
        stack.gateway.environment["MATCHSTREAM_KAFKA_TIMEOUT"] = GATEWAY_TIMEOUT
    return stack


class Shared:
    """The stack that scenarios share."""

    def __init__(self, make: Callable[[], Stack]) -> None:
        self._make = make
        self.stack: Stack | None = None

    def get(self) -> Stack:
        """The running stack; a new one where the last was dropped."""
        if self.stack is None:
            self.stack = self._make()
            self.stack.start()
        return self.stack

    def drop(self) -> None:
        """End the stack: it is not whole, or not needed any more."""
        stack, self.stack = self.stack, None
        if stack is not None:
            stack.stop()


@pytest.fixture(scope="session")
def shared(kind: str, size: Form, registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    keeper = Shared(lambda: new_stack(kind, size, registry, tmp_path_factory.mktemp("shared")))
    yield keeper
    keeper.drop()


@pytest.fixture
def direct(kind: str, size: Form, run: rows.Run, capsys: pytest.CaptureFixture[str]) -> Callable[[Stack], Scene]:
    """Makes the scene of a stack."""

    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}", file=sys.stderr, flush=True)  # what xdist's processes print elsewhere is not shown

    return lambda stack: Scene(stack, kind, size, run, say)


@pytest.fixture
def scene(shared: Shared, direct: Callable[[Stack], Scene]) -> Iterator[Scene]:
    """A scenario on the shared stack."""
    yield from scene_on(shared, direct)


def scene_on(shared: Shared, direct: Callable[[Stack], Scene]) -> Iterator[Scene]:
    """A scenario on a stack, which the next is given where this one leaves it whole."""
    one = direct(shared.get())
    yield one
    if one.is_done:
        one.clear()
    else:
        shared.drop()
