"""The commands of ``python -m deploy.local``: a demonstration, a headless check, a stack to work with."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.brokers import BrokerKind
from deploy.local.first_matches import best_matches, table
from deploy.local.ports import fetch, free_port, is_listening
from deploy.local.processes import ChildProcess
from deploy.local.programs import PROJECT
from deploy.local.stack import Stack

__all__ = ["Options", "demo", "smoke", "up", "verify"]

SAMPLE = PROJECT / "data" / "sample"
ADDRESSES = PROJECT / "var" / "local" / "stack.env"
#: Key of the simulator's process id in the file of addresses, so that `verify` can pause it.
SIMULATOR = "SIMULATOR_PID"
FIRST_MATCHES = 10
FIRST_MATCHES_SECONDS = 120.0
NO_MORE_SECONDS = 3.0
REPLAY_SECONDS = 3600.0
VERIFY_SECONDS = 3600.0
MUST_BE_ZERO = ("missing", "extra", "differing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the command line.

    Attributes
    ----------
    data : Path or None
        The folder to replay; None stands for the committed sample.
    limit : int or None
        How many applicants and how many jobs of it at most.
    workers : int
        How many stream workers.
    broker : {"embedded", "apache"}
        Which Kafka and Redis.
    port : int or None
        The gateway's port; None stands for a free one.
    """

    data: Path | None = None
    limit: int | None = None
    workers: int = 1
    broker: BrokerKind = "embedded"
    port: int | None = None


class NotRunningError(RuntimeError):
    """No stack of this project is running."""


class AlreadyRunningError(RuntimeError):
    """A stack of this project is running already."""


def say(text: str) -> None:
    """Print a message on standard error; standard output is for results."""
    print(text, file=sys.stderr, flush=True)


def demo(options: Options) -> None:
    """Start everything, replay data, show the first matches, and go on until Ctrl-C.

    Parameters
    ----------
    options : Options
        Without data, the sample is replayed and a simulator goes on from there.
    """
    with _announced(options) as stack:
        _replay(stack, options)
        matches = _first_matches(stack)
        if matches:
            say("\nThe first matches, of each job the best applicant:\n")
            print(table(matches), flush=True)
        else:
            say(f"no matches after {FIRST_MATCHES_SECONDS:g} s; the logs are in {stack.directory / 'logs'}")
        simulator = None
        if options.data is None:
            simulator = stack.programs.once("simulate", "producers", "simulate")
            simulator.start()
            with ADDRESSES.open("a", encoding="utf-8") as addresses:
                addresses.write(f"{SIMULATOR}={simulator.pid}\n")
        try:
            say(f"\n  {stack.address}   (Ctrl-C ends everything)")
            stack.wait_for_failure()
        finally:
            if simulator is not None:
                simulator.stop()


def up(options: Options) -> None:
    """Start everything and keep it running until Ctrl-C.

    Parameters
    ----------
    options : Options
        Data and limit are not used.
    """
    with _announced(options) as stack:
        say(f"\n  {stack.address}   (Ctrl-C ends everything)")
        stack.wait_for_failure()


def smoke(options: Options) -> int:
    """Replay data into a fresh stack, wait until it is at rest, and verify the matches.

    Parameters
    ----------
    options : Options
        The gateway gets a free port, not the one that they name.

    Returns
    -------
    int
        0 if nothing is missing, extra or different, else 1.
    """
    (PROJECT / "var").mkdir(exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="smoke-", dir=PROJECT / "var"))
    with Stack(broker=options.broker, workers=options.workers, directory=directory) as stack:
        started = time.monotonic()
        replayed = _last_json(_replay(stack, options))
        arguments = ("stream_processor", "verify", "--wait", "--json")
        verifying = stack.run("verify", *arguments, deadline_seconds=VERIFY_SECONDS, errors_shown=True, checked=False)
        found = {"events_in": replayed.get("events"), "pairs_scored": _pairs_scored(stack), **_last_json(verifying)}
        found["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps(found), flush=True)
    if verifying.returncode == 0 and all(found.get(key) == 0 for key in MUST_BE_ZERO):
        shutil.rmtree(directory)
        return 0
    say(f"the promise does not hold; the logs are in {directory / 'logs'}")
    return 1


def verify(_options: Options) -> int:
    """Check the matches of the running stack.

    Returns
    -------
    int
        The verifier's exit code.

    Raises
    ------
    NotRunningError
        If no stack runs.
    """
    try:
        with _only_one():
            raise NotRunningError("no stack is running: start one with `make demo` in another terminal")
    except AlreadyRunningError:
        settings = {name: value for name, value in dotenv_values(ADDRESSES).items() if value is not None}
    if not settings:
        raise NotRunningError("the stack is starting or ending: ask again in a few seconds")
    simulator = settings.pop(SIMULATOR, None)
    command = [sys.executable, "-m", "stream_processor", "verify", "--wait"]
    try:
        if simulator is not None:
            os.kill(int(simulator), signal.SIGSTOP)  # only a still stream can be compared
        return subprocess.run(command, env={**os.environ, **settings}, cwd=PROJECT, check=False).returncode
    finally:
        if simulator is not None:
            with suppress(ProcessLookupError):
                os.kill(int(simulator), signal.SIGCONT)


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the lock for this folder's only stack; the kernel releases it, however this process ends."""
    ADDRESSES.parent.mkdir(parents=True, exist_ok=True)
    with (ADDRESSES.parent / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError("a stack of this folder is already running; end it first") from None
        yield


@contextmanager
def _announced(options: Options) -> Iterator[Stack]:
    """Run this folder's only stack, report its progress, and write its addresses to a file for `verify`."""
    with _only_one():
        if options.port is not None and is_listening(options.port):
            raise RuntimeError(f"port {options.port} is taken; choose another, for instance PORT={free_port()}")
        stack = Stack(broker=options.broker, workers=options.workers, webhooks=True, port=options.port)
        try:
            for step in stack.start_in_steps():
                say(f"  started: {step}")
            ADDRESSES.write_text(
                "".join(f"{name}={value}\n" for name, value in stack.settings.items()), encoding="utf-8"
            )
            yield stack
        finally:
            ADDRESSES.unlink(missing_ok=True)
            stack.stop()
            say("  everything has ended")


def _first_matches(stack: Stack) -> list[tuple[str, str, float]]:
    """Wait until there are enough matches to show, or no more come; an empty list where none came at all."""
    found: list[tuple[str, str, float]] = []
    deadline = time.monotonic() + FIRST_MATCHES_SECONDS
    while len(found) < FIRST_MATCHES and time.monotonic() < deadline:
        stack.wait_for_failure(0.25)
        more = best_matches(stack.redis_url, FIRST_MATCHES)
        if len(more) > len(found):
            deadline = time.monotonic() + NO_MORE_SECONDS
        found = more
    return found


def _replay(stack: Stack, options: Options) -> ChildProcess:
    arguments = ["replay", "--data", str((options.data or SAMPLE).resolve()), "--json"]
    if options.limit is not None:
        arguments += ["--limit", str(options.limit)]
    return stack.run("replay", "producers", *arguments, deadline_seconds=REPLAY_SECONDS, errors_shown=True)


def _pairs_scored(stack: Stack) -> int:
    """Add up what the workers have scored since they were started."""
    pages = [fetch(worker.port, "/metrics") for worker in stack.workers]
    families = [family for page in pages for family in text_string_to_metric_families(page)]
    samples = [sample for family in families for sample in family.samples]
    return int(sum(sample.value for sample in samples if sample.name == "matchstream_pairs_scored_total"))


def _last_json(process: ChildProcess) -> dict[str, Any]:
    """Read the last line of a program's output that is a JSON object; an empty one where there is none."""
    for line in reversed(process.log_tail().splitlines()):
        if line.startswith("{"):
            read: dict[str, Any] = json.loads(line)
            return read
    return {}
