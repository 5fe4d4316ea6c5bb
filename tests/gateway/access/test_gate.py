"""Who is let in: keys, sessions and a proxy's users, each refusal counted, and nothing told of why a key is no good."""

from __future__ import annotations

import logging

import httpx
import pytest
from anyio import run

from data.contract.keys import ended, id_of
from gateway.settings import GatewaySettings
from tests.gateway.clients import EventStream, serving, session_of, until
from tests.gateway.conftest import make
from tests.gateway.predict.test_predict import PAIR
from tests.gateway.stand_ins import MemoryKeys
from tests.gateway.worlds import MemoryWorld, a_match

PREDICT = "/api/predict"
OWN = {"Origin": "http://localhost"}
VOUCHER = "a-secret-of-the-proxy"


@pytest.fixture
def ring(outside):
    outside.keys = MemoryKeys()
    return outside.keys


@pytest.fixture
def settings(tmp_path):
    secret = tmp_path / "voucher"
    secret.write_text(VOUCHER + "\n")
    return GatewaySettings(gateway_keys="on", gateway_user_secret_file=secret, push_heartbeat=30.0)


@pytest.fixture
def plain(settings, memory, outside, ring):
    with serving(make(settings, lambda: memory, outside)) as client:
        yield client


@pytest.fixture
def asked(ring, plain):
    def ask(key=None, path=PREDICT, **more):
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {key}"} if key else {})
        method = more.pop("method", "POST" if path == PREDICT else "GET")
        return plain.request(method, path, headers=headers, **({"json": PAIR} if path == PREDICT else {}), **more)

    return ask


def refusals(client):
    metrics = client.app.state.metrics
    return {
        sample.labels["reason"]: sample.value
        for family in metrics.access_refused.collect()
        for sample in family.samples
        if sample.name.endswith("_total") and sample.value
    }


def bad_keys(ring):
    good = ring.mint("read")
    revoked = ring.mint("read")
    ring.note(ended(id_of(revoked), "revoked", 0))
    replaced = ring.mint("read")
    ring.note(ended(id_of(replaced), "replaced", 0))
    return {
        "malformed": good.upper(),
        "unknown": MemoryKeys().mint("read"),
        "wrong": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "revoked": revoked,
        "expired": ring.mint("read", days=1, now=0),
    } | {"expired ": replaced}


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


# -- sessions


def entered(plain, key):
    answer = plain.post("/session", json={"key": key}, headers=OWN)
    assert answer.status_code == 200, answer.text
    return answer


def cookie_of(answer):
    return answer.headers["set-cookie"].partition(";")[0]


def test_a_key_begins_a_session_whose_cookie_no_script_and_no_other_page_gets(plain, ring):
    key = ring.mint("read", "review", name="ana")
    answer = entered(plain, key)
    assert answer.json() == {"keys": "on", "name": "ana", "scopes": ["read", "review"]}
    parts = {part.strip().partition("=")[0].lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite", "path", "max-age"} <= parts
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert key.rpartition("_")[2] not in answer.headers["set-cookie"]
    cookie = {"Cookie": f"other=1; {cookie_of(answer)}"}
    assert plain.get("/session", headers=cookie).json()["name"] == "ana"
    assert plain.post(PREDICT, json=PAIR, headers=cookie | OWN).status_code == 200
    assert plain.get("/metrics", headers=cookie).status_code == 403
    left = plain.request("DELETE", "/session", headers=cookie | OWN)
    assert left.status_code == 204
    assert 'matchstream="";' in left.headers["set-cookie"]


def test_a_bad_key_begins_no_session(plain, ring):
    for key in bad_keys(ring).values():
        answer = plain.post("/session", json={"key": key}, headers=OWN)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert key not in answer.text


def test_with_a_cookie_alone_no_other_page_changes_anything(plain, ring, outside):
    cookie = {"Cookie": cookie_of(entered(plain, ring.mint("read", "admin", "ingest")))}
    new = {"name": "thief", "scopes": ["admin"]}
    for more in (
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "http://localhost/"},
    ):
        assert plain.post("/api/keys", json=new, headers=cookie | more).status_code == 403
        assert plain.request("DELETE", "/api/keys/000000000000", headers=cookie | more).status_code == 403
        assert plain.post(PREDICT, json=PAIR, headers=cookie | more).status_code == 403
    assert outside.senders[0].records == []
    assert plain.post("/api/keys", json=new, headers=cookie | OWN).status_code == 201
    assert plain.post(PREDICT, json=PAIR, headers=cookie | {"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_session_ends_with_its_key_with_its_time_and_with_any_change_of_it(plain, ring):
    key = ring.mint("read")
    cookie = cookie_of(entered(plain, key))
    sessions = plain.app.state.gate.sessions
    told = cookie.partition("=")[2]
    key_id, until_, signature = told.split(".")
    others = {
        f"{key_id}.{int(until_) + 1}.{signature}",
        f"{'0' * 12}.{until_}.{signature}",
        f"{key_id}.{until_}.{'0' * 64}",
        sessions.begin(key_id, 0.0),
        sessions.begin("0" * 12, 9e9),
        "",
        "x",
        "..",
        "é",
    }
    for other in others:
        answer = plain.get("/api/jobs", headers={"Cookie": f"matchstream={other}".encode()})
        assert answer.status_code == 401, other
    assert plain.get("/session", headers={"Cookie": cookie}).status_code == 200
    ring.note(ended(key_id, "revoked", 0))
    assert plain.get("/session", headers={"Cookie": cookie}).status_code == 401


def test_a_session_is_good_at_another_gateway_with_the_same_secret_only(settings, memory, outside, ring, tmp_path):
    secret = tmp_path / "session"
    secret.write_text("shared")
    shared = settings.model_copy(update={"gateway_session_secret_file": secret})
    one, two, other = (make(each, lambda: memory, outside).state.gate for each in (shared, shared, settings))
    cookie = one.sessions.begin("abc", 0.0)
    assert two.sessions.key_of(cookie, 1.0) == "abc"
    assert other.sessions.key_of(cookie, 1.0) is None


def test_a_wrong_key_is_not_made_up_for_by_a_good_session(plain, ring):
    cookie = cookie_of(entered(plain, ring.mint("read")))
    headers = {"Cookie": cookie, "Authorization": "Bearer msk_no"}
    assert plain.get("/session", headers=headers).status_code == 401


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


def test_a_session_over_tls_has_a_cookie_that_no_other_host_can_set(settings, memory, outside, ring):
    app = make(settings, lambda: memory, outside)
    key = ring.mint("read")

    async def over_tls():
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as http:
                answer = await http.post("/session", json={"key": key})
                bare = {"Cookie": f"matchstream={app.state.gate.sessions.begin(id_of(key), 9e9)}"}
                return (
                    answer,
                    await http.get("/session"),
                    await httpx.AsyncClient(transport=transport, base_url="https://localhost").get(
                        "/session", headers=bare
                    ),
                )

    answer, mine, planted = run(over_tls)
    assert answer.headers["set-cookie"].startswith("__Host-matchstream=")
    assert "Secure" in answer.headers["set-cookie"]
    assert (mine.status_code, planted.status_code) == (200, 401)
