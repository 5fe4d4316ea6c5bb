"""Keys over HTTP: made, used, replaced, revoked; kept by Kafka, or not good."""

from __future__ import annotations

import pytest

from data.contract.keys import Keys, id_of
from gateway.settings import GatewaySettings
from tests.gateway.clients import serving
from tests.gateway.conftest import make
from tests.gateway.predict.test_predict import PAIR


@pytest.fixture
def settings():
    return GatewaySettings(gateway_keys="on")


@pytest.fixture
def client(settings, memory, outside, ring):
    with serving(make(settings, lambda: memory, outside)) as client:
        yield client


@pytest.fixture
def admin(client, ring):
    key = ring.mint("admin", name="root")

    def ask(method, path="/api/keys", **options):
        return client.request(method, path, headers={"Authorization": f"Bearer {key}"}, **options)

    return ask


def may_read(client, key):
    return client.post("/api/predict", json=PAIR, headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_a_key_is_shown_once_and_good_at_once(admin, client, outside):
    made = admin("POST", json={"name": "ats", "scopes": ["read"], "days": 1, "rate": 60})
    assert made.status_code == 201
    key = made.json()["key"]
    assert may_read(client, key)
    assert made.json() | {"key": "", "created": "", "ends": ""} == {
        "key": "", "id": id_of(key), "name": "ats", "scopes": ["read"], "state": "good", "created": "", "ends": "",
        "rate": 60,
    }  # fmt: skip
    listed = admin("GET")
    assert [row["name"] for row in listed.json()["keys"]] == ["root", "ats"]
    assert key.rpartition("_")[2] not in listed.text
    record = outside.senders[0].records[0]
    assert key.rpartition("_")[2].encode() not in record.value
    elsewhere = Keys()
    elsewhere.take(record.key, record.value)
    assert elsewhere.find(id_of(key)).is_of(key)


def test_a_key_is_replaced_with_time_to_change_over_and_then_without(admin, client, ring):
    old = ring.mint("read", name="ats")
    made = admin("POST", f"/api/keys/{id_of(old)}/rotate", json={"grace_hours": 1})
    assert made.status_code == 201
    assert may_read(client, old)
    assert may_read(client, made.json()["key"])
    assert admin("POST", f"/api/keys/{id_of(old)}/rotate", json={"grace_hours": 0}).status_code == 201
    assert not may_read(client, old)
    assert admin("POST", f"/api/keys/{id_of(old)}/rotate", json={}).status_code == 409


def test_a_revoked_key_is_good_no_more_and_stays_in_the_list(admin, client, ring):
    key = ring.mint("read")
    told = admin("DELETE", f"/api/keys/{id_of(key)}")
    assert (told.status_code, told.json()["state"]) == (200, "revoked")
    assert not may_read(client, key)
    assert {row["id"]: row["state"] for row in admin("GET").json()["keys"]}[id_of(key)] == "revoked"


def test_what_kafka_does_not_keep_is_not_good(admin, client, ring, outside):
    key = ring.mint("read")
    outside.senders[0].error = "_MSG_TIMED_OUT"
    for method, path, body in (
        ("POST", "/api/keys", {"name": "ats", "scopes": ["read"]}),
        ("POST", f"/api/keys/{id_of(key)}/rotate", {}),
        ("DELETE", f"/api/keys/{id_of(key)}", None),
    ):
        answer = admin(method, path, json=body) if body is not None else admin(method, path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "msk_" not in answer.text
    assert len(admin("GET").json()["keys"]) == 2
    assert may_read(client, key)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "a"},
        {"name": "a", "scopes": []},
        {"name": "a", "scopes": ["root"]},
        {"name": "", "scopes": ["read"]},
        {"name": " a", "scopes": ["read"]},
        {"name": "a\u0000", "scopes": ["read"]},
        {"name": "a", "scopes": ["read"], "days": 0},
        {"name": "a", "scopes": ["read"], "days": 1e300},
        {"name": "a", "scopes": ["read"], "rate": -1},
    ],
)
def test_what_can_be_no_key_is_refused(admin, body, outside):
    answer = admin("POST", json=body)
    assert answer.status_code == 400
    assert outside.senders[0].records == []


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/api/keys/x"), ("POST", "/api/keys/x/rotate")])
def test_an_unknown_key_is_404(admin, method, path):
    assert admin(method, path, **({"json": {}} if method == "POST" else {})).status_code == 404
