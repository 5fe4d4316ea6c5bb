"""Every request has a trace: its own or one that it names; its id is answered, logged, and sent with its events."""

from __future__ import annotations

import json
import logging
import re

import pytest
from fastapi import FastAPI, Request
from httpx import ASGITransport, AsyncClient

from data.contract.topics import JOBS
from data.telemetry.traces import CURRENT, TRACEPARENT, Trace, value_in
from gateway.events.ingest import Ingest
from gateway.web.bodies import BodyLimit
from gateway.web.door import Door, KnownNames
from gateway.web.entrance import Entrance
from gateway.web.metrics import Metrics
from tests.gateway.stand_ins import MemorySender

EVENT = {
    "specversion": "1.0",
    "type": "recruiting.job.upserted",
    "source": "ats",
    "data": {"id": "v1", "titulo_vaga": "Pessoa Muito Secreta"},
}


def app_with(share):
    metrics = Metrics()
    app = FastAPI()

    @app.get("/here/{name}")
    def here(name: str, request: Request):
        return {"trace": CURRENT.get().value}

    app.add_middleware(
        Entrance,
        door=Door(KnownNames([])),
        bodies=BodyLimit(size=1, commas=1, memory=1),
        metrics=metrics,
        share=share,
    )
    return app, metrics


async def asked(app, *headers):
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        answer = await client.get("/here/somebody", headers=[(TRACEPARENT, value) for value in headers])
    return answer.headers["x-request-id"], Trace.read(answer.json()["trace"])


async def test_a_request_goes_on_with_the_trace_that_it_names():
    caller = Trace.begin(1)
    request_id, trace = await asked(app_with(0)[0], caller.value)
    assert request_id == trace.trace_id == caller.trace_id
    assert trace.is_sampled
    assert trace.span_id != caller.span_id


@pytest.mark.parametrize("headers", [(), ("odd",), (Trace.begin(1).value, Trace.begin(1).value)])
async def test_a_request_without_a_trace_gets_one(headers):
    request_id, trace = await asked(app_with(0)[0], *headers)
    assert request_id == trace.trace_id
    assert not trace.is_sampled
    assert all(trace.trace_id not in value for value in headers)


async def test_a_request_that_is_told_is_a_line_without_its_path(caplog):
    app, _ = app_with(1)
    with caplog.at_level(logging.INFO, logger="matchstream.trace"):
        request_id, _ = await asked(app)
    [line] = [record.facts for record in caplog.records]
    assert line["trace_id"] == request_id
    assert (line["http.route"], line["http.response.status_code"]) == ("/here/{name}", 200)
    assert "somebody" not in json.dumps(line)


async def test_what_is_counted_in_a_told_request_has_its_trace_as_exemplar():
    app, metrics = app_with(1)
    request_id, _ = await asked(app)
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    held = {sample.exemplar.labels["trace_id"] for sample in samples if sample.exemplar}
    assert held == {request_id}


def batch(*ids):
    return {"content-type": "application/cloudevents-batch+json"}, json.dumps([EVENT | {"id": i} for i in ids]).encode()


async def sent(trace):
    sender = MemorySender()
    ingest = Ingest([sender], 1, lambda: None)
    held = CURRENT.set(trace)
    try:
        await ingest.accept(*batch("1", "2"))
    finally:
        CURRENT.reset(held)
    return [Trace.read(value_in(record.headers)) for record in sender.records]


async def test_each_event_of_a_request_is_sent_with_an_id_of_its_own(caplog):
    request = Trace.begin(1)
    with caplog.at_level(logging.INFO, logger="matchstream.trace"):
        traces = await sent(request)
    assert {trace.trace_id for trace in traces} == {request.trace_id}
    assert len({request.span_id, *(trace.span_id for trace in traces)}) == 3
    lines = [record.facts for record in caplog.records]
    assert [line["event_id"] for line in lines] == [trace.span_id for trace in traces]
    assert {line["messaging.destination.name"] for line in lines} == {JOBS.name}
    assert not re.search("Secreta|v1|ats", json.dumps([line | {"messaging.destination.name": ""} for line in lines]))


async def test_events_of_a_request_that_is_not_told_are_sent_with_ids_too(caplog):
    request = Trace.begin(0)
    with caplog.at_level(logging.INFO, logger="matchstream.trace"):
        traces = await sent(request)
    assert {trace.trace_id for trace in traces} == {request.trace_id}
    assert not caplog.records


def test_metrics_are_told_with_exemplars_to_who_accepts_openmetrics(plain):
    told = {TRACEPARENT: Trace.begin(1).value}
    assert (
        plain.get("/metrics", headers=told | {"accept": "text/plain"}).headers["content-type"].startswith("text/plain")
    )
    answer = plain.get("/metrics", headers=told | {"accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert '# {trace_id="' in answer.text
    assert answer.text.endswith("# EOF\n")
