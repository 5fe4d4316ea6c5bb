"""Subscriptions over HTTP: made, shown without secrets, changed, rotated, tested, replayed, removed."""

from __future__ import annotations

import json

import pytest

from data.webhooks.messages import Message
from data.webhooks.progress import Disabled, Pending, Sent
from data.webhooks.subscription import Subscription

URL = "https://ats.example.org/hooks"
PATH = "/api/webhooks"


@pytest.fixture
def made(plain):
    answer = plain.post(PATH, json={"url": URL, "band": "moderada", "jobs": ["v1", 7]})
    assert answer.status_code == 201
    return answer.json()


def told_messages(outside):
    found = [Message.of(record.key, record.value) for record in outside.senders[0].records]
    return [message for message in found if message is not None]


def told(*places: tuple[str, int]):
    """Messages of pairs of a job, each with its time."""
    for number, (job, time) in enumerate(places):
        pair = {
            "job_id": job,
            "applicant_id": f"c{number}",
            "quality_score": 90.0,
            "applied": False,
            "model_version": "rf-1",
            "before": 0,
            "level": 3,
        }
        yield Message(f"msg_{number}", {"kind": "match.entered", "time": time, "pair": pair}).record()


def test_a_secret_is_answered_once_and_masked_after(plain, made):
    assert made["secret"].startswith("whsec_")
    assert (made["jobs"], made["band"], made["state"]) == (["v1", "7"], "moderada", "starting")
    for answer in (plain.get(PATH), plain.get(f"{PATH}/{made['id']}")):
        assert made["secret"] not in answer.text
        assert "whsec_********" in answer.text


def test_of_a_key_pair_the_public_key_is_shown_and_the_private_never(plain, outside):
    made = plain.post(PATH, json={"url": URL, "signature": "v1a"}).json()
    kept = Subscription.of(outside.senders[0].records[-1].value)
    assert "secret" not in made
    assert made["signatures"][0]["public_key"].startswith("whpk_")
    assert kept.secrets[0].startswith("whsk_")
    assert kept.secrets[0] not in json.dumps(made)


@pytest.mark.parametrize(
    "url",
    [
        "http://ats.example.org/hooks",
        "https://user:password@ats.example.org/",
        "ftp://ats.example.org/",
        "https:///hooks",
        "https://ats.example.org/#part",
        "https://ats.example.org:port/",
        "https://ats.example.org/a b",
        "https://são.example.org/",
        "https://ats.example.org/" + "a" * 2048,
    ],
)
def test_an_address_to_which_nothing_can_be_sent_is_refused(plain, outside, url):
    answer = plain.post(PATH, json={"url": url})
    assert answer.status_code == 400
    assert url not in answer.text
    assert outside.senders[0].records == []


@pytest.mark.parametrize(
    "body", [{}, {"url": URL, "kinds": []}, {"url": URL, "kinds": ["webhook.test"]}, {"url": URL, "secrets": ["a"]}]
)
def test_what_is_no_subscription_is_refused(plain, body):
    assert plain.post(PATH, json=body).status_code == 400


def test_it_is_changed_switched_off_and_on(plain, outside, made):
    at = f"{PATH}/{made['id']}"
    outside.webhooks.sent[made["id"]] = Sent(9, {4: Pending()}, Disabled(1, 0.0, "410"))
    assert [plain.get(at).json()[name] for name in ("state", "why", "waiting")] == ["failed", "410", 1]
    assert plain.request("PATCH", at, json={"enabled": False, "jobs": []}).json()["jobs"] == []
    assert plain.get(at).json()["state"] == "off"
    plain.request("PATCH", at, json={"enabled": True, "url": URL + "/2"})
    shown = plain.get(at).json()
    assert (shown["state"], shown["url"], shown["band"]) == ("on", URL + "/2", "moderada")
    assert plain.request("PATCH", at, json={"secrets": ["whsec_AAAA"]}).status_code == 400


def test_it_is_rotated_and_the_former_secret_goes_on_for_a_while(plain, outside, made):
    rotated = plain.post(f"{PATH}/{made['id']}/rotate").json()
    kept = Subscription.of(outside.senders[0].records[-1].value)
    assert kept.secrets == (rotated["secret"], made["secret"])
    assert len(rotated["signatures"]) == 2
    again = plain.post(f"{PATH}/{made['id']}/rotate", json={"overlap_hours": 0}).json()
    assert len(again["signatures"]) == 1
    assert plain.post(f"{PATH}/{made['id']}/rotate", json={"overlap_hours": -1}).status_code == 400


def test_a_test_is_for_it_alone(plain, outside, made):
    answer = plain.post(f"{PATH}/{made['id']}/test")
    (message,) = told_messages(outside)
    assert (answer.status_code, answer.json()) == (202, {"message": message.identity})
    assert (message.document["to"], message.kind) == (made["id"], "webhook.test")


def test_one_and_a_range_are_replayed_under_their_ids(plain, outside, made):
    outside.senders[0].records += told(("v1", 1000), ("v2", 2000), ("v1", 3000), ("v1", 9000))
    at = f"{PATH}/{made['id']}/replay"
    assert plain.post(at, json={"message": "msg_2"}).json()["messages"] == 1
    first = told_messages(outside)[-1]
    assert (first.identity, first.document["to"]) == ("msg_2", made["id"])
    assert first.key != "msg_2"
    span = {"since": "1970-01-01T00:00:00Z", "until": "1970-01-01T00:00:05Z"}
    assert plain.post(at, json=span).json() == {"messages": 2, "more": False, "until": "1970-01-01T00:00:03+00:00"}
    assert [message.identity for message in told_messages(outside)[-2:]] == ["msg_0", "msg_2"]
    assert plain.post(at, json={"message": "msg_1"}).status_code == 404, "of a job that it does not ask for"
    assert plain.post(at, json={}).status_code == 400
    assert plain.post(at, json={"message": "a", **span}).status_code == 400


def test_it_is_removed(plain, made):
    assert plain.request("DELETE", f"{PATH}/{made['id']}").status_code == 204
    assert plain.get(PATH).json() == {"subscriptions": []}
    for method in ("GET", "PATCH", "DELETE"):
        assert plain.request(method, f"{PATH}/{made['id']}", json={}).status_code == 404


def test_there_are_not_too_many(plain, settings, made):
    settings.webhook_subscriptions = 1
    assert plain.post(PATH, json={"url": URL}).json()["type"].endswith("too-many-webhooks")


def test_what_kafka_does_not_have_is_503(plain, outside, made):
    outside.senders[0].error = "_MSG_TIMED_OUT"
    assert plain.post(PATH, json={"url": URL}).status_code == 503
    outside.webhooks.up = False
    assert plain.get(PATH).status_code == 503
