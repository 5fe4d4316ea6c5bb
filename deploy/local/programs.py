"""Matchstream's own programs as child processes: their commands, their environment, when each is ready."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.ports import answers_ok, free_port
from deploy.local.processes import ChildProcess

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Make child processes of the project's programs.

    Attributes
    ----------
    project : Path
        The folder that holds the packages; the programs start there.
    logs : Path
        Where each process's log is written.
    environment : mapping
        Settings (``MATCHSTREAM_...``) that all of them are given.
    """

    project: Path = PROJECT
    logs: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def once(self, name: str, *arguments: str, errors_shown: bool = False) -> ChildProcess:
        """Make a process of a program that does one thing and ends.

        Parameters
        ----------
        name : str
            Its name in messages and of its log.
        *arguments : str
            The module and its arguments: ``"producers", "topics"``.
        errors_shown : bool, default False
            Whether its progress, on standard error, is shown.

        Returns
        -------
        ChildProcess
            Not started yet.
        """
        return ChildProcess(
            name,
            [sys.executable, "-m", *arguments],
            log_directory=self.logs,
            environment={"PYTHONUNBUFFERED": "1", **self.environment},
            working_directory=self.project,
            errors_shown=errors_shown,
        )

    def service(self, name: str, *arguments: str, port_setting: str, port: int | None = None) -> Service:
        """Make a process of a program that serves, and says on ``/health`` when it is ready.

        Parameters
        ----------
        name : str
            Its name in messages and of its log.
        *arguments : str
            The module and its arguments: ``"stream_processor", "worker"``.
        port_setting : str
            The environment variable by which it is told its port.
        port : int, optional
            The port. Default is a free one, kept over restarts.

        Returns
        -------
        Service
            Not started yet.
        """
        return Service(
            name,
            [sys.executable, "-m", *arguments],
            programs=self,
            port_setting=port_setting,
            port=port or free_port(),
        )


class Service(ChildProcess):
    """A program that serves HTTP on a loopback port of its own; ready when ``/health`` answers 200."""

    def __init__(self, name: str, command: list[str], *, programs: Programs, port_setting: str, port: int) -> None:
        self.port = port
        super().__init__(
            name,
            command,
            log_directory=programs.logs,
            environment={
                "PYTHONUNBUFFERED": "1",
                "MATCHSTREAM_DATA_FOLDER": str(programs.logs.parent / "faust" / name),
                **programs.environment,
                port_setting: str(port),
            },
            working_directory=programs.project,
            ready=self._healthy,
        )

    def _healthy(self) -> bool:
        return answers_ok(self.port, "/health")
