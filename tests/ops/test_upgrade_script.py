"""deploy/upgrade.sh, step by step, on a stack that only keeps account."""

from __future__ import annotations

import os
import subprocess
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from tests.ops.native.composed import PROJECT
from tests.ops.native.docker import Docker
from tests.ops.native.stack import Composed

pytestmark = pytest.mark.enable_socket


class Replica:
    """A replica that is up or not, of a version."""

    def __init__(self, stack: Stack, name: str, number: int) -> None:
        self.service = type("Service", (), {"name": name})
        self.name, self.app, self._stack = f"{name}-{number}", stack.app, stack
        self.is_up = False

    def start(self) -> None:
        self.is_up = True
        self._stack.note()

    def stop(self) -> None:
        self.is_up = False
        self._stack.note()

    def wait_healthy(self) -> None:
        assert self.is_up
        if self._stack.sick == self.service.name:
            raise AssertionError(f"{self.name} does not get healthy")

    def renew(self, app: Path) -> None:
        self.app = app


class Stack:
    """What `Docker` needs of a stack; `fewest` is how many of a service were up at least."""

    def __init__(self, sick: str = "") -> None:
        self.app, self.sick = Path("old"), sick
        self.ran: list[str] = []
        self.fewest: dict[str, int] = {}
        self._numbers = count(1)
        self.replicas: dict[str, list[Replica]] = {}
        for name, replicas in {"worker": 3, "cache": 1, "webhooks": 1, "gateway": 2}.items():
            for _ in range(replicas):
                self.add(name).is_up = True
        self.note()

    def add(self, name: str) -> Replica:
        self.replicas.setdefault(name, []).append(Replica(self, name, next(self._numbers)))
        return self.replicas[name][-1]

    def run(self, name: str, *_command: str) -> str:
        self.ran.append(f"{name} of {self.app}")
        return ""

    def note(self) -> None:
        for name, there in self.replicas.items():
            up = sum(one.is_up for one in there)
            self.fewest[name] = min(up, self.fewest.get(name, up))


def upgraded(stack: Stack, folder: Path) -> subprocess.CompletedProcess[str]:
    docker = Docker(cast("Composed", cast("Any", stack)), Path("new"))
    with docker.on_path(folder) as path:
        environment = os.environ | {"PATH": f"{path}:{os.environ['PATH']}"}
        command = [PROJECT / "deploy" / "upgrade.sh"]
        return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


def test_of_what_there_are_several_none_is_missing_at_any_time(tmp_path: Path) -> None:
    stack = Stack()
    done = upgraded(stack, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert stack.ran == ["secrets of new", "topics of new"]
    assert {name: len(there) for name, there in stack.replicas.items()} == {
        "worker": 3, "cache": 1, "webhooks": 1, "gateway": 2,
    }  # fmt: skip
    assert {(one.app, one.is_up) for there in stack.replicas.values() for one in there} == {(Path("new"), True)}
    assert stack.fewest == {"worker": 3, "cache": 0, "webhooks": 0, "gateway": 2}


def test_a_version_that_does_not_get_healthy_replaces_nothing(tmp_path: Path) -> None:
    stack = Stack(sick="worker")
    assert upgraded(stack, tmp_path).returncode != 0
    assert stack.fewest == {"worker": 3, "cache": 1, "webhooks": 1, "gateway": 2}
    assert [one.app for one in stack.replicas["worker"]] == [*[Path("old")] * 3, Path("new")]
    assert [one.app for one in stack.replicas["gateway"]] == [Path("old")] * 2
