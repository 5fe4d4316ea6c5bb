from __future__ import annotations

from uuid import uuid4

import pytest

from gateway.decisions import own_settings
from tests.gateway.stand_ins import MemoryKeys

MUST_HAVES, SEARCHES, PREFERENCES, VISITS = "/api/must-haves", "/api/searches", "/api/preferences", "/api/visits"


def put(client, path, body, **named):
    return client.request("PUT", path, json=body, **named)


def test_must_haves_are_what_was_said_last(plain):
    empty = plain.get(MUST_HAVES, params={"job_id": "v1"}).json()
    assert empty == {"job_id": "v1", "items": [], "time": None, "by": None}
    items = [{"kind": "skill", "value": "SAP FI"}, {"kind": "other", "value": "ligar para ana@example.org"}]
    told = put(plain, MUST_HAVES, {"job_id": "v1", "items": items}).json()
    assert told["items"][0] == items[0]
    assert "ana@example.org" not in told["items"][1]["value"]
    assert plain.get(MUST_HAVES, params={"job_id": "v1"}).json() == told
    assert put(plain, MUST_HAVES, {"job_id": "v1", "items": []}).json()["items"] == []
    assert put(plain, MUST_HAVES, {"job_id": "v1", "items": [{"kind": "sex", "value": "x"}]}).status_code == 400


def test_preferences_are_changed_one_by_one(plain):
    put(plain, PREFERENCES, {"values": {"language": "en", "rows": 50}})
    told = put(plain, PREFERENCES, {"values": {"rows": None, "blind": True}}).json()
    assert told == plain.get(PREFERENCES).json() == {"values": {"language": "en", "blind": True}}


def test_a_page_loaded_again_belongs_to_the_same_visit(plain, monkeypatch):
    now = [1_800_000_000_000]
    monkeypatch.setattr(own_settings, "_now", lambda: now[0])

    def visit():
        told = put(plain, VISITS, {"job_id": "v1"}).json()
        return told["since"]

    assert visit() is None
    now[0] += 60_000
    assert visit() is None
    now[0] += 3_600_000
    since = visit()
    assert since is not None
    now[0] += 60_000
    assert visit() == since
    assert [one["job_id"] for one in plain.get(VISITS).json()["visits"]] == ["v1"]


class TestOfWhoAsks:
    @pytest.fixture
    def ring(self, outside):
        outside.keys = MemoryKeys()
        return outside.keys

    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"gateway_keys": "on"})

    def test_searches_are_seen_by_who_saved_them_alone(self, ring, plain):
        mine, other = ({"Authorization": f"Bearer {ring.mint('review')}"} for _ in range(2))
        name = f"{SEARCHES}/{uuid4()}"
        saved = put(plain, name, {"name": "SAP", "query": {"city": "Recife", "skills": ["SAP"]}}, headers=mine).json()
        assert plain.get(SEARCHES, headers=mine).json() == {"searches": [saved]}
        assert plain.get(SEARCHES, headers=other).json() == {"searches": []}
        assert put(plain, name, {"name": "x", "query": {}}, headers=other).status_code == 404
        assert plain.request("DELETE", name, headers=other).status_code == 204
        assert plain.get(SEARCHES, headers=mine).json() == {"searches": [saved]}
        assert plain.request("DELETE", name, headers=mine).status_code == 204
        assert plain.get(SEARCHES, headers=mine).json() == {"searches": []}
        assert plain.get(SEARCHES, headers={"Authorization": f"Bearer {ring.mint('read')}"}).status_code == 403
