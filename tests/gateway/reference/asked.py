"""Asks the routes for the answers that they may give, and notes which came."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager

import jsonschema

from data.contract.keys import Scope
from data.contract.webhook_bodies import MessageKind
from data.webhooks.deliveries import Attempt, Result
from data.webhooks.progress import Disabled, Pending, Sent
from tests.gateway.decisions import asking

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
