"""The services of docker-compose.yml, started without Docker: each replica a host with a root folder of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from deploy.local.processes import ChildProcess, terminate_all
from deploy.local.supervision import Supervisor
from tests.ops.native.composed import PROJECT, Described, services
from tests.ops.native.images import USER, Image, image
from tests.ops.native.network import NAME_SERVER, Network

ENTER = Path(__file__).with_name("enter.py")
START_SECONDS = 180.0
RUN_SECONDS = 600.0
LOOK = 1.5
"""Seconds between two health checks of what is starting; the file's five are for a machine that does nothing else."""


class Replica:
    """One replica of a service.

    Attributes
    ----------
    name, address : str
    service : Described
    process : ChildProcess
    supervisor : Supervisor
        Starts it again when it was killed, as `restart: unless-stopped` does.
    """

    def __init__(self, composed: Composed, service: Described, number: int, app: Path) -> None:
        self.service = service
        self.name = f"{service.name}-{number}"
        self.address = composed.network.host(self.name)
        self._composed = composed
        self._image = self._found(app)
        self.process = ChildProcess(self.name, self._command(), log_directory=composed.logs, ready=self.is_healthy)
        self.supervisor = Supervisor(self.process)

    def is_healthy(self) -> bool:
        """Run the service's health check, where the service runs."""
        if self.service.health is None:
            return True
        command = self._entered([*self._as_user(), *self.service.health])
        try:
            return subprocess.run(command, check=False, capture_output=True, timeout=10).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def start(self) -> None:
        """Start it, and watch it, without waiting."""
        self._composed.network.connect(self.address, connected=True)
        self.supervisor.start()

    def wait_healthy(self) -> None:
        """Wait until its health check succeeds."""
        deadline = time.monotonic() + START_SECONDS
        while not self.process.is_ready():
            if not self.process.running and self.supervisor.is_given_up:
                raise self.process.failure(f"ended with {self.process.returncode}")
            if time.monotonic() > deadline:
                raise self.process.failure(f"was not healthy within {START_SECONDS:g} s")
            time.sleep(LOOK)

    def stop(self) -> None:
        """End it as `docker stop` does: its address is gone with it."""
        self.supervisor.stop(self.service.grace_seconds)
        self._composed.network.connect(self.address, connected=False)

    def renew(self, app: Path) -> None:
        """From the next start on, run another version of the project."""
        self._image = self._found(app)
        self.process.command = self._command()

    def run(self, deadline_seconds: float) -> None:
        """Run it to its end, which must be a good one."""
        self.process.run(deadline_seconds)

    def _command(self) -> list[str]:
        of_image = self._image
        start = of_image.entrypoint if self.service.entrypoint is None else self.service.entrypoint
        command = [*start, *(of_image.command if self.service.command is None else self.service.command)]
        return self._entered([*self._as_user(), *of_image.wrap(command)])

    def _found(self, app: Path) -> Image:
        found = image(self.service.image, app=app, scratch=self._composed.scratch)
        assert found is not None, f"{self.service.image} is not here"
        return found

    def _as_user(self) -> list[str]:
        user = self._image.user
        words = ["--reuid", user, "--regid", user, "--clear-groups"] if user else []
        if self.service.without_rights:
            words += ["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
        return ["/usr/bin/setpriv", *words] if words else []

    def _entered(self, command: list[str]) -> list[str]:
        of_image = self._image
        root = self._composed.scratch / "roots" / self.name
        root.mkdir(parents=True, exist_ok=True)
        mounts = [*of_image.mounts, (str(self._composed.resolver), "/etc/resolv.conf", True)]
        source = self._composed.source
        mounts += [(str(source(one.source)), one.target, one.read_only) for one in self.service.mounts]
        specification = {
            "root": str(root),
            "mounts": sorted(mounts, key=lambda mount: mount[1]),
            "tmpfs": self.service.tmpfs,
            "read_only": self.service.read_only,
            "folder": of_image.folder,
            "environment": {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/tmp"}
            | of_image.environment
            | self.service.environment,
            "command": command,
        }
        enter = [sys.executable, "-I", "-S", str(ENTER), json.dumps(specification)]
        return ["ip", "netns", "exec", self.name, *enter]


class Composed:
    """The stack of the Compose file.

    Parameters
    ----------
    folder : Path
        Volumes and logs.
    variables : mapping
        What `docker compose` would find in its environment.
    app : Path
        The version of the project that is started.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None, app: Path = PROJECT) -> None:
        self.folder, self.app = folder, app
        self.logs, self.scratch = folder / "logs", folder / "scratch"
        self.resolver = folder / "resolv.conf"
        self.scratch.mkdir(parents=True)
        self.resolver.write_text(f"nameserver {NAME_SERVER}\n", encoding="utf-8")
        self.services = services(variables or {})
        self.replicas: dict[str, list[Replica]] = {}
        self.extra: dict[str, list[str]] = {}
        self._numbers: Counter[str] = Counter()
        self._runs = 0
        self.sources: dict[str, Path] = {}
        self.network = Network(self._addresses)

    def source(self, name: str) -> Path:
        """Where a volume, or a folder of the project, is."""
        if name in self.sources:
            return self.sources[name]
        if name.startswith("/"):
            return Path(name)
        if name.startswith("."):
            return PROJECT / name
        volume = self.folder / "volumes" / name
        if not volume.exists():
            volume.mkdir(parents=True)
            if name == "models":  # the Dockerfile gives this folder to the program's user
                shutil.chown(volume, int(USER), int(USER))
        return volume

    def add(self, name: str, *, app: Path | None = None) -> Replica:
        """One more replica of a service, not started yet."""
        self._numbers[name] += 1
        made = Replica(self, self.services[name], self._numbers[name], app or self.app)
        self.replicas.setdefault(name, []).append(made)
        return made

    def up(self, names: Iterable[str], *, replicas: Mapping[str, int] | None = None) -> None:
        """Start services in the order that the file gives, each once what it waits for is there."""
        left = list(names)
        done: set[str] = set()
        deadline = time.monotonic() + 3 * START_SECONDS
        with ThreadPoolExecutor() as pool:
            running = {}
            while left or running:
                assert time.monotonic() < deadline, f"not started: {left}, {list(running)}"
                for name in [one for one in left if set(self.services[one].waits_for) & {*left, *running} <= set()]:
                    left.remove(name)
                    count = (replicas or {}).get(name, self.services[name].replicas)
                    running[name] = pool.submit(self._start, name, count)
                for name in [one for one, future in running.items() if future.done()]:
                    running.pop(name).result()
                    done.add(name)
                time.sleep(0.05)

    def run(self, name: str, *command: str, checked: bool = True, **environment: str) -> str:
        """As `docker compose run`: a service that ends by itself, or another command; returns what it printed."""
        service = self.services[name]
        service = replace(service, environment=service.environment | environment, command=[*command] or service.command)
        self._runs += 1
        once = Replica(self, replace(service, name=f"{name}-run"), self._runs, self.app)
        once.process.start()
        code = once.process.wait(RUN_SECONDS)
        once.process.kill()
        if checked and code != 0:
            raise once.process.failure(f"ended with {code}")
        return once.process.log_tail(10**6)

    def down(self) -> None:
        """End everything in order: programs before servers."""
        order = [one for name in reversed(list(self.services)) for one in self.replicas.get(name, [])]
        programs = [one for one in order if one.service.image == "matchstream:local"]
        for group in (programs, [one for one in order if one not in programs]):
            for one in group:
                one.supervisor.release()
            terminate_all([one.process for one in group], 30.0)
            for one in group:
                one.supervisor.stop(0.0)

    def close(self) -> None:
        """End everything, and the network's name server."""
        self.down()
        self.network.close()

    def _start(self, name: str, count: int) -> None:
        asked = {one.waits_for.get(name) for one in self.services.values()}
        while len(self.replicas.get(name, [])) < count:
            self.add(name)
        if "service_completed_successfully" in asked:
            self.replicas[name][0].run(START_SECONDS * 3)
            return
        for one in self.replicas[name]:
            one.start()
        for one in self.replicas[name]:
            one.wait_healthy()

    def _addresses(self, name: str) -> list[str]:
        running = [one.address for one in self.replicas.get(name, []) if one.process.running]
        return running + self.extra.get(name, [])
