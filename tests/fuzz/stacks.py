"""A whole stack to be fuzzed: what it holds at first, and that nothing of it ended."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.contract.codec import encode
from data.contract.keys import Scope, mint
from deploy.local.brokers import BrokerKind
from deploy.local.programs import PROJECT, Programs
from deploy.local.stack import Stack
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.verification.verify import Report, verify_at_rest
from tests.ats.files import written
from tests.chaos.load import Population
from tests.fuzz.answers import names_somebody
from tests.trained import shared

PREFIX = "MATCHSTREAM_"
LIMITS = {
    "MATCHSTREAM_GATEWAY_HEAD_SECONDS": "1",
    "MATCHSTREAM_GATEWAY_BODY_SECONDS": "1",
    "MATCHSTREAM_GATEWAY_MAX_BODY": str(1 << 20),
    "MATCHSTREAM_K_JOB": "3",
    "MATCHSTREAM_K_APPLICANT": "3",
}
"""So that a request that never comes whole, or a body that is too large, costs a run little."""


@contextmanager
def fuzzed_stack(broker: BrokerKind, *, workers: int = 1) -> Iterator[Stack]:
    """A running stack with a connection to each system, in a folder that is kept where the block fails."""
    (PROJECT / "var").mkdir(exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="fuzz-", dir=PROJECT / "var"))
    registry = shutil.copytree(shared() / "registry", directory / "registry")
    environment = LIMITS | {"MATCHSTREAM_CONNECTIONS_FILE": str(written(directory / "connections"))}
    with Stack(
        broker=broker, workers=workers, directory=directory, registry=registry, environment=environment
    ) as stack:
        yield stack
    shutil.rmtree(directory)


@contextmanager
def gateway_with_keys(stack: Stack) -> Iterator[tuple[str, str]]:
    """Another gateway of a stack, with keys on; its address, and a key that may do all."""
    programs = Programs(logs=stack.directory / "logs", environment=stack.settings | {f"{PREFIX}GATEWAY_KEYS": "on"})
    gateway = programs.service("gateway-with-keys", "gateway", port_setting=f"{PREFIX}GATEWAY_PORT")
    text, key = mint("fuzz", Scope, now=time.time_ns() // 1_000_000, rate=10**9)
    with Sender(settings_of(stack)) as sender:
        sender.send([key.to_record()])
    gateway.start()
    try:
        gateway.wait_ready(60.0)
        yield f"http://127.0.0.1:{gateway.port}", text
    finally:
        gateway.stop()


def settings_of(stack: Stack) -> StreamSettings:
    """What the programs of a stack read from their environment."""
    return StreamSettings(**{name.removeprefix(PREFIX).lower(): held for name, held in stack.settings.items()})


def filled(stack: Stack, jobs: int, applicants: int) -> Population:
    """Send jobs and applicants, and wait until all of them can be looked up."""
    population = Population(jobs, applicants)
    with Sender(settings_of(stack)) as sender:
        sender.send(encode(event) for event in population.all())
    at_rest(stack, 120.0)
    return population


def at_rest(stack: Stack, seconds: float) -> Report:
    """Wait until a stack is still, and verify."""
    return verify_at_rest(settings_of(stack), seconds, with_redis=True)


def lines_that_name_somebody(stack: Stack) -> int:
    """How many lines of the programs' logs quote what requests say of a person."""
    logs = (stack.directory / "logs").glob("*.log")
    return sum(names_somebody(line) for log in logs for line in log.read_text("utf-8", "replace").splitlines())


def restarts(stack: Stack) -> dict[str, int]:
    """How often each program of a stack was started again; one that is not is an error."""
    stack.wait_for_failure(0)
    return {service.name: stack.supervisor(service).restarts for service in stack.services}
