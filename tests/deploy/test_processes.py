"""Real child processes: they start when ready, end when told, and leave nothing behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from deploy.local.processes import ChildProcess, ProcessFailedError, terminate_all
from tests.waiting import DEADLINE, eventually

PROJECT = Path(__file__).resolve().parents[2]

IGNORES_SIGTERM = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""

HAS_A_CHILD = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1] + ".partial").write_text(str(child.pid))
pathlib.Path(sys.argv[1] + ".partial").rename(sys.argv[1])
time.sleep(600)
"""


def python(program: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", program, *map(str, arguments)]


def wait_gone(pid: int) -> None:
    """Wait until the process has ended; a zombie that waits for its parent's interest has ended."""

    def is_gone():
        try:
            return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    eventually(is_gone, f"the end of {pid}")


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "marker"


def started(tmp_path, marker, program, *, name="child"):
    process = ChildProcess(name, python(program, marker), log_directory=tmp_path, ready=marker.exists)
    process.start()
    process.wait_ready(DEADLINE)
    return process


def test_early_exit_is_reported_at_once_with_the_end_of_the_log(tmp_path):
    program = "import sys; print('reading the settings'); print('no such port', file=sys.stderr); sys.exit(3)"
    process = ChildProcess("worker", python(program), log_directory=tmp_path, ready=lambda: False)
    process.start()
    with pytest.raises(ProcessFailedError, match=r"(?s)worker ended with 3 before it was ready.*no such port"):
        process.wait_ready(DEADLINE)


def test_a_process_that_is_not_ready_in_time_is_reported(tmp_path):
    process = ChildProcess("slow", python("import time; time.sleep(600)"), log_directory=tmp_path, ready=lambda: False)
    process.start()
    with pytest.raises(ProcessFailedError, match=r"slow was not ready within 0\.2 s"):
        process.wait_ready(0.2)
    process.kill()
    assert process.returncode == -signal.SIGKILL


def test_stop_kills_what_ignores_sigterm_when_the_grace_has_passed(tmp_path, marker):
    process = started(tmp_path, marker, IGNORES_SIGTERM)
    process.stop(grace_seconds=0.2)
    assert process.returncode == -signal.SIGKILL


def test_stop_reaches_a_process_that_is_stopped(tmp_path, marker):
    process = started(tmp_path, marker, "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)")
    process.signal(signal.SIGSTOP)
    process.stop(grace_seconds=DEADLINE)
    assert process.returncode == -signal.SIGTERM


def test_children_of_the_child_end_too(tmp_path, marker):
    process = started(tmp_path, marker, HAS_A_CHILD)
    grandchild = int(marker.read_text())
    process.kill()
    wait_gone(grandchild)


def test_one_grace_is_enough_for_all(tmp_path, monkeypatch):
    processes = [started(tmp_path, tmp_path / f"m{n}", IGNORES_SIGTERM, name=f"child-{n}") for n in range(3)]
    waited, wait = [], ChildProcess.wait
    monkeypatch.setattr(ChildProcess, "wait", lambda process, grace: waited.append(grace) or wait(process, grace))
    terminate_all(processes, grace_seconds=0.5)
    assert (len(waited), sum(waited)) == (3, pytest.approx(waited[0]))
    assert waited[0] <= 0.5
    assert [process.returncode for process in processes] == [-signal.SIGKILL] * 3


def test_run_raises_on_failure_and_passes_the_environment(tmp_path):
    program = "import os, sys; print(os.environ['MATCHSTREAM_PARTITIONS']); sys.exit(int(sys.argv[1]))"
    good = ChildProcess("good", python(program, 0), log_directory=tmp_path, environment={"MATCHSTREAM_PARTITIONS": "5"})
    good.run(DEADLINE)
    assert good.log_tail() == "5"
    bad = ChildProcess("bad", python(program, 1), log_directory=tmp_path, environment={"MATCHSTREAM_PARTITIONS": "5"})
    with pytest.raises(ProcessFailedError, match="bad ended with 1"):
        bad.run(DEADLINE)


def test_run_kills_what_takes_too_long(tmp_path):
    process = ChildProcess("endless", python("import time; time.sleep(600)"), log_directory=tmp_path)
    with pytest.raises(ProcessFailedError, match="did not end within"):
        process.run(0.2)
    assert not process.running


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_killed_parent_takes_its_children_along(tmp_path, marker):
    # The child itself says that it runs: until it does, its leash may not be on yet.
    parent = textwrap.dedent("""
        import pathlib, sys, time
        from deploy.local.processes import ChildProcess
        child = (
            "import os, pathlib, sys, time; marker = pathlib.Path(sys.argv[1]); partial = marker.with_suffix('.new');"
            "partial.write_text(str(os.getpid())); partial.rename(marker); time.sleep(600)"
        )
        command = [sys.executable, "-c", child, sys.argv[1]]
        ChildProcess("child", command, log_directory=pathlib.Path(sys.argv[2])).start()
        time.sleep(600)
    """)
    process = subprocess.Popen(python(parent, marker, tmp_path), cwd=PROJECT)

    def is_running():
        assert process.poll() is None
        return marker.exists()

    eventually(is_running, "that the child runs")
    process.kill()
    process.wait()
    wait_gone(int(marker.read_text()))
