"""Clients from PyPI, npm, Maven and Go against a gateway as a process: each does what docs/pushes.md says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Self

import httpx
import pytest
import redis

from deploy.local.caches import RedisServer
from deploy.local.ports import free_port
from deploy.local.programs import Programs, Service
from tests.gateway.pushes.clients import compiled
from tests.gateway.worlds import RedisWorld, a_match
from tests.node import command
from tests.waiting import eventually

pytestmark = pytest.mark.packages
HERE = Path(__file__).parent
Command = Callable[[str], tuple[list[str], dict[str, str]]]
ENDINGS = {"js": "mjs", "python": "py", "java": "java", "go": "go"}
PAGE = Path(__file__).resolve().parents[4] / "docs" / "pushes.md"
FROM_NPM = ("eventsource", "@microsoft/fetch-event-source")
FROM_PYPI = ("httpx-sse", "aiohttp-sse-client2")
FROM_MAVEN, FROM_GO = ("okhttp-sse",), ("go-sse",)
ALL = FROM_NPM + FROM_PYPI + FROM_MAVEN + FROM_GO
PLACES = len(ALL) + 1


@pytest.fixture
def gateway(cache: RedisServer, registry: Path, tmp_path: Path) -> Iterator[Service]:
    environment = {
        "MATCHSTREAM_REDIS_URL": cache.url,
        "MATCHSTREAM_MODEL_REGISTRY": str(registry),
        "MATCHSTREAM_KAFKA_BOOTSTRAP": f"127.0.0.1:{free_port()}",
        "MATCHSTREAM_KAFKA_TIMEOUT": "2",
        "MATCHSTREAM_PUSH_HEARTBEAT": "0.05",
        "MATCHSTREAM_PUSH_CLIENTS": str(PLACES),
    }
    programs = Programs(logs=tmp_path, environment=environment)
    process = programs.service("gateway", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT")
    start(process)
    yield process
    process.stop()


def start(gateway: Service) -> None:
    gateway.start()
    gateway.wait_ready(180)


class Running:
    """A client's process, and the lines that it printed."""

    def __init__(self, arguments: list[str], environment: dict[str, str], folder: Path) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            arguments, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self.lines.extend(line.rstrip("\n") for line in self._process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._reading.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def said(self, begin: str, times: int = 1) -> bool:
        return sum(line.startswith(begin) for line in self.lines) >= times


@pytest.fixture(scope="module")
def clients() -> tuple[str, ...]:
    """Those that can run here."""
    return ALL if compiled.has_go() else tuple(name for name in ALL if name not in FROM_GO)


@pytest.fixture(scope="module")
def bare(clients: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Command]:
    """How each client is run as it comes; its address follows."""
    folder = tmp_path_factory.mktemp("bare")
    made: dict[str, Command] = {}
    for name in clients:
        if name in FROM_NPM:
            made[name] = lambda address, name=name: command(HERE / "bare.mjs", address, name)
        elif name in FROM_PYPI:
            python = [sys.executable, str(HERE / "bare.py")]
            made[name] = lambda address, name=name, python=python: ([*python, address, name], dict(os.environ))
        else:
            is_java = name in FROM_MAVEN
            built = compiled.java(HERE / "Bare.java", folder) if is_java else compiled.go(HERE / "go/bare.go", folder)
            made[name] = lambda address, built=built: ([*built, address], dict(os.environ))
    return made


def run_bare(how: Command, address: str) -> Running:
    return Running(*how(f"{address}/api/pushes"), HERE)


def recipe(name: str, address: str, folder: Path) -> Running:
    """The code of the page below the heading that ends with the client's name, as it stands."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition(f", {name}\n")
    language, code = re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)[0]
    stem = re.findall(r"^class (\w+)", code, re.MULTILINE)[0] if language == "java" else name.rpartition("/")[2]
    script = folder / f"{stem}.{ENDINGS[language]}"
    script.write_text(code, encoding="utf-8")
    environment = dict(os.environ)
    if language == "js":
        arguments, environment = command(script)
    elif language == "python":
        arguments = [sys.executable, str(script)]
    else:
        arguments = (compiled.java if language == "java" else compiled.go)(script, folder)
    return Running(arguments, environment | {"MATCHSTREAM": address}, folder)


def table(clients: Iterable[str]) -> dict[str, tuple[str, str]]:
    """What the page's table says of each client: after a 503, and when the gateway starts anew."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| npm", "| PyPI", "| Maven", "| Go"))
    ]
    found = {row[0].split("`")[1]: (row[1], row[2]) for row in rows}
    assert set(found) == set(ALL)
    return {name: found[name] for name in clients}


def what_it_does(client: Running, again: str, times: int = 1) -> str | None:
    """In the table's words, once it has come again or is over; None before that."""
    if client.said("over: raises"):
        return "raises"
    if client.said("over:"):
        return "gives up"
    return {"tries again": "tries again", "ready": "comes back"}[again] if client.said(again, times) else None


def listen(http: httpx.Client, clients: int) -> bool:
    """Whether so many clients listen."""
    return f"matchstream_push_clients {clients}.0\n" in http.get("/metrics").text


def test_go_is_here() -> None:
    if not compiled.has_go():
        pytest.skip("the client in Go is left out: Go is missing, or older than its go.mod asks for")


def test_what_each_client_does_is_what_the_table_says(gateway: Service, bare: dict[str, Command]) -> None:
    address = f"http://127.0.0.1:{gateway.port}"
    with httpx.Client(base_url=address, timeout=60) as http, ExitStack() as stack:
        with ExitStack() as holders:
            for _ in range(PLACES):
                assert holders.enter_context(http.stream("GET", "/api/pushes")).status_code == 200
            late = {name: stack.enter_context(run_bare(how, address)) for name, how in bare.items()}
            refused = {name: eventually(partial(what_it_does, one, "tries again")) for name, one in late.items()}
        for client in late.values():
            client.kill()
        eventually(partial(listen, http, 0), "that all are gone")

        clients = {name: stack.enter_context(run_bare(how, address)) for name, how in bare.items()}
        for client in clients.values():
            eventually(partial(client.said, "ready"), "its place")
        with http.stream("GET", "/api/pushes") as own:
            lines = own.iter_lines()
            for _ in range(3):
                assert ": heartbeat" in lines
        assert {name: client.lines for name, client in clients.items()} == {key: ["ready {}"] for key in bare}

        gateway.stop()
        start(gateway)
        cut = {name: eventually(partial(what_it_does, one, "ready", 2)) for name, one in clients.items()}

    assert {name: (refused[name], cut[name]) for name in bare} == table(bare)


def test_with_the_loop_of_the_page_none_misses_a_push(
    gateway: Service, cache: RedisServer, clients: tuple[str, ...], tmp_path: Path
) -> None:
    address = f"http://127.0.0.1:{gateway.port}"
    with redis.Redis.from_url(cache.url) as store, ExitStack() as stack:
        world = RedisWorld(store, cache)
        world.ready()
        pushed: list[str] = []

        def push() -> None:
            pushed.append(f"c{len(pushed)}")
            world.push(a_match("v1", pushed[-1], 90.0))

        running = {name: stack.enter_context(recipe(name, address, tmp_path)) for name in clients}

        def all_have_all() -> None:
            for client in running.values():
                eventually(lambda: len(client.lines) >= len(pushed), f"{len(pushed)} pushes")  # noqa: B023
            got = {
                name: [json.loads(line)["applicant_id"] for line in client.lines] for name, client in running.items()
            }
            assert got == dict.fromkeys(clients, pushed)

        with httpx.Client(base_url=address) as http:
            eventually(partial(listen, http, len(clients)), "that all listen")
        push()
        all_have_all()
        cache.stop()
        cache.start()
        push()  # before anybody has noticed that it is back
        all_have_all()
        gateway.stop()
        push()
        start(gateway)
        all_have_all()
        gateway.kill()
        push()
        start(gateway)
        push()
        all_have_all()
