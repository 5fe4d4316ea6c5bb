"""Asks the routes of decisions for every answer that they may give."""

from __future__ import annotations

from unittest import mock
from uuid import uuid4

from sqlalchemy import update

from data.store.connection import changing
from data.store.tables import REMOVED, SETTINGS
from gateway.decisions import own_settings
from gateway.store.erasing import digest
from gateway.store.store import StoreState

DECISIONS, UNDO = "/api/decisions", "/api/decisions/{decision_id}/undo"
STANDING = "/api/decisions/standing"
NOTES, NOTE = "/api/notes", "/api/notes/{note_id}"
REVIEWS, OUTCOME = "/api/reviews", "/api/reviews/{review_id}/outcome"
MUST_HAVES, SEARCHES, SEARCH = "/api/must-haves", "/api/searches", "/api/searches/{search_id}"
PREFERENCES, VISITS = "/api/preferences", "/api/visits"
PAIR = {"job_id": "v1", "applicant_id": "c1"}

NAMES = dict.fromkeys(("decision_id", "note_id", "review_id", "search_id"), str(uuid4()))
"""Ids of nothing."""
ROUTES = (
    ("POST", DECISIONS),
    ("GET", DECISIONS),
    ("POST", UNDO),
    ("POST", STANDING),
    ("POST", NOTES),
    ("GET", NOTES),
    ("DELETE", NOTE),
    ("POST", REVIEWS),
    ("GET", REVIEWS),
    ("POST", OUTCOME),
    ("GET", MUST_HAVES),
    ("PUT", MUST_HAVES),
    ("GET", SEARCHES),
    ("PUT", SEARCH),
    ("DELETE", SEARCH),
    ("GET", PREFERENCES),
    ("PUT", PREFERENCES),
    ("GET", VISITS),
    ("PUT", VISITS),
)
BODIES = {
    DECISIONS: PAIR | {"action": "hold"},
    STANDING: {"pairs": [PAIR]},
    NOTES: PAIR | {"text": "boa"},
    REVIEWS: PAIR,
    OUTCOME: {"outcome": "upheld"},
    MUST_HAVES: {"job_id": "v1", "items": [{"kind": "skill", "value": "SAP"}]},
    SEARCH: {"name": "a", "query": {"city": "Recife"}},
    PREFERENCES: {"values": {"language": "en"}},
    VISITS: {"job_id": "v1"},
}
ASKED = {DECISIONS: {"job_id": "v1"}, NOTES: {"applicant_id": "c1"}, MUST_HAVES: {"job_id": "v1"}}
WITH_IDS = {DECISIONS, UNDO, NOTES, REVIEWS, OUTCOME}


def body(route, **more):
    identity = {"id": str(uuid4())} if route in WITH_IDS else {}
    return BODIES.get(route, {}) | identity | more


def ask_all(asked, ids=None):
    """Ask each route as it wants to be asked."""
    for method, route in ROUTES:
        named = {"params": ASKED.get(route)} if method == "GET" else {}
        asked.ask(method, route, ids=ids, **named, **({"json": body(route)} if method in ("POST", "PUT") else {}))


def ask_decisions(asked, store):
    """Ask for everything, and be refused for every reason."""
    made = {route: str(uuid4()) for route in (DECISIONS, NOTES, REVIEWS)}
    for route, identity in made.items():
        asked.post(route, json=body(route, id=identity))
        asked.post(route, json=body(route, id=identity, applicant_id="other"))
    asked.post(REVIEWS, json=body(REVIEWS))
    asked.post(UNDO, ids={"decision_id": made[DECISIONS]}, json=body(UNDO))
    ids = {
        "decision_id": made[DECISIONS],
        "note_id": made[NOTES],
        "review_id": made[REVIEWS],
        "search_id": str(uuid4()),
    }
    ask_all(asked, ids)
    ask_all(asked, ids)
    ask_all(asked)
    for method, route in ROUTES:
        if method in ("POST", "PUT"):
            asked.ask(method, route, content=b"x", headers={"Content-Type": "text/plain"})
            asked.ask(method, route, json={"none": 1})
    asked.get(DECISIONS)
    with changing(store.engine) as connection:
        connection.execute(REMOVED.insert().values(applicant=digest("removed"), revision=1, stands=True))
        connection.execute(update(SETTINGS).where(SETTINGS.c.kind == "search").values(owner="somebody else"))
    for route in (DECISIONS, NOTES, REVIEWS):
        asked.post(route, json=body(route, applicant_id="removed"))
    for route in (MUST_HAVES, VISITS):
        asked.ask("PUT", route, json=body(route, job_id="nobody"))
    taken = {"search_id": str(uuid4())}
    asked.ask("PUT", SEARCH, ids=taken, json=body(SEARCH))
    with changing(store.engine) as connection:
        connection.execute(update(SETTINGS).where(SETTINGS.c.name == taken["search_id"]).values(owner="another"))
    asked.ask("PUT", SEARCH, ids=taken, json=body(SEARCH))
    with mock.patch.object(own_settings, "MOST_SEARCHES", 0):
        asked.ask("PUT", SEARCH, json=body(SEARCH))
    store.state = StoreState.DOWN
    ask_all(asked)
    store.state = StoreState.UP
