"""The producer library as its users have it, a wheel in an environment of its own, and the recipes of its page."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.contract.codec import decode
from data.contract.events import BY_TOPIC, Event
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection, read
from deploy.local.brokers import EmbeddedBroker
from deploy.local.ports import free_port
from deploy.local.programs import PROJECT, Programs
from tests.deploy.servers import program
from tests.trained import shared

pytestmark = pytest.mark.packages

PAGE = PROJECT / "docs" / "producing.md"
HEAVY = ("faust", "numba", "sklearn", "pandas", "redis", "fastapi", "numpy")


def recipe(heading: str) -> str:
    """The first block of code below a heading."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")
    found = re.search(r"```\w+\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("client")
    source = PROJECT / "deploy" / "client"
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source], check=True)
    (wheel,) = folder.glob("matchstream_client-*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel], check=True)
    return python


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaConnection]:
    broker = EmbeddedBroker(tmp_path_factory.mktemp("kafka"), port=free_port())
    broker.start()
    connection = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2)
    topic_admin.create(connection, 2, 1)
    yield connection
    broker.stop()


@pytest.fixture
def environment(kafka: KafkaConnection) -> dict[str, str]:
    return {
        "MATCHSTREAM_KAFKA_BOOTSTRAP": kafka.kafka_bootstrap,
        "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",  # which the development broker can't
        "MATCHSTREAM_PARTITIONS": str(kafka.partitions),
        "MATCHSTREAM_MODEL_REGISTRY": str(shared() / "registry"),
    }


@pytest.fixture
def gateway(environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    process = Programs(logs=tmp_path, environment=environment).service(
        "gateway", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT"
    )
    process.start()
    process.wait_ready(180)
    yield f"http://127.0.0.1:{process.port}"
    process.stop()


def events(kafka: KafkaConnection) -> dict[str, Event]:
    """All events in the topics, by their ids."""
    starts = {(topic, partition): 0 for topic in BY_TOPIC for partition in range(kafka.partitions)}
    found = [
        decode(message.topic() or "", message.key(), message.value(), message.headers() or [], message.timestamp()[1])
        for message in read(kafka, starts)
    ]
    return {event.id: event for event in found}


def test_the_library_publishes_and_loads_no_more_than_it_needs(
    python: Path, kafka: KafkaConnection, environment: dict[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "recipe.py"
    loaded = f"\nimport sys\n\nprint(sorted({{'data', 'producers', *{HEAVY!r}}} & set(sys.modules)))\n"
    script.write_text(recipe("Python") + loaded, encoding="utf-8")

    done = subprocess.run(
        [python, "-W", "error", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout == "4\n[]\n"
    found = events(kafka)
    wanted = {
        "job-7-1": ("recruiting.job.upserted", "7"),
        "applicant-31001-1": ("recruiting.applicant.upserted", "31001"),
        "application-7-31001-1": ("recruiting.application.applied", "31001"),
        "applicant-31002-9": ("recruiting.applicant.removed", "31002"),
    }
    assert {name: (found[name].type, found[name].key) for name in wanted} == wanted


def test_it_is_typed(python: Path, tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text(recipe("Python").replace('Publisher("my-ats")', "Publisher(5)"), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert re.findall(r"wrong\.py:\d+: error: .*\[([\w-]+)\]", done.stdout) == ["arg-type"], done.stdout


def test_curl_and_an_export_by_sql(kafka: KafkaConnection, gateway: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ats.db") as store:
        store.execute("CREATE TABLE jobs (id INTEGER, version INTEGER, changed_at TEXT, title TEXT, skills TEXT)")
        rows = [(90_000 + n, 1, "2026-05-04T10:00:00Z", f'Analista "{n}"', "SAP, ABAP") for n in range(1500)]
        store.executemany("INSERT INTO jobs VALUES (?, ?, ?, ?, ?)", rows)
    store.close()
    program("sqlite3")
    for heading in ("curl", "Plain SQL export"):
        command = ["bash", "-euo", "pipefail", "-c", recipe(heading)]
        subprocess.run(command, cwd=tmp_path, env=os.environ | {"MATCHSTREAM": gateway}, check=True, timeout=60)

    found = events(kafka)
    assert found["applicant-31003-1"].key == "31003"
    assert {event.key for name, event in found.items() if name.startswith("job-9")} == {str(row[0]) for row in rows}
