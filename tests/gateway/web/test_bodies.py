"""What a body may cost: bytes, values, and the memory of all bodies together."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from pydantic import ValidationError

from gateway.events.event_requests import MAX_EVENTS
from gateway.settings import GatewaySettings
from gateway.web.entrance import Entrance
from tests.gateway.clients import session_of

JSON = {"Content-Type": "application/json"}
BATCH = {"Content-Type": "application/cloudevents-batch+json"}
PAIR = {"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}


@pytest.mark.parametrize("path", ["/api/predict", "/api/predict_simple", "/api/events"])
def test_a_body_of_very_many_values_is_refused_before_it_is_parsed(plain, settings, path, monkeypatch):
    monkeypatch.setattr(orjson, "loads", None)
    body = b'{"vaga":{"x":[' + b",".join([b"0"] * (settings.gateway_max_commas + 1)) + b']},"candidato":{}}'

    answer = plain.post(path, content=body, headers=BATCH if path == "/api/events" else JSON)

    assert answer.status_code == 413
    assert f"{settings.gateway_max_commas} vírgulas" in answer.json()["error"]
    assert answer.headers["connection"] == "close"


def test_a_long_text_may_hold_many_commas(plain):
    pair = PAIR | {"candidato": {"cv": "Java, " * 25_000}}

    assert plain.post("/api/predict", json=pair).status_code == 200


def test_a_batch_of_very_many_events_is_refused_and_none_is_sent(plain, outside):
    event = {
        "specversion": "1.0",
        "id": "e",
        "source": "/ats",
        "type": "recruiting.job.removed",
        "data": {"id": "v1"},
    }
    refused = plain.post("/api/events", content=orjson.dumps([event] * (MAX_EVENTS + 1)), headers=BATCH)
    assert refused.status_code == 413
    assert refused.json()["type"] == "urn:matchstream:problem:too-many-events"
    assert str(MAX_EVENTS) in refused.json()["error"]
    assert not outside.senders[0].records

    taken = plain.post("/api/events", content=orjson.dumps([event] * MAX_EVENTS), headers=BATCH)
    assert taken.json() == {"accepted": MAX_EVENTS}


@pytest.mark.parametrize("path", ["/api/predict", "/api/events"])
async def test_all_bodies_together_are_bounded(app, path):
    """Bodies that are still coming fill the memory that there is; what comes then is told when to come again."""
    limit = _limit_of(app)
    limit.memory = 1000
    going_on = asyncio.Event()

    async def slow():
        yield b"x" * 990
        await going_on.wait()

    async with session_of(app) as http:
        first = asyncio.create_task(http.post("/api/predict", content=slow(), headers=JSON))
        while limit.held < 990:  # noqa: ASYNC110 -- it lies inside the program, which offers no event
            await asyncio.sleep(0)
        refused = await http.post(path, json=PAIR, headers=JSON | {"ce-type": "x"})
        going_on.set()
        await first
        again = await http.post("/api/predict", json=PAIR)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.json()["type"] == "urn:matchstream:problem:busy"
    assert again.status_code == 200
    assert limit.held == 0


def _limit_of(app):
    app.middleware_stack = app.build_middleware_stack()
    found = app.middleware_stack
    while not isinstance(found, Entrance):
        found = found.app
    return found.bodies


def test_the_largest_body_must_fit_into_the_memory():
    with pytest.raises(ValidationError, match="the largest body would never be taken"):
        GatewaySettings(gateway_max_body=4 << 20, gateway_body_memory=2 << 20)
