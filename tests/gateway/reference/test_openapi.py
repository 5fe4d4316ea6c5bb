"""The document names the answers that come, and none that doesn't."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import contextmanager

import jsonschema
import orjson
import pytest

from data.contract.keys import Scope
from data.contract.webhook_bodies import MessageKind
from data.kafka.topic_admin import TopicsUnfit
from data.webhooks.deliveries import Attempt, Result
from data.webhooks.progress import Disabled, Pending, Sent
from gateway.access.scopes import declared
from gateway.reference.examples import EXAMPLES
from gateway.reference.openapi import ANYWHERE, ON_CHANGES, operations
from gateway.settings import GatewaySettings
from producers.documents import isolated
from tests.ats.files import SECRETS, written
from tests.ats.senders import signed
from tests.documents import docx
from tests.documents.in_process import read
from tests.gateway.decisions import asking
from tests.gateway.events.test_events import BATCH as MANY
from tests.gateway.events.test_events import STRUCTURED, an_event
from tests.gateway.predict.test_predict import PAIR
from tests.gateway.stand_ins import MemoryKeys
from tests.gateway.worlds import a_match

PREDICT, SIMPLE, EVENTS, PUSHES = "/api/predict", "/api/predict_simple", "/api/events", "/api/pushes"
BATCH = "/api/events/batch"
JOBS, OF_JOB = "/api/jobs", "/api/jobs/{job_id}/matches"
OF_APPLICANT, MATCH = "/api/applicants/{applicant_id}/matches", "/api/matches/{job_id}/{applicant_id}"
CONNECT = "/connect/{connection}"
WEBHOOKS = "/api/webhooks"
WEBHOOK = f"{WEBHOOKS}/{{subscription}}"
OF_WEBHOOK = {"rotate": {}, "test": {}, "replay": {"since": "2026-01-01T00:00:00Z"}}
KEYS, KEY, ROTATED, SESSION = "/api/keys", "/api/keys/{key_id}", "/api/keys/{key_id}/rotate", "/session"
NAMES = {
    "key_id": "0123456789ab",
    "job_id": "v1",
    "applicant_id": "c1",
    "connection": "gupy",
    "subscription": "nobody",
} | asking.NAMES
SEARCHES = ("/api/search/jobs", "/api/search/applicants")
LOOKUPS = {JOBS: "", OF_JOB: "v1", OF_APPLICANT: "c1", MATCH: "v1"}
DOCUMENTS = "/api/documents/{applicant_id}"
JSON = {"Content-Type": "application/json"}
ANY = {"Content-Type": "application/octet-stream"}
SAFE = {"get", "options"}
LARGE = b" " * (1 << 22)


class Asked:
    """The statuses that each route of the document answered."""

    def __init__(self, client, ring) -> None:
        self._client = client
        self.came = defaultdict(set)
        self.key = ring.mint(*Scope, rate=10**6)
        self.may_nothing = ring.mint("review")
        self.may_not_review = ring.mint("ingest")
        self.used_up = ring.mint(*Scope, rate=1)
        self.document = client.get("/openapi.json").json()
        self.get("/model/info", key=self.used_up)

    def ask(self, method, route, *, ids=None, headers=None, key=None, **named):
        headers = (headers or {}) | {"Authorization": f"Bearer {self.key if key is None else key}"}
        operation = self.document["paths"][route][method.lower()]
        answer = self._client.request(method, route.format(**(NAMES | (ids or {}))), headers=headers, **named)
        self._note(route, operation, answer)

    def get(self, route, **named):
        self.ask("GET", route, **named)

    def post(self, route, **named):
        self.ask("POST", route, **named)

    def by_keys(self, method, route):
        """Ask with every kind of key that is refused."""
        for key in ("none", self.may_nothing, self.may_not_review, self.used_up):
            self.ask(method, route, key=key)

    def _note(self, route, operation, answer):
        self.came[route].add(answer.status_code)
        told = operation["responses"][str(answer.status_code)].get("content", {}).get("application/json")
        if told and answer.status_code < 400:
            fits(self.document, told["schema"], answer.json())
        if answer.status_code >= 400:
            assert {"error", "type", "title", "status", "detail"} <= set(answer.json())


def fits(document, schema, example):
    """Hold an example against a schema of a document."""
    jsonschema.Draft202012Validator(schema | {"components": document["components"]}).validate(example)


@contextmanager
def broken(owner, name):
    """Have a part fail of a fault of ours."""
    held = getattr(owner, name)

    def fail(*_arguments, **_named):
        raise RuntimeError("broken")

    setattr(owner, name, fail)
    try:
        yield
    finally:
        setattr(owner, name, held)


def keys_are_made_and_ended(asked, outside, gate):
    outside.senders[0].error = None
    new = {"name": "a", "scopes": ["read"]}
    asked.get(KEYS)
    asked.post(KEYS, json=new)
    asked.post(KEYS, content=b"x")
    ids = {"key_id": asked.may_nothing.split("_")[1]}
    for method, route in (("POST", ROTATED), ("DELETE", KEY), ("POST", ROTATED), ("POST", ROTATED)):
        asked.ask(method, route, ids=ids, json={})
    asked.post(ROTATED, json={})
    asked.post(ROTATED, content=b"x")
    asked.ask("DELETE", KEY)
    held, gate.source = gate.source, None
    asked.get(KEYS)
    asked.ask("DELETE", KEY)
    gate.source = held


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


def ask_search(asked, index):
    for route in (OF_JOB, OF_APPLICANT, MATCH):
        asked.get(route, ids={"job_id": "nobody", "applicant_id": "nobody"})
    for is_known in (False, True):
        index.is_known = is_known
        for route in SEARCHES:
            asked.get(route)


def ask_lookups(asked):
    for route in LOOKUPS:
        asked.get(route)


def ask_webhooks(asked, outside):
    """Ask the routes of webhooks, so that each answers all that it may."""
    asked.post(WEBHOOKS, json={"url": "https://ats.example.org/"})
    known = {"subscription": outside.senders[0].records[-1].key.decode()}
    asked.post(WEBHOOKS, json={"url": "https://ats.example.org/", "signature": "v1a"})
    outside.webhooks.sent[known["subscription"]] = Sent(1, {0: Pending()}, Disabled(1, 0.0, "410"))
    for number, result in enumerate(Result, 1):
        attempt = Attempt(
            known["subscription"], "msg_1", MessageKind.TEST.value, number, 0.5, 0.1, 0, result, "timeout"
        )
        outside.webhooks.log.append(Attempt.of(attempt.record().value))
    for ids in (known, {}):
        asked.get(WEBHOOK, ids=ids)
        asked.ask("PATCH", WEBHOOK, ids=ids, json={"band": "alta"})
        asked.get(f"{WEBHOOK}/deliveries", ids=ids)
        for name, body in OF_WEBHOOK.items():
            asked.post(f"{WEBHOOK}/{name}", ids=ids, json=body)
    for route in (WEBHOOKS, f"{WEBHOOK}/rotate", f"{WEBHOOK}/replay"):
        asked.post(route, content=b"x", headers={"Content-Type": "text/plain"})
    asked.ask("PATCH", WEBHOOK, content=b"x", headers={"Content-Type": "text/plain"})
    asked.get(WEBHOOKS)
    outside.webhooks.up = False
    for route in (WEBHOOKS, WEBHOOK, f"{WEBHOOK}/deliveries"):
        asked.get(route)
    for name, body in OF_WEBHOOK.items():
        asked.post(f"{WEBHOOK}/{name}", json=body)
    outside.webhooks.up = True
    asked.ask("DELETE", WEBHOOK, ids=known)
    asking.ask_decisions(asked, outside.store)


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
