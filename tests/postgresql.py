"""A PostgreSQL of a test's own: a new cluster in a temporary folder, of an unprivileged user, on 127.0.0.1."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from deploy.local.ports import LOOPBACK, free_port
from deploy.local.processes import ChildProcess, ProcessFailedError

USER = "postgres"
READY_SECONDS = 30.0
_DEBIANS = "/usr/lib/postgresql/*/bin"


def binaries() -> Path:
    """The folder of its programs; where there is none, skip, or fail in CI."""
    found = sorted(Path("/").glob(_DEBIANS.lstrip("/")), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("postgresql must be installed in CI")
        pytest.skip("postgresql is not installed")
    return found[0] if found else Path(on_path or "").parent


class PostgreSQL:
    """A server that can be killed and started again; what was committed is there then."""

    def __init__(self) -> None:
        self.port = free_port()
        self._bin = binaries()
        self.directory = Path(tempfile.mkdtemp(prefix="matchstream-postgresql-"))
        self._as_user: list[str] = []
        if os.geteuid() == 0:  # it refuses to run as root
            user = pwd.getpwnam(USER)
            os.chown(self.directory, user.pw_uid, user.pw_gid)
            ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
            self._as_user = ["setpriv", *ids, "--pdeathsig", "KILL"]
        self.data = self.directory / "data"
        self.logs = Path(tempfile.mkdtemp(prefix="matchstream-postgresql-logs-"))
        self._run("initdb", "--pgdata", str(self.data), "--username", USER, "--auth", "trust", "--encoding", "UTF8")
        options = {
            "listen_addresses": LOOPBACK,
            "port": self.port,
            "unix_socket_directories": "",
            "shared_buffers": "16MB",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [*self._as_user, str(self._bin / "postgres"), "-D", str(self.data), *settings]
        self.process = ChildProcess(
            "postgresql", command, log_directory=self.logs, ready=self._answers, working_directory=self.directory
        )

    @property
    def url(self) -> str:
        """Of the first database."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Of a database."""
        return f"postgresql://{USER}@{LOOPBACK}:{self.port}/{database}"

    def create(self, database: str, options: str = "") -> str:
        """Make an empty database, with options of `CREATE DATABASE`; returns its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" {options}')
        return self.url_of(database)

    def start(self) -> None:
        """Start it; after a kill its last processes may take a moment to leave."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            self.process.start()
            try:
                self.process.wait_ready(READY_SECONDS)
            except ProcessFailedError:
                if time.monotonic() >= deadline:
                    raise
            else:
                return

    def kill(self) -> None:
        """Kill it (SIGKILL)."""
        self.process.kill()

    def remove(self) -> None:
        """Kill it, and drop its files."""
        self.kill()
        for folder in (self.directory, self.logs):
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._as_user, str(self._bin / name), *arguments]
        ChildProcess(name, command, log_directory=self.logs, working_directory=self.directory).run(READY_SECONDS)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
