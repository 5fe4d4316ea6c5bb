"""The document names the answers that come, and none that doesn't."""

from __future__ import annotations

import re

import orjson
import pytest

from data.contract.keys import Scope
from data.kafka.topic_admin import TopicsUnfit
from gateway.access.scopes import declared
from gateway.reference.examples import EXAMPLES
from gateway.reference.openapi import ANYWHERE, ON_CHANGES, operations
from gateway.settings import GatewaySettings
from producers.documents import isolated
from tests.ats.files import SECRETS, written
from tests.ats.senders import signed
from tests.documents import docx
from tests.documents.in_process import read
from tests.gateway.events.test_events import BATCH as MANY
from tests.gateway.events.test_events import STRUCTURED, an_event
from tests.gateway.predict.test_predict import PAIR
from tests.gateway.reference.asked import (
    ANY,
    BATCH,
    CONNECT,
    DOCUMENTS,
    EVENTS,
    JOBS,
    JSON,
    LARGE,
    LOOKUPS,
    NAMES,
    PREDICT,
    PUSHES,
    SAFE,
    SESSION,
    SIMPLE,
    Asked,
    ask_lookups,
    ask_search,
    ask_webhooks,
    broken,
    fits,
    keys_are_made_and_ended,
)
from tests.gateway.stand_ins import MemoryKeys
from tests.gateway.worlds import a_match


@pytest.fixture(autouse=True)
def ring(outside):
    outside.keys = MemoryKeys()
    return outside.keys


@pytest.fixture(autouse=True)
def in_process(monkeypatch):
    monkeypatch.setattr(isolated, "read", read)


@pytest.fixture
def settings(tmp_path):
    file = written(tmp_path / "connections", ("gupy", "smartrecruiters"))
    return GatewaySettings(
        gateway_keys="on",
        push_clients=3,
        push_queue=4,
        push_heartbeat=30.0,
        gateway_max_body=1 << 21,
        connections_file=file,
    )


@pytest.fixture
def asked(client, world, ring):
    world.job("v1")
    world.applicant("c1")
    world.match(a_match("v1", "c1", 90.0))
    return Asked(client, ring)


def behind_keys(app, document):
    """Every operation of the document that needs a key; pages are in no document."""
    found = [(method, route.replace(":path}", "}")) for method, route, need in declared(app) if isinstance(need, Scope)]
    return [(method, route) for method, route in found if method.lower() in document["paths"].get(route, {})]


def documented(client):
    return {
        path: {int(status) for operation in operations.values() for status in operation["responses"]}
        for path, operations in client.get("/openapi.json").json()["paths"].items()
    }


def test_each_answer_that_comes_is_documented_and_no_other(client, asked, world, outside, app):
    for route in (PREDICT, SIMPLE):
        asked.post(route, json=PAIR)
        asked.post(route, content=b"{", headers=JSON)
        asked.post(route, content=LARGE, headers=JSON)
        asked.post(route, content=b"vaga=1", headers={"Content-Type": "text/plain"})
        with broken(outside.scorer, "match"):
            asked.post(route, json=PAIR)
    asked.post(EVENTS, json=an_event(), headers={"Content-Type": STRUCTURED})
    asked.post(EVENTS, json={}, headers={"Content-Type": STRUCTURED})
    asked.post(BATCH, json=[an_event()], headers={"Content-Type": MANY})
    asked.post(BATCH, json=[an_event(), {}], headers={"Content-Type": MANY})
    asked.post(BATCH, json=[an_event()], headers={"Content-Type": STRUCTURED})
    asked.post(EVENTS, content=LARGE, headers={"Content-Type": STRUCTURED})
    asked.post(EVENTS, content=b"x", headers={"Content-Type": "text/plain"})
    with broken(outside.senders[0], "send"):
        asked.post(EVENTS, json=an_event(), headers={"Content-Type": STRUCTURED})
    for body in (docx.package(docx.paragraph("Java")), b"", b"Java", LARGE, docx.package("")):
        asked.post(DOCUMENTS, content=body, headers=ANY)
    for vendor in ("gupy", "smartrecruiters"):
        signature = signed(vendor, SECRETS[vendor], b"{}")
        asked.post(CONNECT, content=b"{}", headers=signature, ids={"connection": vendor})
    asked.post(CONNECT, content=b"{}")
    asked.post(CONNECT, content=b"{}", ids={"connection": "nobody"})
    asked.ask("OPTIONS", CONNECT)
    ask_webhooks(asked, outside)
    outside.senders[0].error = "_MSG_TIMED_OUT"
    asked.post(EVENTS, json=an_event(), headers={"Content-Type": STRUCTURED})
    asked.post(DOCUMENTS, content=docx.package(docx.paragraph("Java")), headers=ANY)
    for route in LOOKUPS:
        asked.get(route)
        asked.get(route, params={"limit": 0}, ids={"job_id": "v" * 200})
    ask_search(asked, app.state.parts.search.index)
    asked.get(PUSHES, params={"last_event_id": "x"})
    for route in ("/health", "/model/info", "/metrics", SESSION):
        asked.get(route)
    for method, route in behind_keys(app, asked.document):
        asked.by_keys(method, route)
    asked.get(SESSION, key="none")
    asked.get(SESSION, key=asked.used_up)
    asked.post(SESSION, json={"key": asked.key})
    asked.post(SESSION, json={"key": "none"})
    asked.post(SESSION, content=b"x")
    asked.ask("DELETE", SESSION)
    keys_are_made_and_ended(asked, outside, app.state.gate)
    with broken(app.state.parts.results, "_run"):
        ask_lookups(asked)
    world.go_down()
    ask_lookups(asked)
    app.state.parts.pushes._clients.most = 0
    asked.get(PUSHES)

    told = documented(client)
    elsewhere = {PUSHES: {200, 426}}  # shown where a stream can be read, and a client be of HTTP/1.0
    assert asked.came.keys() == told.keys()
    for route, came in asked.came.items():
        assert came <= told[route], route
        assert told[route] - came <= ANYWHERE | ON_CHANGES | elsewhere.get(route, set()), route
    assert 500 in asked.came[PREDICT] & asked.came[SIMPLE] & asked.came[EVENTS] & asked.came[JOBS]


def test_what_is_answered_before_a_route_is_asked_is_documented_for_each(plain):
    document = plain.get("/openapi.json").json()
    for path, method, operation in operations(document):
        at = path.format(**NAMES)
        came = {
            plain.request(method, at, headers=headers).status_code
            for headers in (
                [("Host", "localhost"), ("Host", "localhost")],
                {"Host": "evil.example"},
                {"Content-Length": str(1 << 30)},
                {"Origin": "http://evil.example"},
            )
            if method not in SAFE or "Origin" not in headers
        }
        assert came == {400, 421, 413} | (ON_CHANGES if method not in SAFE else set()), (method, path)
        assert {str(status) for status in ANYWHERE | came} <= operation["responses"].keys()


def test_every_error_has_the_one_form(plain):
    document = plain.get("/openapi.json").json()
    shared = document["components"]["responses"]

    used = set()
    for _, _, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert answer == {"$ref": f"#/components/responses/Problem{status}"}
                used.add(f"Problem{status}")
    assert used == shared.keys()
    for answer in shared.values():
        assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_each_example_fits_and_no_body_is_without_one(plain):
    document = plain.get("/openapi.json").json()
    for _, _, operation in operations(document):
        bodies = {"request": operation.get("requestBody", {})} | operation["responses"]
        for place, body in bodies.items():
            for content in body.get("content", {}).values():
                assert content["schema"], (operation["operationId"], place)
                fits(document, content["schema"], content["example"])
    known = {operation["operationId"] for _, _, operation in operations(document)}
    assert EXAMPLES.keys() <= known


def test_names_are_plain_and_each_stands_for_one_thing(plain):
    document = plain.get("/openapi.json").json()
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    tags = {tag["name"] for tag in document["tags"]}
    assert tags == {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    assert all(re.fullmatch("[a-z_]+", name) for name in [*names, *tags])
    assert all(re.fullmatch("[A-Za-z]+", name) for name in document["components"]["schemas"])
    assert all(operation["summary"] and operation["description"] for _, _, operation in operations(document))


def test_the_examples_are_taken(plain, ring):
    document = plain.get("/openapi.json").json()
    headers = {"Authorization": f"Bearer {ring.mint('read', 'ingest', 'review', 'admin')}"}
    for path, method, operation in operations(document):
        if "requestBody" in operation and "{" not in path and path != SESSION:
            ((kind, content),) = operation["requestBody"]["content"].items()
            body = {"content": orjson.dumps(content["example"]), "headers": headers | {"Content-Type": kind}}
            assert plain.request(method, path, **body).status_code in (200, 201, 202), path


def test_topics_that_are_not_right_are_503(plain, outside, ring):
    def unfit():
        raise TopicsUnfit("recruiting.jobs.v1 is missing")

    outside.now = unfit
    headers = {"Content-Type": STRUCTURED, "Authorization": f"Bearer {ring.mint('ingest')}"}
    assert plain.post(EVENTS, json=an_event(), headers=headers).status_code == 503


def test_a_summary_is_a_sentence_and_no_functions_name(plain):
    for _, _, operation in operations(plain.get("/openapi.json").json()):
        assert operation["description"].startswith(operation["summary"])
        assert " " in operation["summary"]
