"""What a dead program means to the others is said: by their health, and by what they answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.programs import Service
from deploy.local.stack import Stack
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.embedded

STALE_AFTER = 3
SKILLS = "Java, Spring, SQL, AWS"


@pytest.fixture(scope="module")
def stack(registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(
        workers=1,
        partitions=4,
        registry=registry,
        directory=tmp_path_factory.mktemp("stack"),
        environment={"MATCHSTREAM_STALE_AFTER": str(STALE_AFTER)},
    ) as running:
        yield running


def health(service: Service) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{service.port}/health", timeout=DEADLINE)


def ask(stack: Stack, path: str) -> httpx.Response:
    return httpx.get(f"{stack.address}{path}", timeout=DEADLINE)


def send(stack: Stack, kind: str, data: dict[str, Any]) -> int:
    event = {"specversion": "1.0", "id": data["id"], "source": "tests", "type": f"recruiting.{kind}", "data": data}
    headers = {"content-type": "application/cloudevents+json"}
    return httpx.post(f"{stack.address}/api/events", json=event, headers=headers, timeout=DEADLINE).status_code


def is_well(stack: Stack) -> bool:
    try:
        return all(health(service).json().get("status") in ("healthy", "ready") for service in stack.services)
    except httpx.TransportError:
        return False  # one starts


def is_not_ready(service: Service) -> bool:
    return health(service).status_code == 503


def matches(stack: Stack, applicant: str) -> dict[str, Any]:
    found: dict[str, Any] = eventually(
        lambda: (answer := ask(stack, f"/api/applicants/{applicant}/matches")).status_code == 200 and answer.json(),
        f"{applicant} in Redis",
        DEADLINE,
    )
    return found


def is_fresh(stack: Stack, applicant: str) -> None:
    """Wait until matches are no longer said to be stale; on a busy machine they may be once more for a moment."""

    def told() -> bool:
        found = matches(stack, applicant)
        assert found["stale"] == bool(found["stale_since"])
        return not found["stale"]

    eventually(told, f"fresh matches of {applicant}", DEADLINE)


@pytest.mark.long
class TestOneDiesAfterAnother:
    """One stack; the tests follow one another, and each leaves it well."""

    def test_all_is_well(self, stack: Stack) -> None:
        eventually(lambda: is_well(stack), "that all is well", DEADLINE)
        assert (
            send(stack, "job.upserted", {"id": "v1", "titulo_vaga": "Dev", "competencias_tecnicas_requeridas": SKILLS})
            == 202
        )
        assert send(stack, "applicant.upserted", {"id": "c1", "conhecimentos_tecnicos": SKILLS}) == 202
        eventually(lambda: matches(stack, "c1")["total"] == 1, "the match", DEADLINE)
        eventually(lambda: health(stack.gateway).json()["reasons"] == [], "that nothing waits any more", DEADLINE)
        is_fresh(stack, "c1")

    def test_the_only_worker_is_dead(self, stack: Stack) -> None:
        worker = stack.workers[0]
        with stack.supervisor(worker).paused():
            worker.kill()
            assert send(stack, "applicant.upserted", {"id": "c2", "conhecimentos_tecnicos": SKILLS}) == 202
            matches(stack, "c2")
            eventually(lambda: matches(stack, "c2")["stale"], "that it is said to be stale", DEADLINE)

            def told() -> dict[str, Any] | None:
                answer = health(stack.gateway)
                assert answer.status_code == 200, "predictions work"
                found, state = matches(stack, "c2"), answer.json()
                assert (found["matches"], bool(found["stale_since"])) == ([], True)
                is_alike = found["stale_since"] == state["stale_since"]
                parts = (state["status"], state["stream"], state["cache"])
                return state if is_alike and parts == ("degraded", "stale", "up") else None

            # On a busy machine the cache writer may itself be behind for a moment.
            state = eventually(told, "that the gateway says what is dead", DEADLINE)
            assert "python -m stream_processor worker" in state["reasons"][0]
            waiting = health(stack.cache).json()["shards_waiting_seconds"]
            assert max(waiting.values()) > STALE_AFTER
        eventually(lambda: matches(stack, "c2")["total"] == 1 and is_well(stack), "that all is well again", DEADLINE)
        is_fresh(stack, "c2")

    def test_the_writer_of_results_is_dead(self, stack: Stack) -> None:
        """What it wrote would grow old: nobody says any more that it is whole."""
        assert stack.cache is not None
        with stack.supervisor(stack.cache).paused():
            stack.cache.kill()
            path = "/api/applicants/c1/matches"
            eventually(lambda: ask(stack, path).status_code == 503, "that nothing is told", DEADLINE)
            state = health(stack.gateway).json()
            assert (state["status"], state["redis"]) == ("degraded", "filling")
            assert (state["cache"], state["stream"]) == ("unknown", "unknown")
            assert "python -m stream_processor cache" in state["reasons"][0]
        eventually(lambda: is_well(stack), "that all is well again", DEADLINE)
        is_fresh(stack, "c1")

    def test_kafka_is_away(self, stack: Stack) -> None:
        """Last, as the development broker comes back empty."""
        logs = {service.name: service.log_path for service in stack.services}
        before = {name: path.stat().st_size for name, path in logs.items()}
        stack.broker.kill()
        for service in (stack.workers[0], stack.cache):
            eventually(partial(is_not_ready, service), f"that {service.name} is not ready", DEADLINE)
            state = health(service).json()
            assert state["ready"] is False
            assert state["progress_age_seconds"] >= 10
            assert "has not answered" in state["reasons"][0]
        state = health(stack.gateway).json()
        assert (state["status"], state["kafka"]) == ("degraded", "down")
        assert any("MATCHSTREAM_KAFKA_BOOTSTRAP" in reason for reason in state["reasons"])
        eventually(
            lambda: any("não ouve o Kafka desde" in reason for reason in health(stack.gateway).json()["reasons"]),
            "that the gateway says since when the cache writer does not hear Kafka",
        )
        for name, path in logs.items():
            lines = path.read_bytes()[before[name] :].splitlines()
            assert len(lines) < 60, f"{name} says again and again that Kafka is away"
