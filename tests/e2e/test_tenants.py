"""Two tenants on one broker and one Redis never meet: topics, group, keys, and every command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import redis
from confluent_kafka.admin import AdminClient

from deploy.local.stack import Stack
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.long

FIRST, SECOND = "acme", "a-c"
SHARED = "c1"
"""An applicant whose id both have."""


class Tenants(NamedTuple):
    first: Stack
    second: Stack


def settings(tenant: str, **more: str) -> dict[str, str]:
    return {"MATCHSTREAM_TENANT": tenant, "MATCHSTREAM_PUSH_LINE": "1", **more}


@pytest.fixture(scope="class")
def tenants(kind: Any, registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tenants]:
    folder = tmp_path_factory.mktemp("tenants")
    more: dict[str, Any] = {"registry": registry, "partitions": 2}
    with Stack(broker=kind, directory=folder / FIRST, environment=settings(FIRST), **more) as first:
        reached = {
            name: first.settings[name]
            for name in (
                "MATCHSTREAM_KAFKA_BOOTSTRAP",
                "MATCHSTREAM_KAFKA_IDEMPOTENCE",
                "MATCHSTREAM_SESSION_TIMEOUT",
                "MATCHSTREAM_REDIS_URL",
            )
        }
        # Its own broker and Redis stay empty: its programs are told those of the first.
        with Stack(directory=folder / SECOND, environment=settings(SECOND, **reached), **more) as second:
            yield Tenants(first, second)


def send(stack: Stack, kind: str, data: dict[str, Any], key: str = "1") -> None:
    document = {"specversion": "1.0", "type": f"recruiting.{kind}.upserted", "source": "t", "id": key, "data": data}
    headers = {"content-type": "application/cloudevents+json"}
    answer = httpx.post(f"{stack.address}/api/events", content=json.dumps(document), headers=headers, timeout=DEADLINE)
    assert answer.status_code == 202, answer.text


def fill(stack: Stack, title: str, applicants: int) -> None:
    send(stack, "job", {"id": "v1", "titulo_vaga": title, "competencias_tecnicas_requeridas": "Java, SQL"})
    for number in range(1, applicants + 1):
        send(stack, "applicant", {"id": f"c{number}", "titulo_profissional": title, "conhecimentos_tecnicos": "Java"})


def matches(stack: Stack, applicant: str = SHARED) -> int:
    answer = httpx.get(f"{stack.address}/api/applicants/{applicant}/matches", timeout=DEADLINE)
    return len(answer.json()["matches"]) if answer.status_code == 200 else 0


def verified(stack: Stack) -> dict[str, Any]:
    done = stack.run("verify", "stream_processor", "verify", "--wait", "--json", deadline_seconds=300, checked=False)
    report: dict[str, Any] = json.loads(done.log_tail(1))
    assert done.returncode == 0, report
    return report


def keys(stack: Stack) -> dict[str, set[str]]:
    """The keys of each tenant."""
    with redis.Redis.from_url(stack.settings["MATCHSTREAM_REDIS_URL"]) as client:
        found = {key.decode() for key in client.scan_iter()}
    of = {tenant: {key for key in found if key.startswith(f"ms-{tenant}:")} for tenant in (FIRST, SECOND)}
    assert found == of[FIRST] | of[SECOND]
    return of


class TestTenants:
    """Two stacks; the tests follow one another."""

    def test_each_has_what_is_its_own(self, tenants: Tenants) -> None:
        fill(tenants.first, "Desenvolvedora Java", 3)
        fill(tenants.second, "Analista Java", 5)
        for stack, applicants in zip(tenants, (3, 5), strict=True):
            eventually(lambda stack=stack, last=f"c{applicants}": matches(stack, last), "the matches")
            assert verified(stack)["pairs"] == applicants
        assert matches(tenants.first, "c5") == 0
        job = httpx.get(f"{tenants.first.address}/api/jobs/v1/matches", timeout=DEADLINE).json()
        assert {one["applicant_id"] for one in job["matches"]} == {"c1", "c2", "c3"}

    def test_topics_group_and_keys_have_the_tenants_name(self, tenants: Tenants) -> None:
        admin = AdminClient({"bootstrap.servers": tenants.first.bootstrap})
        topics = {name for name in admin.list_topics(timeout=10).topics if not name.startswith("__")}
        of = {name.partition(".")[0] for name in topics}
        assert of == {FIRST, SECOND}
        groups = {group.group_id for group in admin.list_consumer_groups().result().valid}
        assert groups == {f"{FIRST}.matchstream", f"{SECOND}.matchstream"}
        assert all(keys(tenants.first).values())

    def test_a_dead_letter_is_one_tenants(self, tenants: Tenants) -> None:
        script = (
            "from data.kafka.reading import KafkaConnection; from producers.sender import Sender;"
            "from data.contract.records import Record; from data.contract.topics import JOBS;"
            "Sender(KafkaConnection()).send([Record(JOBS.name, b'v9', b'no json')])"
        )
        subprocess.run([sys.executable, "-c", script], check=True, env=os.environ | tenants.second.settings)

        def listed(stack: Stack) -> str:
            return stack.run("list", "stream_processor", "dead-letters", "list", deadline_seconds=DEADLINE).log_tail()

        eventually(lambda: f"{SECOND}.recruiting.jobs.v1" in listed(tenants.second), "its dead letter", every=1.0)
        assert "recruiting.jobs.v1" not in listed(tenants.first)

    def test_who_is_forgotten_by_one_stays_with_the_other(self, tenants: Tenants) -> None:
        tenants.first.run("forget", "producers", "forget", SHARED, deadline_seconds=2 * DEADLINE)
        assert matches(tenants.first) == 0
        assert matches(tenants.second) == 1
        assert verified(tenants.second)["pairs"] == 5

    def test_a_cache_that_is_emptied_is_one_tenants(self, tenants: Tenants) -> None:
        before = keys(tenants.first)
        tenants.first.run("rebuild", "stream_processor", "rebuild-cache", deadline_seconds=DEADLINE)
        assert keys(tenants.first)[SECOND] == before[SECOND]
        eventually(lambda: matches(tenants.first, "c2"), "it is filled again")
        verified(tenants.first)
