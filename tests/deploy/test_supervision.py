"""A worker that was killed, or asks for it, is started again; one that failed is not."""

from __future__ import annotations

import signal
import sys
import threading

import pytest

from deploy.local.processes import ChildProcess, ProcessFailedError
from deploy.local.supervision import RESTART_CODES, Supervisor
from tests.waiting import DEADLINE

# Ends with the given code at its first starts and stays at the last.
FAILS_AT_FIRST = """
import pathlib, sys, time
starts, code, failures = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
done = len(starts.read_text()) if starts.exists() else 0
starts.write_text("x" * (done + 1))
if done < failures:
    print("start", done + 1, "fails")
    sys.exit(code)
time.sleep(600)
"""


def supervised(tmp_path, code, failures, **options):
    starts = tmp_path / "starts"
    process = ChildProcess(
        "worker",
        [sys.executable, "-c", FAILS_AT_FIRST, str(starts), str(code), str(failures)],
        log_directory=tmp_path,
        ready=lambda: starts.exists() and len(starts.read_text()) > failures,
    )
    return Supervisor(process, first_delay_seconds=0.02, **options)


@pytest.mark.parametrize("code", sorted(RESTART_CODES))
def test_the_watchdogs_codes_are_restarted(tmp_path, code):
    supervisor = supervised(tmp_path, code, failures=2)
    supervisor.start()
    supervisor.wait_ready(DEADLINE)
    assert supervisor.restarts == 2
    supervisor.stop(grace_seconds=5.0)
    assert not supervisor.process.running


def test_a_killed_process_is_restarted(tmp_path):
    supervisor = supervised(tmp_path, 0, failures=0)
    supervisor.start()
    first = supervisor.process.pid
    supervisor.process.signal(signal.SIGKILL)
    supervisor.wait_restarts(1, DEADLINE)
    assert supervisor.process.pid != first
    supervisor.wait_ready(DEADLINE)
    supervisor.stop()


def test_another_exit_is_a_failure_and_is_told(tmp_path):
    told = []
    seen = threading.Event()

    def note(process, code):
        told.append((process.name, code))
        seen.set()

    supervisor = supervised(tmp_path, 1, failures=1, on_failure=note)
    supervisor.start()
    with pytest.raises(ProcessFailedError, match=r"(?s)worker ended with 1 before it was ready.*start 1 fails"):
        supervisor.wait_ready(DEADLINE)
    assert seen.wait(DEADLINE)
    assert told == [("worker", 1)]
    assert supervisor.restarts == 0
    supervisor.stop()


def test_stop_during_the_pause_before_a_restart_starts_nothing(tmp_path):
    supervisor = supervised(tmp_path, 70, failures=1)
    supervisor._first_delay = 600.0
    supervisor.start()
    supervisor.process.wait(DEADLINE)
    supervisor.stop()
    assert supervisor.restarts == 0
    assert not supervisor.process.running


def test_a_paused_supervisor_leaves_the_dead_alone_and_starts_anew_at_the_end(tmp_path):
    supervisor = supervised(tmp_path, 0, failures=0)
    supervisor.start()
    with supervisor.paused() as process:
        process.kill()
        assert not process.running
    supervisor.wait_ready(DEADLINE)
    assert supervisor.process.running
    assert supervisor.restarts == 0
    supervisor.stop()
