"""Child processes that start when ready, end when told, and never outlive their parent."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

__all__ = ["ChildProcess", "ProcessFailedError", "terminate_all"]

#: How often a readiness condition is asked. The exit of the child is noticed at once.
POLL_SECONDS = 0.05
TAIL_LINES = 20

# Linux ties a child's death signal to the *thread* that forked it, so all children are forked by one thread that lives
# as long as the program: a child must not die because the thread of a supervisor that restarted it is finished.
_forker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forker")


class ProcessFailedError(RuntimeError):
    """A child process ended early, or was not ready in time. The message carries the end of its log."""


@functools.cache
def _leash() -> tuple[str, ...]:
    """Return the command prefix under which the kernel kills a child whose parent is gone, where there is one."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ()
    leash = (setpriv, "--pdeathsig", "KILL")
    works = subprocess.run([*leash, "true"], capture_output=True, check=False).returncode == 0
    return leash if works else ()


class ChildProcess:
    """Run one program in a session of its own, with its output in a log file.

    Parameters
    ----------
    name : str
        What the process is called in messages; also the stem of its log file.
    command : sequence of str
        The program and its arguments.
    log_directory : Path
        Where ``<name>.log`` is written. A restart appends.
    environment : mapping, optional
        Variables added to the parent's environment.
    working_directory : Path, optional
        Where the program starts. Default is the parent's.
    ready : callable, optional
        The condition that `wait_ready` waits for. Default is that the process runs.
    errors_shown : bool, default False
        Whether standard error goes where the parent's goes (a progress bar, say) and not into the log.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log_directory: Path,
        environment: Mapping[str, str] | None = None,
        working_directory: Path | None = None,
        ready: Callable[[], bool] | None = None,
        errors_shown: bool = False,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment or {})
        self.working_directory = working_directory
        self.log_path = log_directory / f"{name}.log"
        self._ready = ready or (lambda: True)
        self._errors_shown = errors_shown
        self._process: subprocess.Popen[bytes] | None = None
        self._group_may_live = False

    @property
    def pid(self) -> int:
        """Process id of the newest start."""
        return self._started().pid

    @property
    def returncode(self) -> int | None:
        """Exit code; negative for the signal that killed it; None while it runs or before it was started."""
        return None if self._process is None else self._process.poll()

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process. It is an error if it runs."""
        if self.running:
            raise RuntimeError(f"{self.name} already runs with pid {self.pid}")
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        self._process = _forker.submit(self._fork).result()
        self._group_may_live = True

    def _fork(self) -> subprocess.Popen[bytes]:
        with self.log_path.open("ab") as log:
            return subprocess.Popen(
                [*_leash(), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=None if self._errors_shown else subprocess.STDOUT,
                env={**os.environ, **self.environment},
                cwd=self.working_directory,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """Ask the readiness condition once.

        Returns
        -------
        bool
            True if the process runs and the condition holds.
        """
        return self.running and self._ready()

    def wait_ready(self, deadline_seconds: float) -> None:
        """Wait until the readiness condition holds.

        Parameters
        ----------
        deadline_seconds : float
            How long to wait at most.

        Raises
        ------
        ProcessFailedError
            If the process ended, or the time passed, before the condition held.
        """
        process = self._started()
        deadline = time.monotonic() + deadline_seconds
        while True:
            if process.poll() is not None:
                raise self.failure(f"ended with {process.returncode} before it was ready")
            if self._ready():
                return
            if time.monotonic() >= deadline:
                raise self.failure(f"was not ready within {deadline_seconds:g} s")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(POLL_SECONDS)

    def wait(self, deadline_seconds: float | None = None) -> int:
        """Wait until the process ends by itself.

        Parameters
        ----------
        deadline_seconds : float, optional
            How long to wait at most. Default is for ever.

        Returns
        -------
        int
            The exit code, negative for a signal.

        Raises
        ------
        ProcessFailedError
            If it still ran when the time had passed.
        """
        try:
            return self._started().wait(deadline_seconds)
        except subprocess.TimeoutExpired:
            raise self.failure(f"did not end within {deadline_seconds:g} s") from None

    def run(self, deadline_seconds: float) -> None:
        """Start the process and wait for its success; for programs that do one thing and end.

        Parameters
        ----------
        deadline_seconds : float
            How long it may take.

        Raises
        ------
        ProcessFailedError
            If it ended with another code than 0, or took too long (it is killed then).
        """
        self.start()
        try:
            code = self.wait(deadline_seconds)
        finally:
            self.kill()
        if code != 0:
            raise self.failure(f"ended with {code}")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and to what it started; nothing happens if it has ended.

        Parameters
        ----------
        number : signal.Signals
            For instance ``signal.SIGSTOP``.
        """
        # A group may outlive its leader, so it is signalled after the leader's end too; but only until it was killed
        # once, for then the number may belong to somebody else.
        if self._process is not None and self._group_may_live:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def stop(self, grace_seconds: float = 10.0) -> None:
        """Ask the process to end by SIGTERM, and kill it when the grace has passed.

        Parameters
        ----------
        grace_seconds : float, default 10.0
            How long it may take to end in order.
        """
        terminate_all([self], grace_seconds)

    def kill(self) -> None:
        """Kill the process, and all that it started, at once (SIGKILL)."""
        self.signal(signal.SIGKILL)
        self._group_may_live = False
        if self._process is not None:
            self._process.wait()

    def log_tail(self, lines: int = TAIL_LINES) -> str:
        """Return the end of the log.

        Parameters
        ----------
        lines : int, default 20
            How many lines.

        Returns
        -------
        str
            The lines, without a final line break.
        """
        try:
            text = self.log_path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def failure(self, what: str) -> ProcessFailedError:
        """Make the error that says what happened to this process.

        Parameters
        ----------
        what : str
            For instance ``ended with 1``.

        Returns
        -------
        ProcessFailedError
            With the end of the log in its message.
        """
        return ProcessFailedError(f"{self.name} {what}; the end of {self.log_path}:\n{self.log_tail() or '(empty)'}")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process


def terminate_all(processes: Iterable[ChildProcess], grace_seconds: float = 10.0) -> None:
    """End several processes together: SIGTERM to all, then SIGKILL to what is left after one common grace.

    Parameters
    ----------
    processes : iterable of ChildProcess
        Those that don't run are no error.
    grace_seconds : float, default 10.0
        How long they may take to end in order, all together.
    """
    ending = list(processes)
    for process in ending:
        process.signal(signal.SIGTERM)
        # A stopped process (SIGSTOP) would see SIGTERM only when it continues.
        process.signal(signal.SIGCONT)
    deadline = time.monotonic() + grace_seconds
    for process in ending:
        if process.running:
            with contextlib.suppress(ProcessFailedError):
                process.wait(max(0.0, deadline - time.monotonic()))
        process.kill()
