"""A whole stack on each broker, with a model trained once on made-up data."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.brokers import missing_for
from deploy.local.stack import Stack
from tests.trained import shared

VERIFY_SECONDS = 240.0

BROKERS = [
    pytest.param("embedded", marks=pytest.mark.embedded),
    pytest.param("apache", marks=pytest.mark.apache),
]

Verify = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(shared() / "registry", tmp_path_factory.mktemp("registry") / "models")


@pytest.fixture(scope="class", params=BROKERS)
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "apache":
        needs_apache()
    return str(request.param)


def needs_apache(*more: str) -> None:
    """Skip where a program is missing that Apache Kafka's part needs; in CI, fail."""
    if missing := missing_for("apache", *more):
        why = f"Apache Kafka's part needs {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)


@pytest.fixture(scope="class")
def stack(kind: Any, registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(
        broker=kind,
        workers=2,
        registry=registry,
        directory=tmp_path_factory.mktemp("stack"),
        environment={"MATCHSTREAM_PUSH_LINE": "50"},
    ) as running:
        yield running


@pytest.fixture(scope="class")
def verify(stack: Stack) -> Verify:
    return verifier(stack)


def verifier(stack: Stack) -> Verify:
    """Waits until a stack is still and recomputes its matches; the promise must hold."""

    def check() -> dict[str, Any]:
        arguments = ("verify", "--wait", "--timeout", str(VERIFY_SECONDS), "--json")
        done = stack.run("verify", "stream_processor", *arguments, deadline_seconds=2 * VERIFY_SECONDS, checked=False)
        report: dict[str, Any] = json.loads(done.log_tail(1))
        assert done.returncode == 0, report
        return report

    return check
