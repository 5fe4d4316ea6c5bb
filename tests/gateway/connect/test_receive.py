"""`POST /connect/{connection}`: who is believed, what is answered, and what goes to Kafka."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import orjson
import pytest

from data.contract.codec import decode
from data.contract.entities import Application
from data.contract.events import EventType, event
from data.contract.topics import CONNECTIONS
from gateway.settings import GatewaySettings
from producers.connectors.vendors import VENDORS
from tests.ats import bodies
from tests.ats.files import BEFORE, SECRETS, written
from tests.ats.senders import Sender, signed

SAMPLES = {
    "greenhouse": ("new_candidate_application", bodies.greenhouse("new_candidate_application")),
    "gupy": ("application.created", bodies.gupy("application.created")),
    "ashby": ("applicationSubmit", bodies.ashby("applicationSubmit")),
    "smartrecruiters": ("application.created", bodies.smartrecruiters("application.created")),
    "standard_webhooks": (
        "recruiting.applicant.upserted",
        {"type": "recruiting.applicant.upserted", "timestamp": bodies.TIME, "data": {"id": "c1", "nome": bodies.FIRST}},
    ),
    "cloudevents": (
        "recruiting.applicant.upserted",
        {
            "specversion": "1.0",
            "id": "1",
            "source": "/hr",
            "type": "recruiting.applicant.upserted",
            "data": {"id": "c1", "nome": bodies.FIRST},
        },
    ),
}
UNKNOWN = {
    "greenhouse": {"action": "candidate_hired"},
    "gupy": {"event": "x"},
    "ashby": {"action": "x"},
    "smartrecruiters": {},
    "standard_webhooks": {"type": "invoice.paid"},
    "cloudevents": {"specversion": "1.0", "id": "1", "source": "/hr", "type": "x"},
}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "connections"


@pytest.fixture
def settings(folder):
    return GatewaySettings(connections_file=written(folder), gateway_max_body=1 << 23)


@pytest.fixture
def sent(outside):
    return outside.senders[0].records


def post(client, vendor, document=None, *, secret=None, headers=None, name=None):
    action, sample = SAMPLES[vendor]
    body = document if isinstance(document, bytes) else bodies.encoded(sample if document is None else document)
    signature = signed(vendor, secret or SECRETS[vendor], body, action if name is None else name)
    return client.post(f"/connect/{vendor}", content=body, headers=signature | (headers or {}))


def spoiled(document):
    """The same with an id of the applicant that is none."""
    if isinstance(document, dict):
        return {name: spoiled(value) for name, value in document.items()}
    if isinstance(document, list):
        return [spoiled(value) for value in document]
    people = {60304594, 5001, 9001, bodies.CANDIDATE, bodies.SMART_CANDIDATE, "c1"}
    return "a b qzid" if document in people else document


def counted(client, vendor, event, result):
    line = f'matchstream_webhooks_total{{connection="{vendor}",event="{event}",result="{result}"}} '
    found = [row for row in client.get("/metrics").text.splitlines() if row.startswith(line)]
    return float(found[0].removeprefix(line)) if found else 0.0


@pytest.mark.parametrize("vendor", SAMPLES)
class TestEachSystem:
    def test_a_delivery_is_a_success_as_the_system_counts_it(self, plain, sent, vendor):
        answer = post(plain, vendor)
        assert answer.status_code == VENDORS[vendor].success
        assert answer.json() == {"accepted": 1}
        assert sent
        action = SAMPLES[vendor][0]
        result = "queued" if vendor == "smartrecruiters" else "published"
        assert counted(plain, vendor, action, result) == 1

    def test_both_secrets_are_good_while_one_is_changed(self, plain, folder, vendor):
        assert post(plain, vendor, secret=BEFORE[vendor]).status_code == VENDORS[vendor].success
        (folder / f"{vendor}.before").unlink()
        assert post(plain, vendor, secret=BEFORE[vendor]).status_code == VENDORS[vendor].bad_signature
        assert post(plain, vendor).status_code == VENDORS[vendor].success

    def test_a_wrong_or_missing_signature_is_refused_and_counted(self, plain, sent, vendor):
        header = VENDORS[vendor].scheme.header
        wrong = post(plain, vendor, headers={header: "v1=00"})
        missing = post(plain, vendor, headers={header: ""})
        assert {wrong.status_code, missing.status_code} == {VENDORS[vendor].bad_signature}
        assert wrong.json()["type"].endswith("bad-signature")
        assert ("www-authenticate" in wrong.headers) == (wrong.status_code == 401)
        assert counted(plain, vendor, "(none)", "wrong") == counted(plain, vendor, "(none)", "missing") == 1
        assert not sent

    def test_a_body_that_was_written_anew_is_refused_where_it_is_signed(self, plain, sent, vendor):
        body = bodies.encoded(SAMPLES[vendor][1])
        headers = signed(vendor, SECRETS[vendor], body, SAMPLES[vendor][0])
        anew = orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2)
        answer = plain.post(f"/connect/{vendor}", content=anew, headers=headers)
        is_signed = hasattr(VENDORS[vendor].scheme, "sign")
        assert answer.status_code == (VENDORS[vendor].bad_signature if is_signed else VENDORS[vendor].success)
        assert bool(sent) != is_signed

    def test_an_unknown_event_is_a_success_and_counted(self, plain, sent, vendor):
        answer = post(plain, vendor, UNKNOWN[vendor], name="x.y")
        assert (answer.status_code, answer.json()) == (VENDORS[vendor].success, {"accepted": 0})
        assert counted(plain, vendor, "(other)", "unknown") == 1
        assert not sent

    def test_what_cant_be_read_is_a_success_counted_and_told_without_its_content(self, plain, sent, vendor, caplog):
        text = bodies.encoded(spoiled(SAMPLES[vendor][1]))
        with caplog.at_level(logging.WARNING):
            answer = post(plain, vendor, text)
        assert answer.status_code == VENDORS[vendor].success
        assert counted(plain, vendor, SAMPLES[vendor][0], "unreadable") == 1
        assert vendor in caplog.text
        assert "qzid" not in caplog.text
        assert not sent

    def test_without_kafka_it_is_to_come_again(self, plain, outside, vendor):
        outside.senders[0].error = "_MSG_TIMED_OUT"
        answer = post(plain, vendor)
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
        assert counted(plain, vendor, SAMPLES[vendor][0], "published") == 0

    def test_no_secret_can_be_read(self, plain, folder, vendor):
        for path in folder.glob(f"{vendor}.*"):
            path.unlink()
        assert post(plain, vendor).status_code == 503

    def test_an_outage_of_hours_loses_nothing_and_disables_nothing(self, plain, outside, sent, vendor):
        def through(body, headers):
            answer = plain.post(f"/connect/{vendor}", content=body, headers=headers)
            return answer.status_code, answer.headers

        sender = Sender(vendor, SECRETS[vendor], through)
        sender.activate()
        assert sender.is_enabled
        for number in range(3):
            sender.happen(*SAMPLES[vendor])
            outside.senders[0].error = "_ALL_BROKERS_DOWN" if number % 2 else None
            sender.run(until=sender.now + 600)
        outside.senders[0].error = None
        sender.run()
        assert (sender.undelivered, sender.delivered, sender.is_enabled) == (0, 3, True)
        assert sent

    def test_a_success_code_of_another_system_would_lose_events(self, plain, vendor):
        """The stand-in is no friend: with the other code it gives up."""
        other = 202 if VENDORS[vendor].success == 200 else 200
        sender = Sender(vendor, SECRETS[vendor], lambda _body, _headers: (other, {}))
        sender.happen(*SAMPLES[vendor])
        sender.run()
        assert (sender.undelivered == 1) == (vendor in {"greenhouse", "gupy", "smartrecruiters"})


def test_ashby_asks_again_where_its_signature_is_wrong(plain):
    good = signed("ashby", SECRETS["ashby"], b"")

    def through(body, headers):
        key = SECRETS["ashby"] if sender.now > 60 else "not-yet-known-to-us"
        answer = plain.post("/connect/ashby", content=body, headers=signed("ashby", key, body))
        return answer.status_code, answer.headers

    assert good
    sender = Sender("ashby", "", through)
    sender.happen(*SAMPLES["ashby"])
    sender.run()
    assert (sender.undelivered, sender.delivered) == (0, 1)


def test_an_unknown_connection_is_not_found(plain):
    assert plain.post("/connect/nobody", content=b"{}").status_code == 404
    assert plain.post("/connect/" + "x" * 300, content=b"{}").status_code == 400


def test_ids_have_their_prefix_and_events_their_source(plain, sent):
    post(plain, "greenhouse")
    read = [decode(r.topic, r.key, r.value, r.headers, 1_800_000_000_000) for r in sent]
    assert {one.key for one in read} == {"gr-60304594"}
    assert {one.source for one in read} == {"urn:ats:greenhouse"}
    assert orjson.loads(sent[1].value)["id_vaga"] == "gr-274075"


def test_a_merge_moves_the_applications_of_the_id_that_is_gone(plain, outside, sent):
    time = datetime(2026, 11, 1, tzinfo=UTC)
    before = Application(id_vaga="gr-1", id_candidato="gr-60304594", situacao="Oferta")
    outside.applications["gr-60304594"] = [
        event(EventType.APPLICATION_HIRED, before, time=time, source="urn:ats:greenhouse", id="x")
    ]
    answer = post(plain, "greenhouse", bodies.greenhouse("merge_candidate"))
    assert answer.status_code == 200
    gone, moved = (decode(r.topic, r.key, r.value, r.headers, 1_800_000_000_000) for r in sent)
    assert (gone.type, gone.key) == (EventType.APPLICANT_REMOVED, "gr-60304594")
    assert (moved.type, moved.key, moved.time) == (EventType.APPLICATION_HIRED, "gr-457456", time)
    assert moved.entity == before.model_copy(update={"id_candidato": "gr-457456"})


def test_a_state_to_be_fetched_is_in_kafka_before_it_is_acknowledged(plain, sent):
    assert post(plain, "smartrecruiters").status_code == 202
    (asked,) = sent
    assert asked.topic == CONNECTIONS.name
    assert asked.key.startswith(b"smartrecruiters|fetch|")
    assert bodies.SMART_CANDIDATE.encode() not in asked.key


def test_a_connection_is_heard_of_by_a_good_signature_alone(plain):
    def told(vendor):
        line = f'matchstream_connection_told_timestamp_seconds{{connection="{vendor}"}} '
        (found,) = (row for row in plain.get("/metrics").text.splitlines() if row.startswith(line))
        return float(found.removeprefix(line))

    assert 'matchstream_connection_silent_seconds{connection="gupy"} 259200.0' in plain.get("/metrics").text
    assert (told("greenhouse"), told("gupy")) == (0, 0)
    begun = datetime.now(UTC).timestamp()
    post(plain, "gupy", secret="another-secret-of-some-length")
    assert told("gupy") == 0
    post(plain, "gupy", UNKNOWN["gupy"])
    assert begun <= told("gupy") <= datetime.now(UTC).timestamp()
    assert told("greenhouse") == 0


class TestHandshakes:
    def test_smartrecruiters_is_echoed(self, plain):
        answer = plain.post("/connect/smartrecruiters", headers={"X-Hook-Secret": "a1-b2"})
        assert (answer.status_code, answer.headers["x-hook-secret"]) == (200, "a1-b2")
        assert plain.post("/connect/smartrecruiters", headers={"X-Hook-Secret": "a b"}).status_code == 401
        assert plain.post("/connect/gupy", headers={"X-Hook-Secret": "a1-b2"}).status_code == 401

    def test_cloudevents_asks_by_options(self, plain):
        asked = {"WebHook-Request-Origin": "eventemitter.example.com"}
        answer = plain.request("OPTIONS", "/connect/cloudevents", headers=asked)
        assert answer.status_code == 200
        assert answer.headers["webhook-allowed-origin"] == "eventemitter.example.com"
        assert plain.request("OPTIONS", "/connect/cloudevents").status_code == 405
        assert plain.request("OPTIONS", "/connect/gupy", headers=asked).status_code == 405
        assert plain.request("OPTIONS", "/connect/nobody", headers=asked).status_code == 404


def test_labels_are_bounded_whatever_is_sent(plain):
    for number in range(20):
        post(plain, "gupy", {"event": f"made-up-{number}"})
        plain.post(f"/connect/made-up-{number}", content=b"{}")
    rows = [row for row in plain.get("/metrics").text.splitlines() if row.startswith("matchstream_webhooks_total")]
    assert len([row for row in rows if not row.endswith(" 0.0")]) == 1
    assert "made-up" not in plain.get("/metrics").text


def test_an_event_that_is_too_large_keeps_no_other_back(plain, sent):
    large = {"id": "c2", "cv": "é" * 199_999, "conhecimentos_tecnicos": "日" * 199_999, "certificacoes": "é" * 199_999}
    event = SAMPLES["cloudevents"][1]
    body = bodies.encoded([event | {"data": large}, event])
    headers = signed("cloudevents", SECRETS["cloudevents"], body) | {
        "content-type": "application/cloudevents-batch+json"
    }
    answer = plain.post("/connect/cloudevents", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    assert counted(plain, "cloudevents", "recruiting.applicant.upserted", "unreadable") == 1
    assert [record.key for record in sent] == [b"cl-c1"]


def test_a_title_that_is_too_long_is_unreadable(plain, sent):
    assert post(plain, "greenhouse", bodies.greenhouse("job_post_updated", title="x" * 1500)).status_code == 200
    assert counted(plain, "greenhouse", "job_post_updated", "unreadable") == 1
    assert not sent
