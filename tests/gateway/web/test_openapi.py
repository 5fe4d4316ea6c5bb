"""The document names the answers that come, and none that doesn't."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager

import pytest

from data.kafka.topic_admin import TopicsUnfit
from gateway.settings import GatewaySettings
from gateway.web.openapi import ANYWHERE, ON_CHANGES
from tests.ats.files import SECRETS, written
from tests.ats.senders import signed
from tests.gateway.events.test_events import STRUCTURED, an_event
from tests.gateway.predict.test_predict import PAIR
from tests.gateway.worlds import a_match

PREDICT, SIMPLE, EVENTS, PUSHES = "/api/predict", "/api/predict_simple", "/api/events", "/api/pushes"
JOBS, OF_JOB = "/api/jobs", "/api/jobs/{job_id}/matches"
OF_APPLICANT, MATCH = "/api/applicants/{applicant_id}/matches", "/api/matches/{job_id}/{applicant_id}"
CONNECT = "/connect/{connection}"
NAMES = {"job_id": "v1", "applicant_id": "c1", "connection": "gupy"}
LOOKUPS = {JOBS: "", OF_JOB: "v1", OF_APPLICANT: "c1", MATCH: "v1"}
JSON = {"Content-Type": "application/json"}
LARGE = b" " * (1 << 22)


class Asked:
    """The statuses that each route of the document answered."""

    def __init__(self, client) -> None:
        self._client = client
        self.came = defaultdict(set)

    def get(self, route, **named):
        path = route.format(**(NAMES | named.pop("ids", {})))
        self._note(route, self._client.get(path, **named))

    def post(self, route, **named):
        self._note(route, self._client.post(route.format(**(NAMES | named.pop("ids", {}))), **named))

    def options(self, route, **named):
        self._note(route, self._client.request("OPTIONS", route.format(**NAMES), **named))

    def _note(self, route, answer):
        self.came[route].add(answer.status_code)
        if answer.status_code >= 400:
            assert {"error", "type", "title", "status", "detail"} <= set(answer.json())


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


@pytest.fixture
def settings(tmp_path):
    file = written(tmp_path / "connections", ("gupy", "smartrecruiters"))
    return GatewaySettings(
        push_clients=3, push_queue=4, push_heartbeat=30.0, gateway_max_body=1 << 21, connections_file=file
    )


@pytest.fixture
def asked(client, world):
    world.job("v1")
    world.applicant("c1")
    world.match(a_match("v1", "c1", 90.0))
    return Asked(client)


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
    asked.post(EVENTS, content=LARGE, headers={"Content-Type": STRUCTURED})
    asked.post(EVENTS, content=b"x", headers={"Content-Type": "text/plain"})
    with broken(outside.senders[0], "send"):
        asked.post(EVENTS, json=an_event(), headers={"Content-Type": STRUCTURED})
    for vendor in ("gupy", "smartrecruiters"):
        signature = signed(vendor, SECRETS[vendor], b"{}")
        asked.post(CONNECT, content=b"{}", headers=signature, ids={"connection": vendor})
    asked.post(CONNECT, content=b"{}")
    asked.post(CONNECT, content=b"{}", ids={"connection": "nobody"})
    asked.options(CONNECT)
    outside.senders[0].error = "_MSG_TIMED_OUT"
    asked.post(EVENTS, json=an_event(), headers={"Content-Type": STRUCTURED})
    for route in LOOKUPS:
        asked.get(route)
        asked.get(route, params={"limit": 0}, ids={"job_id": "v" * 200})
    for route in (OF_JOB, OF_APPLICANT, MATCH):
        asked.get(route, ids={"job_id": "nobody", "applicant_id": "nobody"})
    asked.get(PUSHES, params={"last_event_id": "x"})
    for route in ("/health", "/model/info", "/metrics"):
        asked.get(route)
    results = app.state.parts.results
    with broken(results, "_run"):
        for route in LOOKUPS:
            asked.get(route)
    world.go_down()
    for route in LOOKUPS:
        asked.get(route)
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
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            at = path.format(**NAMES)
            came = {
                plain.request(method, at, headers=headers).status_code
                for headers in (
                    [("Host", "localhost"), ("Host", "localhost")],
                    {"Host": "evil.example"},
                    {"Content-Length": str(1 << 30)},
                    {"Origin": "http://evil.example"},
                )
                if method == "post" or "Origin" not in headers
            }
            assert came == {400, 421, 413} | (ON_CHANGES if method == "post" else set()), (method, path)
            assert {str(status) for status in ANYWHERE | came} <= operation["responses"].keys()


def test_every_error_has_the_one_form(plain):
    document = plain.get("/openapi.json").json()
    shared = document["components"]["responses"]

    used = set()
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert answer == {"$ref": f"#/components/responses/Problem{status}"}
                    used.add(f"Problem{status}")
    assert used == shared.keys()
    for answer in shared.values():
        assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_topics_that_are_not_right_are_503(plain, outside):
    def unfit():
        raise TopicsUnfit("recruiting.jobs.v1 is missing")

    outside.now = unfit
    assert plain.post(EVENTS, json=an_event(), headers={"Content-Type": STRUCTURED}).status_code == 503
