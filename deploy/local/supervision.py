"""Restarts processes that may be restarted, and reports the end of others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from data.errors import ExitCode
from deploy.local.processes import POLL_SECONDS, ChildProcess

__all__ = ["RESTART_CODES", "Supervisor"]

#: Exit codes by which a program asks for a new start. Death by a signal is restarted too.
RESTART_CODES = frozenset({ExitCode.RESTART, ExitCode.STALLED})
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 10.0
#: A process that ran this long counts as healthy: its next delay is the first one again.
HEALTHY_AFTER_SECONDS = 60.0


def _ignore(_process: ChildProcess, _code: int) -> None:
    """Ignore the end of a process."""


class Supervisor:
    """Watch one child process in a thread and start it again when it was killed or asked for it.

    Parameters
    ----------
    process : ChildProcess
        The process. The supervisor starts it.
    on_failure : callable, optional
        Called with the process and its exit code when it ended in a way that is not restarted.
    first_delay_seconds : float, default 0.5
        The pause before the first restart; it doubles up to ten seconds while restarts follow each other.
    """

    def __init__(
        self,
        process: ChildProcess,
        *,
        on_failure: Callable[[ChildProcess, int], None] = _ignore,
        first_delay_seconds: float = FIRST_DELAY_SECONDS,
    ) -> None:
        self.process = process
        self.restarts = 0
        self._on_failure = on_failure
        self._first_delay = first_delay_seconds
        self._ending = threading.Event()
        self._given_up = threading.Event()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def is_given_up(self) -> bool:
        """Whether the process ended in a way that is not restarted."""
        return self._given_up.is_set()

    def start(self) -> None:
        """Start the process and watch it."""
        self._ending.clear()
        self._given_up.clear()
        self.process.start()
        self._thread = threading.Thread(target=self._watch, name=f"supervisor-{self.process.name}", daemon=True)
        self._thread.start()

    def release(self) -> None:
        """Stop watching, so that the process's next end is left alone. The process goes on."""
        with self._changed:
            self._ending.set()

    def stop(self, grace_seconds: float = 10.0) -> None:
        """End the process for good.

        Parameters
        ----------
        grace_seconds : float, default 10.0
            How long it may take to end in order.
        """
        self.release()
        self.process.stop(grace_seconds)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @contextmanager
    def paused(self) -> Iterator[ChildProcess]:
        """Leave the process to the caller for a while; at the end of the block it is started anew.

        Yields
        ------
        ChildProcess
            The process, running. What ends it in the block is not made good.
        """
        self.release()
        try:
            yield self.process
        finally:
            self.stop()
            self.start()

    def wait_restarts(self, count: int, deadline_seconds: float) -> None:
        """Wait until the process was restarted so many times since this supervisor was made.

        Parameters
        ----------
        count : int
            The number of restarts.
        deadline_seconds : float
            How long to wait at most.

        Raises
        ------
        TimeoutError
            If it was restarted less often in that time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self.restarts >= count, deadline_seconds):
                raise TimeoutError(
                    f"{self.process.name} restarted {self.restarts} times, not {count}, in {deadline_seconds:g} s"
                )

    def wait_ready(self, deadline_seconds: float) -> None:
        """Wait until the process is ready, over restarts.

        Parameters
        ----------
        deadline_seconds : float
            How long to wait at most.

        Raises
        ------
        ProcessFailedError
            If it ended in a way that is not restarted, or was not ready in time.
        """
        deadline = time.monotonic() + deadline_seconds
        while not self.process.is_ready():
            if self._given_up.wait(POLL_SECONDS):
                raise self.process.failure(f"ended with {self.process.returncode} before it was ready")
            if time.monotonic() >= deadline:
                raise self.process.failure(f"was not ready within {deadline_seconds:g} s")

    def _watch(self) -> None:
        delay = self._first_delay
        while True:
            started = time.monotonic()
            code = self.process.wait()
            if self._ending.is_set():
                return
            self.process.kill()  # what the process started and left behind
            if code >= 0 and code not in RESTART_CODES:
                self._given_up.set()
                self._on_failure(self.process, code)
                return
            if time.monotonic() - started > HEALTHY_AFTER_SECONDS:
                delay = self._first_delay
            if self._ending.wait(delay):
                return
            delay = min(2 * delay, LONGEST_DELAY_SECONDS)
            with self._changed:
                if self._ending.is_set():
                    return
                self.process.start()
                self.restarts += 1
                self._changed.notify_all()
