"""Places in the group: kept over a restart by an instance id, taken by a twin, and never got."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer

from data.contract.topics import MATCHES
from data.errors import ExitCode
from data.tenant import of_kafka
from deploy.local.ports import fetch
from deploy.local.programs import Service
from deploy.local.stack import Stack
from tests.chaos.conftest import APACHE_ONLY, Shared, Start, new_stack, scene_on
from tests.chaos.forms import DEADLINE, Form
from tests.chaos.scene import Scene
from tests.waiting import eventually

pytestmark = [pytest.mark.chaos, APACHE_ONLY]

INSTANCE = "MATCHSTREAM_GROUP_INSTANCE"
SESSION = 45.0
"""Of static members: longer than a worker takes to end and to start anew on a busy machine."""
TWINS = "matchstream_group_twins_total"
JOIN_AFTER = 15.0
REFUSED = "no place in the group"

Direct = Callable[[Stack], Scene]


@pytest.fixture(scope="module")
def static(kind: str, size: Form, registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A stack whose workers have instance ids: their names."""

    def make() -> Stack:
        session = {"MATCHSTREAM_SESSION_TIMEOUT": str(SESSION)}
        stack = new_stack(kind, size, registry, tmp_path_factory.mktemp("static"), gateway=False, environment=session)
        for worker in stack.workers:
            worker.environment[INSTANCE] = worker.name
        return stack

    keeper = Shared(make)
    yield keeper
    keeper.drop()


@pytest.fixture
def static_scene(static: Shared, direct: Direct) -> Iterator[Scene]:
    """A scenario on that stack."""
    yield from scene_on(static, direct)


def counted(worker: Service, name: str) -> float:
    """A counter of a worker; 0 while it does not answer."""
    try:
        lines = fetch(worker.port, "/metrics").splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


def test_a_worker_with_an_instance_id_is_killed(static_scene: Scene) -> None:
    scene, stack = static_scene, static_scene.stack
    victim = stack.workers[0]
    supervisor = stack.supervisor(victim)
    restarts = supervisor.restarts
    with scene.load() as load, scene.movements() as movements:
        load.wait_sent(round(scene.form.rate), DEADLINE)
        scene.settle()
        orphans, others = scene.shards(victim), scene.shards(stack.workers[1])
        since = time.monotonic()
        victim.kill()
        elsewhere = movements.recovery(others, since, DEADLINE)
        recovery = movements.recovery(orphans, since, DEADLINE)
        supervisor.wait_restarts(restarts + 1, DEADLINE)
        scene.settle()
        again, kept = scene.shards(victim), scene.shards(stack.workers[1])
    scene.end(
        "kill -9 of a worker with an instance id",
        load,
        recovery=recovery,
        besides=f"the other worker's shards moved after {elsewhere:.1f} s; session {SESSION:g} s",
    )
    assert (again, kept) == (orphans, others), "each kept its shards"
    assert recovery < SESSION or not scene.form.is_timed


def test_two_workers_with_one_instance_id(static_scene: Scene) -> None:
    scene, stack = static_scene, static_scene.stack
    twin = stack.programs.service("twin", "stream_processor", "worker", port_setting="MATCHSTREAM_WORKER_PORT")
    twin.environment[INSTANCE] = stack.workers[0].name
    both = (stack.workers[0], twin)
    try:
        with scene.load() as load:
            load.wait_sent(round(scene.form.rate), DEADLINE)
            since = time.monotonic()
            twin.start()
            eventually(lambda: any(counted(worker, TWINS) for worker in both), "the twins are noticed")
            noticed = time.monotonic() - since
            count = sum(counted(worker, TWINS) for worker in both)
            twin.kill()
            since = time.monotonic()
            scene.settle()
            recovery = time.monotonic() - since
    finally:
        twin.kill()
    scene.end(
        "two workers with one instance id",
        load,
        recovery=recovery,
        besides=f"noticed {noticed:.1f} s after the twin's start, {count:g} times by then; recovery from its end",
    )


def test_a_worker_that_gets_no_place_in_the_group(start: Start, direct: Direct) -> None:
    stack = start(gateway=False, environment={"MATCHSTREAM_JOIN_AFTER": str(JOIN_AFTER)})
    stack.start()
    scene = direct(stack)
    supervisors = [stack.supervisor(worker) for worker in stack.workers]
    with scene.load() as load, scene.movements() as movements:
        load.wait_sent(round(scene.form.rate), DEADLINE)
        for supervisor in supervisors:
            supervisor.stop(grace_seconds=10.0)
        # A consumer of the other protocol takes the empty group; no worker can join it.
        intruder = Consumer(
            {
                "bootstrap.servers": stack.bootstrap,
                "group.id": of_kafka("matchstream"),
                "group.protocol": "consumer",
                "auto.offset.reset": "latest",
                "enable.auto.commit": False,
            }
        )
        try:
            intruder.subscribe([MATCHES.name])
            eventually(lambda: intruder.poll(0.2) or intruder.assignment(), "the intruder has the group")
            for supervisor in supervisors:
                supervisor.start()
            eventually(lambda: all(REFUSED in worker.log_tail(200) for worker in stack.workers), "they end", 120.0)
        finally:
            intruder.close()
        recovery = movements.recovery(range(scene.settings.partitions), time.monotonic(), 2 * DEADLINE)
        scene.settle()
    ended = [supervisor.restarts for supervisor in supervisors]
    assert all(f"ending with code {ExitCode.STALLED}" in worker.log_path.read_text() for worker in stack.workers)
    scene.end(
        "workers that get no place in the group",
        load,
        recovery=recovery,
        besides="a consumer of another protocol had it; the workers ended by themselves, and were started anew "
        f"{ended} times; recovery from its end",
    )
