"""Gateway, PostgreSQL and Kafka are killed while people decide: no acknowledged decision is lost, none counts twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from data.contract.decision_log import Entry
from data.contract.topics import DECISIONS
from data.kafka.reading import read
from deploy.local.stack import Stack
from gateway.settings import GatewaySettings
from tests.chaos.conftest import Start
from tests.chaos.decider import Deciders
from tests.chaos.forms import DEADLINE, Form
from tests.chaos.rows import Row, Run
from tests.chaos.scene import PREFIX, pause
from tests.postgresql import PostgreSQL
from tests.waiting import eventually

pytestmark = pytest.mark.chaos

COMMAND_SECONDS = 120.0
GOES_ON = 20
"""Decisions after a kill that show that it goes on."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[PostgreSQL | None]:
    if request.param == "sqlite":
        yield None
        return
    server = PostgreSQL()
    server.start()
    yield server
    server.remove()


def environment(database: PostgreSQL | None, folder: Path) -> dict[str, str]:
    where = (
        {"STORE_PATH": str(folder / "store.sqlite")}
        if database is None
        else {"STORE_URL": database.create("matchstream")}
    )
    return {f"{PREFIX}{name}": value for name, value in where.items()}


def victims(stack: Stack, database: PostgreSQL | None) -> dict[str, Callable[[], object]]:
    """What can be killed, and is back when the call returns."""
    assert stack.gateway is not None
    gateway = stack.gateway
    found: dict[str, Callable[[], object]] = {
        "gateway": lambda: (gateway.kill(), stack.supervisor(gateway).wait_ready(DEADLINE))
    }
    if database is not None:
        found["PostgreSQL"] = lambda: (database.kill(), database.start())
    if stack.broker.durable:
        found["Kafka"] = lambda: (stack.broker.kill(), stack.broker.start())
    return found


def health(stack: Stack) -> dict[str, Any]:
    try:
        told: dict[str, Any] = httpx.get(f"{stack.address}/health", timeout=10).json()
    except httpx.HTTPError:
        return {}
    return told


def test_decisions_while_gateway_database_and_kafka_are_killed(
    start: Start,
    kind: str,
    size: Form,
    run: Run,
    database: PostgreSQL | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    begun = time.monotonic()
    stack = start(workers=0, cache=False, partitions=1, environment=environment(database, tmp_path))
    stack.start()
    chance = random.Random(7)
    longest = 0.0
    with Deciders(stack.address) as people:
        eventually(lambda: len(people.acknowledged) > GOES_ON, "people decide")
        killed = [name for name in victims(stack, database) for _ in range(size.decided_kills)]
        chance.shuffle(killed)
        for name in killed:
            pause(chance.uniform(0.0, 0.5))
            before, since = len(people.acknowledged), time.monotonic()
            victims(stack, database)[name]()
            eventually(lambda known=before: len(people.acknowledged) > known + GOES_ON, f"it goes on after {name}")
            longest = max(longest, time.monotonic() - since)
    eventually(lambda: health(stack).get("decisions_waiting") == 0, "all is in Kafka")

    for command in (("store", "compare"), ("log", "verify")):
        stack.run("-".join(command), "gateway", *command, deadline_seconds=COMMAND_SECONDS)
    held = in_kafka(stack)
    lost = [identity for identity in people.acknowledged if held[identity] == 0]
    doubled = [identity for identity, times in held.items() if times > 1]
    for told in list(people.acknowledged.values())[-5:]:
        asked = {"job_id": told["job_id"], "applicant_id": told["applicant_id"], "limit": 100}
        assert told in httpx.get(f"{stack.address}/api/decisions", params=asked).json()["acts"]
    kills = ", ".join(f"{name} {times}" for name, times in sorted(Counter(killed).items()))
    row = Row(
        scenario=f"decisions, store in {'SQLite' if database is None else 'PostgreSQL'}: kill -9 of each part",
        broker=kind,
        form=size.name,
        events_in=len(people.acknowledged) + people.doubts,
        unique=len(people.acknowledged),
        lost=len(lost),
        missing=0,
        extra=len(doubled),
        differing=0,
        repeats=people.doubts,
        recovery_seconds=longest,
        seconds=time.monotonic() - begun,
        run=run.name,
        besides=f"killed: {kills}; the log verifies, and a store built from Kafka is equal",
    )
    with capsys.disabled():
        print(f"\n{row}")
    assert (lost, doubled) == ([], [])
    run.rows.append(row)


def in_kafka(stack: Stack) -> Counter[str]:
    """How many entries Kafka has of each request."""
    named = {name.removeprefix(PREFIX).lower(): held for name, held in stack.settings.items()}
    settings = GatewaySettings(**named)
    last = {message.key(): message.value() for message in read(settings, {(DECISIONS.name, 0): 0})}
    entries = [Entry.of_value(value) for key, value in last.items() if value and key.rpartition(b"|")[2].isdigit()]
    return Counter(entry.told["id"] for entry in entries)
