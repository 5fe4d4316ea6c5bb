"""Who is let in: keys and a proxy's users, each refusal counted, and nothing told of why a key is no good."""

from __future__ import annotations

import logging

import pytest

from data.contract.keys import ended, id_of
from gateway.settings import GatewaySettings
from tests.gateway.access.conftest import PREDICT, VOUCHER
from tests.gateway.access.keys_at_hand import OWN, bad_keys, refusals
from tests.gateway.clients import EventStream, serving, session_of, until
from tests.gateway.conftest import make
from tests.gateway.predict.test_predict import PAIR
from tests.gateway.worlds import MemoryWorld, a_match


@pytest.mark.parametrize("path", [PREDICT, "/api/jobs", "/api/pushes", "/model/info", "/api/predict_simple"])
def test_what_is_no_good_key_is_refused_alike_and_counted(asked, ring, plain, path):
    bad = bad_keys(ring)
    method = "POST" if "predict" in path else "GET"
    answers = {reason: asked(key, path, method=method) for reason, key in bad.items()}
    bodies = {answer.text for answer in answers.values()}
    assert len(bodies) == 1, "the answer tells nothing of why"
    for reason, answer in answers.items():
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="matchstream", error="invalid_token"'
        assert {"error", "type", "title", "status", "detail"} <= answer.json().keys()
        assert bad[reason] not in answer.text
        assert "ratelimit" not in answer.headers
    missing = asked(None, path, method=method)
    assert (missing.status_code, missing.headers["www-authenticate"]) == (401, 'Bearer realm="matchstream"')
    assert refusals(plain) == {"malformed": 1, "unknown": 1, "wrong": 1, "revoked": 1, "expired": 2, "missing": 1}


def test_a_key_is_asked_before_the_body_is_read(asked, plain, ring):
    for path in (PREDICT, "/api/predict_simple", "/api/events"):
        answer = plain.post(path, content=b"{", headers={"Content-Type": "application/json"})
        assert answer.status_code == 401
    assert plain.post("/api/nowhere").status_code == 404
    assert plain.get(PREDICT).status_code == 405


def test_each_route_wants_its_scope(asked, ring, plain):
    ingest, read, metrics = ring.mint("ingest"), ring.mint("read"), ring.mint("metrics")
    assert asked(read).status_code == 200
    assert asked(metrics, "/metrics").status_code == 200
    refused = asked(ingest)
    assert refused.status_code == 403
    assert refused.headers["www-authenticate"].endswith('error="insufficient_scope", scope="read"')
    assert "read" in refused.json()["error"]
    assert asked(read, "/metrics").status_code == 403
    assert asked(metrics, "/api/jobs").status_code == 403
    assert asked(ring.mint("read", "metrics", "ingest", "review"), "/api/keys").status_code == 403
    assert refusals(plain) == {"scope": 4}


@pytest.mark.parametrize("told", ["Basic {}", "{}", "Bearer", "Bearer ", "Bearer {} {}", "Digest {}"])
def test_only_bearer_counts(plain, ring, told):
    key = ring.mint("read")
    answer = plain.post(PREDICT, json=PAIR, headers={"Authorization": told.format(key, key)})
    assert answer.status_code == 401


def test_the_word_bearer_is_written_as_one_likes_and_two_headers_are_none(plain, ring):
    key = ring.mint("read")
    assert plain.post(PREDICT, json=PAIR, headers={"Authorization": f"bEARER {key}"}).status_code == 200
    twice = [("Authorization", f"Bearer {key}"), ("Authorization", f"Bearer {key}")]
    assert plain.post(PREDICT, json=PAIR, headers=twice).status_code == 401


def test_a_key_in_the_address_is_no_key(plain, ring):
    key = ring.mint("read")
    for name in ("key", "access_token", "api_key", "authorization"):
        assert plain.get("/api/jobs", params={name: key}).status_code == 401


def test_a_key_that_ends_while_the_gateway_runs_is_refused_from_then_on(asked, ring):
    key = ring.mint("read")
    assert asked(key).status_code == 200
    ring.note(ended(id_of(key), "revoked", 0))
    assert asked(key).status_code == 401


def test_while_the_keys_are_not_known_nobody_is_let_in_and_health_says_so(asked, ring, plain):
    key = ring.mint("read")
    ring.is_known = False
    answer = asked(key)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "urn:matchstream:problem:keys-away"
    assert asked().status_code == 401
    health = plain.get("/health").json()
    assert (health["status"], health["keys"]) == ("degraded", "unknown")
    assert any("recruiting.keys.v1" in reason for reason in health["reasons"])
    ring.is_known = True
    assert asked(key).status_code == 200
    assert plain.get("/health").json()["keys"] == "on"


def test_each_key_has_a_rate_of_its_own_and_is_told_what_is_left(asked, ring, plain):
    slow, other = ring.mint("read", rate=2), ring.mint("read")
    first = asked(slow)
    assert first.headers["ratelimit-policy"] == '"key";q=2;w=60'
    assert first.headers["ratelimit"] == '"key";r=1;t=30'
    assert asked(slow, "/api/jobs").headers["ratelimit"] == '"key";r=0;t=60'
    for path in (PREDICT, "/api/jobs"):
        refused = asked(slow, path)
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "30"
        assert refused.headers["ratelimit"] == '"key";r=0;t=60'
        assert refused.json()["type"] == "urn:matchstream:problem:too-many-requests"
    assert asked(other).headers["ratelimit"] == '"key";r=5999;t=1'
    assert refusals(plain) == {"rate": 2}


# -- a proxy's users


def test_a_user_is_believed_of_the_proxy_that_knows_the_secret_only(plain, ring):
    user = {"X-Matchstream-User": "ana@example.org"}
    good = user | {"X-Matchstream-Proxy": VOUCHER}
    assert plain.get("/session", headers=good).json() == {
        "keys": "on", "name": "ana@example.org", "scopes": ["read", "review"],
    }  # fmt: skip
    assert plain.post(PREDICT, json=PAIR, headers=good | OWN).status_code == 200
    assert plain.post(PREDICT, json=PAIR, headers=good).status_code == 403
    for bad in (user, user | {"X-Matchstream-Proxy": "guess"}, {"X-Matchstream-Proxy": VOUCHER}):
        assert plain.get("/session", headers=bad).status_code == 401
    twice = [*good.items(), ("X-Matchstream-User", "root")]
    assert plain.get("/session", headers=twice).status_code == 401
    assert refusals(plain) == {"page": 1, "proxy": 3, "malformed": 1}


def test_without_the_setting_nobody_is_believed(memory, outside, ring):
    app = make(GatewaySettings(gateway_keys="on"), lambda: memory, outside)
    gate = app.state.gate
    for headers in ([(b"x-matchstream-user", b"ana")], [(b"x-matchstream-user", b"a"), (b"x-matchstream-proxy", b"")]):
        with pytest.raises(Exception, match="chave"):
            gate.who({"headers": headers, "method": "GET", "scheme": "http"})


# -- what goes on for hours


async def test_pushes_end_with_their_key(settings, memory, outside, ring):
    world = MemoryWorld(memory)
    world.ready()
    key = ring.mint("read")
    app = make(settings, lambda: memory, outside)
    async with session_of(app):
        await until(lambda: app.state.parts.pushes._position is not None)
        async with EventStream(app, headers={"Authorization": f"Bearer {key}"}) as stream:
            assert (await stream.next())["event"] == "ready"
            world.push(a_match("v1", "c1", 90.0))
            assert (await stream.next())["event"] == "match"
            ring.note(ended(id_of(key), "revoked", 0))
            world.push(a_match("v1", "c2", 90.0))
            await stream.ended()
        async with EventStream(app, headers={"Authorization": f"Bearer {key}"}) as stream:
            assert stream.status == 401


# -- nothing leaks


def test_no_key_stands_in_a_log_or_a_metric(asked, ring, plain, caplog):
    caplog.set_level(logging.DEBUG)
    keys = [*bad_keys(ring).values(), ring.mint("read"), ring.mint("metrics")]
    for key in keys:
        asked(key)
        plain.post("/session", json={"key": key}, headers=OWN)
    plain.post("/session", content=b'{"key": "' + keys[0].encode(), headers=OWN | {"Content-Type": "application/json"})
    shown = caplog.text + asked(keys[-1], "/metrics").text
    for key in keys:
        assert key.lower() not in shown.lower()
        assert key.rpartition("_")[2].lower() not in shown.lower()


# -- off


def test_keys_are_off_on_loopback_only():
    for host in ("127.0.0.1", "::1", "localhost", "127.8.9.1"):
        assert GatewaySettings(gateway_keys="off", gateway_host=host).gateway_keys == "off"
    for host in ("0.0.0.0", "::", "10.0.0.1", "gateway", ""):
        with pytest.raises(ValueError, match="MATCHSTREAM_GATEWAY_KEYS is off, and MATCHSTREAM_GATEWAY_HOST") as told:
            GatewaySettings(gateway_keys="off", gateway_host=host)
        assert len(told.value.errors()) == 1
        assert GatewaySettings(gateway_keys="on", gateway_host=host)


def test_without_keys_pages_and_health_say_so(outside, settings, memory):
    with serving(make(settings, lambda: memory, outside)) as client:
        for page in ("/", "/status", "/entrar"):
            assert "Aberto, sem chave" in client.get(page).text
        assert client.get("/health").json()["keys"] == "off"
        assert client.get("/session").json()["keys"] == "off"
        assert client.post("/api/keys", json={"name": "a", "scopes": ["read"]}).status_code == 409


def test_pages_and_health_are_open_and_say_nothing_of_off(plain, ring, asked):
    for path in ("/status", "/entrar", "/health", "/openapi.json", "/static/frame.css"):
        answer = plain.get(path)
        assert answer.status_code == 200
        assert "Aberto, sem chave" not in answer.text


@pytest.mark.parametrize("scopes", ["read,root", "everything"])
def test_unknown_scopes_of_users_are_refused(scopes):
    with pytest.raises(ValueError, match="is no scope"):
        GatewaySettings(gateway_user_scopes=scopes)
