"""One event is followed, by its id, from a tracking system's webhook to ours: in logs and in a collector's spans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from data.telemetry.traces import TRACEPARENT, Trace
from deploy.local.stack import Stack
from tests.ats import bodies
from tests.ats.files import SECRETS, written
from tests.ats.senders import signed
from tests.collector import Collector, Span, collecting
from tests.receivers import Receiver, receiving
from tests.waiting import DEADLINE, eventually

pytestmark = [pytest.mark.long, pytest.mark.embedded]

JOB, APPLICANT = "gr-274075", "gr-60304594"
STAGES = {
    ("matchstream-gateway", "request"),
    ("matchstream-gateway", "event sent"),
    ("matchstream-gateway", "push sent"),
    ("matchstream-worker", "matches published"),
    ("matchstream-cache", "matches cached"),
    ("matchstream-webhooks", "webhooks planned"),
    ("matchstream-webhooks", "webhook sent"),
}
PROGRAMS = ("gateway", "worker-1", "cache", "webhooks")


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


@pytest.fixture
def stack(registry: Path, tmp_path: Path, collector: Collector) -> Iterator[Stack]:
    environment = {
        "MATCHSTREAM_PUSH_LINE": "1",
        "MATCHSTREAM_CONNECTIONS_FILE": str(written(tmp_path / "connections", ["greenhouse"])),
        "MATCHSTREAM_LOG_FORMAT": "json",
        "MATCHSTREAM_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    with Stack(registry=registry, directory=tmp_path / "s", webhooks=True, environment=environment) as running:
        yield running


def subscribed(stack: Stack, receiver: Receiver) -> None:
    body = {"url": f"{receiver.url}/hooks", "kinds": ["application.scored"], "jobs": [JOB], "band": "baixa"}
    made = httpx.post(f"{stack.address}/api/webhooks", json=body, timeout=DEADLINE).json()
    at = f"{stack.address}/api/webhooks/{made['id']}"
    eventually(lambda: httpx.get(at, timeout=DEADLINE).json()["state"] == "on", "the sender attends to it")


def deliver(stack: Stack, document: Any, trace: Trace) -> str:
    """Deliver a webhook as Greenhouse; returns the request's id."""
    body = bodies.encoded(document)
    headers = signed("greenhouse", SECRETS["greenhouse"], body) | {TRACEPARENT: trace.value}
    answer = httpx.post(f"{stack.address}/connect/greenhouse", content=body, headers=headers, timeout=DEADLINE)
    assert answer.status_code == 200
    return answer.headers["x-request-id"]


def lines(stack: Stack, program: str) -> list[dict[str, Any]]:
    """Every line of a program's log: each is JSON."""
    text = (stack.directory / "logs" / f"{program}.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_one_event_from_webhook_to_webhook(stack: Stack, collector: Collector) -> None:
    job, caller = Trace.begin(0), Trace.begin(1)
    with receiving() as receiver:
        subscribed(stack, receiver)
        deliver(stack, bodies.greenhouse("job_post_updated"), job)
        assert deliver(stack, bodies.greenhouse("new_candidate_application"), caller) == caller.trace_id
        came = eventually(lambda: receiver.delivered, "the webhook of the application")[0]

    def complete() -> list[Span]:
        spans = collector.of(caller.trace_id)
        return spans if {(span.service, span.name) for span in spans} >= STAGES else []

    spans = eventually(complete, f"spans of {sorted(STAGES)}")
    by_id = {span.span_id: span for span in spans}

    # The webhook names its own span; from there it goes up to the event, the request and its caller.
    out = Trace.read(came.headers[TRACEPARENT])
    assert out is not None
    assert out.trace_id == caller.trace_id
    sent = by_id[out.span_id]
    event = by_id[sent.parent_id]
    request = by_id[event.parent_id]
    assert [span.name for span in (sent, event, request)] == ["webhook sent", "event sent", "request"]
    assert request.parent_id == caller.span_id
    assert request.facts["http.route"] == "/connect/{connection}"
    # Every other stage of the event is below it too.
    events = {span.span_id for span in spans if span.name == "event sent"}
    below = {span.name for span in spans if span.parent_id == event.span_id}
    assert below >= {"matches published", "matches cached", "push sent", "webhooks planned", "webhook sent"}
    assert {span.parent_id for span in spans} <= events | {request.span_id, caller.span_id}

    # The same id is found in the log of every program.
    for program in PROGRAMS:
        found = [line for line in lines(stack, program) if line.get("event_id") == event.span_id]
        assert found, program
        assert {line["trace_id"] for line in found} == {caller.trace_id}
    # What its sender did not ask to be told is not, and bears its trace all the same.
    assert not collector.of(job.trace_id)

    # Nothing personal is told.
    told = json.dumps([[span.name, dict(span.facts)] for span in collector.spans])
    for program in PROGRAMS:
        told += json.dumps([line for line in lines(stack, program) if "trace_id" in line])
    candidate = bodies.greenhouse_candidate()
    for personal in (candidate["first_name"], candidate["last_name"], JOB, APPLICANT, str(candidate["id"]), "@"):
        assert personal not in told
