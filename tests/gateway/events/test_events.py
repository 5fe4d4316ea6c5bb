"""`/api/events`: the three content modes of CloudEvents over HTTP, and 202 only for what Kafka has."""

from __future__ import annotations

import asyncio
import base64
import threading

import orjson
import pytest

from data.contract.codec import MAX_EVENT_BYTES, decode
from data.contract.events import EventType
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import Change, Kind
from gateway.events.ingest import Busy, Ingest
from tests.gateway.stand_ins import MemorySender
from tests.waiting import DEADLINE

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
TIME = "2026-05-04T10:00:00Z"


def an_event(**changes):
    event = {
        "specversion": "1.0",
        "id": "e1",
        "source": "/ats",
        "type": "recruiting.applicant.upserted",
        "time": TIME,
        "data": {"id": "c1", "conhecimentos_tecnicos": "Java", "nome": "Maria da Silva", "email": "m@x.br"},
    }
    event.update(changes)
    return {name: value for name, value in event.items() if value is not ...}


def send(client, document, kind=STRUCTURED, **headers):
    body = document if isinstance(document, bytes) else orjson.dumps(document)
    return client.post("/api/events", content=body, headers={"Content-Type": kind, **headers})


def binary(client, data, **attributes):
    headers = {"ce-specversion": "1.0", "ce-id": "e1", "ce-source": "/ats", "ce-time": TIME} | {
        f"ce-{name}": value for name, value in attributes.items()
    }
    return send(client, data, "application/json", **headers)


@pytest.fixture
def sent(outside):
    return outside.senders[0].records


def read(record):
    return decode(record.topic, record.key, record.value, record.headers, 1_800_000_000_000)


def test_a_structured_event_is_sent_as_kafka_has_it(plain, sent):
    answer = send(plain, an_event())

    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    event = read(sent[0])
    assert (event.type, event.id, event.source, event.key) == (EventType.APPLICANT_UPSERTED, "e1", "/ats", "c1")
    assert event.time.isoformat() == "2026-05-04T10:00:00+00:00"


def test_what_is_personal_is_dropped_at_the_door(plain, sent):
    send(plain, an_event())

    assert orjson.loads(sent[0].value) == {"id": "c1", "conhecimentos_tecnicos": "Java"}
    assert b"Maria" not in b"".join(value for _, value in sent[0].headers)


def test_a_batch(plain, sent):
    job = an_event(id="e2", type="recruiting.job.upserted", data={"id": "v1", "titulo_vaga": "Dev"})
    gone = an_event(id="e3", type="recruiting.job.removed", data={"id": "v2"})

    answer = send(plain, [an_event(), job, gone], BATCH)

    assert (answer.status_code, answer.json()) == (202, {"accepted": 3})
    assert [(record.topic, record.key) for record in sent] == [
        ("recruiting.applicants.v1", b"c1"),
        ("recruiting.jobs.v1", b"v1"),
        ("recruiting.jobs.v1", b"v2"),
    ]
    assert sent[2].value is None


def test_binary_mode(plain, sent):
    answer = binary(plain, {"id": "v1", "titulo_vaga": "Dev"}, type="recruiting.job.upserted")

    assert answer.status_code == 202
    assert read(sent[0]).key == "v1"


def test_a_removal_may_name_its_entity_by_the_subject_alone(plain, sent):
    assert binary(plain, b"", type="recruiting.job.removed", subject="v9").status_code == 202
    assert (sent[0].key, sent[0].value) == (b"v9", None)


@pytest.mark.parametrize(("time", "is_told"), [(TIME, True), (..., False)])
def test_a_removal_without_a_time_is_as_of_when_kafka_has_it(plain, sent, time, is_told):
    gone = an_event(type="recruiting.applicant.removed", data={"id": "c1"}, time=time)
    assert send(plain, gone).status_code == 202
    assert ("ce_time" in dict(sent[0].headers)) == is_told


def test_base64_data(plain, sent):
    data = base64.b64encode(b'{"id": "c7"}').decode()

    assert send(plain, an_event(data=..., data_base64=data)).status_code == 202
    assert sent[0].key == b"c7"


def test_an_empty_batch_is_accepted(plain):
    assert send(plain, [], BATCH).json() == {"accepted": 0}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ...}, "no_cloud_event"),
        ({"source": ...}, "no_cloud_event"),
        ({"type": ...}, "no_cloud_event"),
        ({"id": ""}, "no_cloud_event"),
        ({"id": 5}, "no_cloud_event"),
        ({"specversion": "0.3"}, "no_cloud_event"),
        ({"specversion": 1}, "no_cloud_event"),
        ({"time": "yesterday"}, "no_cloud_event"),
        ({"time": 5}, "no_cloud_event"),
        ({"time": "2026-05-04T10:00:00"}, "no_cloud_event"),
        ({"time": "2999-01-01T00:00:00Z"}, "time_in_future"),
        ({"data": ..., "data_base64": "abc"}, "no_cloud_event"),
        ({"data": ..., "data_base64": 5}, "no_cloud_event"),
        ({"type": "recruiting.applicant.exploded"}, "unknown_type"),
        ({"data": ...}, "invalid"),
        ({"data": {"id": "c 1"}}, "invalid"),
        ({"data": {"conhecimentos_tecnicos": "x"}}, "invalid"),
        ({"data": {"id": "c1", "cv": 5}}, "invalid"),
        ({"data": [1]}, "invalid"),
        ({"data": '{"id": "c1"}'}, "invalid"),  # a JSON string is a string, not a document (JSON format 3.1.2)
        ({"data": {"id": "c1"}, "data_base64": "e30="}, "no_cloud_event"),
        ({"data": ..., "data_base64": "ew=="}, "no_json"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "no_cloud_event"),
        ({"time": "9999-12-31T23:59:59-14:00"}, "no_cloud_event"),
        ({"Subject": "c1"}, "no_cloud_event"),
        ({"type": "recruiting.applicant.removed", "data": {}}, "bad_key"),
        ({"type": "recruiting.job.closed", "data": ...}, "invalid"),
    ],
)
def test_an_invalid_event_is_refused_with_its_place_and_reason(plain, sent, changes, reason):
    answer = send(plain, [an_event(), an_event(**changes)], BATCH)

    assert answer.status_code == 400
    problem = answer.json()
    assert problem["errors"] == [{"index": 1, "reason": reason, "detail": problem["errors"][0]["detail"]}]
    assert "índice 1" in problem["error"]
    assert not sent, "nothing of a batch with a fault is sent"


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"{", STRUCTURED, "no_json"),
        (b"[1]", STRUCTURED, "no_cloud_event"),
        (b"{}", BATCH, "no_cloud_event"),
        (b"[5]", BATCH, "no_cloud_event"),
        (b'{"id": NaN}', STRUCTURED, "no_json"),
    ],
)
def test_a_body_that_holds_no_event(plain, body, kind, reason):
    answer = send(plain, body, kind)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["reason"] == reason


def test_binary_mode_refuses(plain):
    assert binary(plain, {"id": "v1"}, time="soon", type="recruiting.job.upserted").status_code == 400
    assert binary(plain, b"{", type="recruiting.job.upserted").json()["errors"][0]["reason"] == "no_json"
    assert "ce-type" in binary(plain, {"id": "v1"}).json()["error"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/cloudevents+xml", ""])
def test_another_content_type_is_415(plain, kind):
    answer = send(plain, an_event(), kind)

    assert answer.status_code == 415
    assert STRUCTURED in answer.json()["error"]


def test_no_value_of_an_event_is_repeated_in_an_error(plain):
    answer = send(plain, an_event(data={"id": "c1", "cv": {"nome": "Maria da Silva"}}))

    assert answer.status_code == 400
    assert "Maria" not in answer.text


def test_an_event_larger_than_a_record_is_413(plain, sent):
    big = {"id": "c1", **dict.fromkeys(("conhecimentos_tecnicos", "cv", "certificacoes"), "\u20ac" * 150_000)}
    assert len(orjson.dumps(big)) > MAX_EVENT_BYTES

    answer = send(plain, [an_event(), an_event(data=big)], BATCH)

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["index"] == 1
    assert not sent


def test_a_body_too_large_is_413_in_the_same_format(plain):
    def pieces():
        yield b"[" + b" " * (1 << 22)

    async def apieces():
        for piece in pieces():
            yield piece

    declared = send(plain, b"[" + b" " * (1 << 22), BATCH)
    streamed = plain.post("/api/events", content=apieces(), headers={"Content-Type": BATCH})

    for answer in (declared, streamed):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["type"] == "urn:matchstream:problem:too-large"


def test_a_broker_away_is_503_never_a_false_202(plain, outside):
    outside.senders[0].error = "_MSG_TIMED_OUT"

    answer = send(plain, an_event())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["type"] == "urn:matchstream:problem:broker-away"
    outside.senders[0].error = None
    assert send(plain, an_event()).status_code == 202


def test_nothing_is_acknowledged_into_topics_that_nobody_reads(plain, outside, sent):
    outside.changed = (Change("recruiting.jobs.v1", Kind.ANEW, "it was made anew"),)

    answer = send(plain, an_event())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["type"] == "urn:matchstream:problem:topics-changed"
    assert "recruiting.jobs.v1" in answer.json()["error"]
    assert not sent
    outside.changed = ()
    assert send(plain, an_event()).status_code == 202


def test_nothing_is_sent_before_the_topics_are_right(plain, outside, sent):
    def unfit():
        raise TopicsUnfit("recruiting.jobs.v1 is missing")

    checks = []
    outside.now = unfit
    assert send(plain, an_event()).status_code == 503
    assert not sent
    outside.now = lambda: checks.append(1)
    assert send(plain, an_event()).status_code == 202
    assert send(plain, an_event()).status_code == 202
    assert checks == [1]


def test_what_the_broker_finds_too_large_is_413(plain, outside):
    outside.senders[0].error = "MSG_SIZE_TOO_LARGE"

    assert send(plain, an_event()).status_code == 413


def test_events_are_counted(plain):
    send(plain, an_event())
    send(plain, an_event(type="x"))

    counted = plain.get("/metrics").text
    assert 'matchstream_events_accepted_total{type="recruiting.applicant.upserted"} 1.0' in counted
    assert 'matchstream_events_refused_total{reason="unknown_type"} 1.0' in counted


class HeldSender(MemorySender):
    def __init__(self):
        super().__init__()
        self.entered = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.most = self.now = 0

    def send(self, records):
        self.now += 1
        self.most = max(self.most, self.now)
        self.entered.release()
        assert self.let_go.wait(DEADLINE)
        self.now -= 1
        return super().send(records)


HEADERS = {"content-type": STRUCTURED}


async def test_a_sender_serves_one_request_at_a_time_and_few_may_wait():
    sender = HeldSender()
    ingest = Ingest([sender], 1, lambda: None)
    body = orjson.dumps(an_event())
    first, second = (asyncio.create_task(ingest.accept(HEADERS, body)) for _ in range(2))
    await asyncio.to_thread(sender.entered.acquire)

    with pytest.raises(Busy):
        await ingest.accept(HEADERS, body)
    sender.let_go.set()

    assert len(await first) == len(await second) == 1
    assert sender.most == 1


async def test_a_client_that_goes_away_does_not_free_the_sender_early():
    sender = HeldSender()
    ingest = Ingest([sender], 1, lambda: None)
    body = orjson.dumps(an_event())
    first = asyncio.create_task(ingest.accept(HEADERS, body))
    await asyncio.to_thread(sender.entered.acquire)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    second = asyncio.create_task(ingest.accept(HEADERS, body))
    sender.let_go.set()

    assert len(await second) == 1
    assert sender.most == 1
    assert len(sender.records) == 2
