"""The stack: everything in order, killed workers come back, failures are told, and nothing is left running."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import redis
from confluent_kafka.admin import AdminClient

from deploy.local import commands
from deploy.local.processes import ProcessFailedError
from deploy.local.stack import Stack
from tests.deploy import stand_ins
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.enable_socket
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path):
    return stand_ins.write(tmp_path / "project")


def ask(service, path):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=DEADLINE)
    connection.request("GET", path)
    answer = connection.getresponse().read()
    connection.close()
    return answer


def test_everything_is_up_and_configured_inside_and_gone_outside(project):
    with Stack(workers=2, partitions=4, project=project, environment={"MATCHSTREAM_EXTRA": "1"}) as stack:
        assert len(AdminClient({"bootstrap.servers": stack.bootstrap}).list_topics("stand-in").topics) == 1
        with redis.Redis.from_url(stack.redis_url) as client:
            assert client.ping()
        for service in stack.services:
            settings = json.loads(ask(service, "/health"))
            assert settings["MATCHSTREAM_KAFKA_BOOTSTRAP"] == stack.bootstrap
            assert settings["MATCHSTREAM_KAFKA_IDEMPOTENCE"] == "false"
            assert settings["MATCHSTREAM_PARTITIONS"] == "4"
            assert settings["MATCHSTREAM_EXTRA"] == "1"
        assert [service.name for service in stack.services] == ["worker-1", "worker-2", "cache", "gateway"]
        running = [service.pid for service in stack.services] + [stack.broker.process.pid, stack.redis.process.pid]
        assert (stack.registry / "aliases.json").exists()
    assert not [pid for pid in running if psutil.pid_exists(pid)]


def test_a_model_is_trained_only_where_there_is_none(project):
    registry = project / "registry"
    registry.mkdir()
    (registry / "aliases.json").write_text("{}")
    with Stack(cache=False, gateway=False, project=project, registry=registry) as stack:
        assert not (stack.directory / "logs" / "train.log").exists()


def test_a_killed_worker_comes_back_on_its_port(project):
    with Stack(cache=False, gateway=False, project=project) as stack:
        worker = stack.workers[0]
        first, port = worker.pid, worker.port
        worker.kill()
        supervisor = stack.supervisor(worker)
        supervisor.wait_restarts(1, DEADLINE)
        supervisor.wait_ready(DEADLINE)
        assert worker.pid != first
        assert worker.port == port
        with contextlib.suppress(ConnectionError, http.client.HTTPException):
            ask(worker, "/exit/71")
        supervisor.wait_restarts(2, DEADLINE)
        stack.wait_for_failure(0.0)


def test_a_failed_worker_is_told_and_ends_what_waits(project):
    with Stack(cache=False, gateway=False, project=project) as stack:
        with contextlib.suppress(ConnectionError, http.client.HTTPException):
            ask(stack.workers[0], "/exit/1")
        with pytest.raises(ProcessFailedError, match="worker-1 ended with 1"):
            stack.wait_for_failure(DEADLINE)
        with pytest.raises(ProcessFailedError, match="worker-1 ended with 1"):
            stack.run("simulate", "producers", "simulate", deadline_seconds=DEADLINE)


def test_a_failed_start_leaves_nothing_behind(project):
    (project / "gateway" / "__main__.py").write_text("raise SystemExit('no such template')", encoding="utf-8")
    stack = Stack(project=project)
    with pytest.raises(ProcessFailedError, match=r"(?s)gateway ended with 1.*no such template"), stack:
        pass
    assert not any(service.running for service in stack.services)
    assert not stack.broker.process.running
    assert not stack.redis.process.running


@pytest.mark.parametrize("differing", [0, 1])
def test_smoke_prints_one_line_and_fails_when_the_promise_does_not_hold(project, monkeypatch, capsys, differing):
    monkeypatch.setattr(commands, "PROJECT", project)
    monkeypatch.setenv("STAND_IN_DIFFERING", str(differing))
    monkeypatch.setattr(commands, "Stack", lambda **options: Stack(project=project, **options))
    code = commands.smoke(commands.Options(workers=2, data=project, limit=3))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    found = json.loads(lines[0])
    assert set(found) == {
        "events_in", "pairs_scored", "matches", "dead_letters", "missing", "extra", "differing", "seconds",
    }  # fmt: skip
    assert (found["events_in"], found["differing"], code) == (7, differing, differing)
    assert found["pairs_scored"] == 12
    assert bool(list((project / "var").glob("smoke-*"))) == bool(differing)


def test_verify_asks_the_running_stack_and_says_so_when_there_is_none(project, monkeypatch, capfd):
    monkeypatch.setattr(commands, "PROJECT", project)
    monkeypatch.setattr(commands, "ADDRESSES", project / "var" / "local" / "stack.env")
    monkeypatch.setattr(commands, "Stack", lambda **options: Stack(project=project, **options))
    with pytest.raises(commands.NotRunningError, match="make demo"):
        commands.verify(commands.Options())
    with commands._announced(commands.Options()):
        assert commands.verify(commands.Options()) == 0
        with pytest.raises(commands.AlreadyRunningError), commands._announced(commands.Options()):
            pass
    assert json.loads(capfd.readouterr().out)["missing"] == 0
    with pytest.raises(commands.NotRunningError):
        commands.verify(commands.Options())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_runs_until_told_and_leaves_no_process(project, tmp_path, number):
    program = (
        "import sys, pathlib; from deploy.local import __main__ as main, commands, stack; "
        "project = pathlib.Path(sys.argv.pop(1)); commands.ADDRESSES = project / 'var' / 'local' / 'stack.env'; "
        "commands.Stack = lambda **options: stack.Stack(project=project, **options); sys.exit(main.main())"
    )
    port = commands.free_port()
    command = [sys.executable, "-c", program, str(project), "up", "--port", str(port)]
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=PROJECT, stderr=output, start_new_session=True)
    addresses = project / "var" / "local" / "stack.env"

    def is_announced():
        assert process.poll() is None, (tmp_path / "output").read_text()
        return addresses.exists() and addresses.read_text()

    eventually(is_announced, "that it is up")
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) == 6
    os.kill(process.pid, number)
    assert process.wait(DEADLINE) == 130
    assert not [child for child in children if child.is_running()]
    assert not addresses.exists()
    assert f"http://127.0.0.1:{port}" in (tmp_path / "output").read_text()
