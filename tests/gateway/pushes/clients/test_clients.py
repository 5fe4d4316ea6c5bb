"""Clients from PyPI and npm against a gateway as a process: each does what docs/pushes.md says, and misses nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
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
from tests.gateway.worlds import RedisWorld, a_match
from tests.node import command
from tests.waiting import eventually

pytestmark = pytest.mark.packages
HERE = Path(__file__).parent
PAGE = Path(__file__).resolve().parents[4] / "docs" / "pushes.md"
FROM_NPM = ("eventsource", "@microsoft/fetch-event-source")
FROM_PYPI = ("httpx-sse", "aiohttp-sse-client2")
CLIENTS = FROM_NPM + FROM_PYPI
PLACES = len(CLIENTS) + 1


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
    gateway.wait_ready(60)


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


def bare(name: str, address: str) -> Running:
    if name in FROM_NPM:
        return Running(*command(HERE / "bare.mjs", f"{address}/api/pushes", name), HERE)
    return Running([sys.executable, str(HERE / "bare.py"), f"{address}/api/pushes", name], dict(os.environ), HERE)


def recipe(name: str, address: str, folder: Path) -> Running:
    """The code of the page below the heading that ends with the client's name, as it stands."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition(f", {name}\n")
    language, code = re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)[0]
    script = folder / f"{name.rpartition('/')[2]}.{'mjs' if language == 'js' else 'py'}"
    script.write_text(code, encoding="utf-8")
    arguments, environment = command(script) if language == "js" else ([sys.executable, str(script)], dict(os.environ))
    return Running(arguments, environment | {"MATCHSTREAM": address}, folder)


def table() -> dict[str, tuple[str, str]]:
    """What the page's table says of each client: after a 503, and when the gateway starts anew."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| npm", "| PyPI"))
    ]
    return {row[0].split("`")[1]: (row[1], row[2]) for row in rows}


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


def test_what_each_client_does_is_what_the_table_says(gateway: Service) -> None:
    address = f"http://127.0.0.1:{gateway.port}"
    with httpx.Client(base_url=address, timeout=60) as http, ExitStack() as stack:
        with ExitStack() as holders:
            for _ in range(PLACES):
                assert holders.enter_context(http.stream("GET", "/api/pushes")).status_code == 200
            late = {name: stack.enter_context(bare(name, address)) for name in CLIENTS}
            refused = {name: eventually(partial(what_it_does, one, "tries again")) for name, one in late.items()}
        for client in late.values():
            client.kill()
        eventually(partial(listen, http, 0), "that all are gone")

        clients = {name: stack.enter_context(bare(name, address)) for name in CLIENTS}
        for client in clients.values():
            eventually(partial(client.said, "ready"), "its place")
        with http.stream("GET", "/api/pushes") as own:
            lines = own.iter_lines()
            for _ in range(3):
                assert ": heartbeat" in lines
        assert {name: client.lines for name, client in clients.items()} == {key: ["ready {}"] for key in CLIENTS}

        gateway.stop()
        start(gateway)
        cut = {name: eventually(partial(what_it_does, one, "ready", 2)) for name, one in clients.items()}

    assert {name: (refused[name], cut[name]) for name in CLIENTS} == table()


def test_with_the_loop_of_the_page_none_misses_a_push(gateway: Service, cache: RedisServer, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{gateway.port}"
    with redis.Redis.from_url(cache.url) as store, ExitStack() as stack:
        world = RedisWorld(store, cache)
        world.ready()
        pushed: list[str] = []

        def push() -> None:
            pushed.append(f"c{len(pushed)}")
            world.push(a_match("v1", pushed[-1], 90.0))

        clients = {name: stack.enter_context(recipe(name, address, tmp_path)) for name in CLIENTS}

        def all_have_all() -> None:
            for client in clients.values():
                eventually(lambda: len(client.lines) >= len(pushed), f"{len(pushed)} pushes")  # noqa: B023
            got = {
                name: [json.loads(line)["applicant_id"] for line in client.lines] for name, client in clients.items()
            }
            assert got == dict.fromkeys(CLIENTS, pushed)

        with httpx.Client(base_url=address) as http:
            eventually(partial(listen, http, len(CLIENTS)), "that all listen")
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
