"""Sessions: begun with a key, good for the pages alone, and ended with it."""

from __future__ import annotations

import httpx
from anyio import run

from data.contract.keys import ended, id_of
from tests.gateway.access.conftest import PREDICT
from tests.gateway.access.keys_at_hand import OWN, bad_keys
from tests.gateway.conftest import make
from tests.gateway.predict.test_predict import PAIR


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
