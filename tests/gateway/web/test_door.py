"""Whom the gateway answers: what was meant for it, and no page of somebody else's."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from gateway.settings import GatewaySettings
from gateway.web.door import KnownNames

EVENT = {
    "specversion": "1.0",
    "id": "e1",
    "source": "/evil",
    "type": "recruiting.applicant.removed",
    "data": {"id": "c1"},
}
STRUCTURED = "application/cloudevents+json"
WAYS = [
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/metrics"),
    ("GET", "/static/frame.js"),
    ("GET", "/api/jobs"),
    ("GET", "/api/pushes"),
    ("GET", "/nowhere"),
    ("POST", "/api/predict"),
    ("POST", "/api/events"),
]


@pytest.mark.parametrize(("method", "path"), WAYS)
def test_a_name_that_is_not_ours_is_answered_nothing_whatever_it_asks(plain, outside, method, path):
    answer = plain.request(method, path, headers={"Host": "rebound.example:8000"}, json=EVENT)

    assert answer.status_code == 421
    assert answer.json()["type"] == "urn:matchstream:problem:unknown-host"
    assert "MATCHSTREAM_GATEWAY_HOSTS" in answer.json()["error"]
    assert not outside.senders[0].records


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000", "10.0.0.7", "[fe80::1]"],
)
def test_loopback_and_addresses_are_ours(plain, host):
    assert plain.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["", "x", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example/localhost", "a@localhost", "127.1",
     "2130706433", "0x7f.1", "[localhost]", "localhost:x", "localhost:1:2", "lócalhost", "localhost, x.example", "*"],
)  # fmt: skip
def test_what_only_looks_like_ours_is_not(host):
    assert host.encode() not in KnownNames([])


@pytest.mark.parametrize(
    ("names", "host", "known"),
    [
        ("ats.example.org", "ats.example.org", True),
        ("ats.example.org", "ATS.example.org:443", True),
        ("ats.example.org", "other.example.org", False),
        ("a.example, *.example.org", "ats.example.org", True),
        ("*.example.org", "a.b.example.org", True),
        ("*.example.org", "example.org", False),
        ("*.example.org", "evilexample.org", False),
        ("*", "any.example", True),
        ("*", "not a name", False),
    ],
)
def test_the_settings_name_more(names, host, known):
    settings = GatewaySettings(gateway_hosts=names)

    assert (host.encode() in KnownNames(settings.known_hosts)) is known


@pytest.mark.parametrize("wrong", ["https://ats.example.org", "ats.example.org:443", "a.*.example", "a b"])
def test_a_name_is_a_name_and_nothing_more(wrong):
    with pytest.raises(ValidationError, match="MATCHSTREAM_GATEWAY_HOSTS"):
        GatewaySettings(gateway_hosts=wrong)


@pytest.mark.parametrize("wrong", ["proxy.example", "10.0.0.1/8", "10.0.0.0/33"])
def test_a_proxy_is_an_address_or_a_network(wrong):
    with pytest.raises(ValidationError, match="MATCHSTREAM_GATEWAY_PROXIES"):
        GatewaySettings(gateway_proxies=wrong)


@pytest.mark.parametrize("path", ["/api/jobs/", "/health/", "/static", "/api/events/", "/api/predict/"])
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_no_answer_leads_to_the_host_that_was_named(plain, path, host):
    answer = plain.get(path, headers={"Host": host})

    assert answer.status_code in (404, 405, 421)
    assert "location" not in answer.headers


@pytest.mark.parametrize("kind", [STRUCTURED, "text/plain", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize(
    "told",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
    ],
)
def test_what_a_foreign_page_sends_changes_nothing(plain, outside, told, kind):
    answer = plain.post("/api/events", json=EVENT, headers={"Host": "localhost:8000", "Content-Type": kind} | told)

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:matchstream:problem:foreign-origin"
    assert not outside.senders[0].records


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_programs_and_our_own_pages_send(plain, outside, told):
    headers = {"Host": "localhost:8000", "Content-Type": STRUCTURED} | told

    assert plain.post("/api/events", json=EVENT, headers=headers).status_code == 202
    assert (
        plain.post(
            "/api/predict",
            json={"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}},
            headers=headers | {"Content-Type": "application/json"},
        ).status_code
        == 200
    )


def test_a_form_of_any_page_is_no_event(plain, outside):
    answer = plain.post("/api/events", json=EVENT, headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415
    assert not outside.senders[0].records
