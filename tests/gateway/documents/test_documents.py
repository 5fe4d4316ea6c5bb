"""`POST /api/documents/{applicant id}`: a CV in, its applicant out, and an answer to each that can't be read."""

from __future__ import annotations

import asyncio
import base64
import threading

import orjson
import pytest

from data.contract.codec import decode
from gateway.documents import documents as module
from gateway.documents.document_requests import ANY, DOCX, JSON, PDF
from gateway.documents.documents import Documents, TooManyDocuments
from gateway.settings import GatewaySettings
from producers.documents import isolated
from producers.documents.limits import MAX_BYTES
from producers.documents.outcome import Doubt, Format, Reading, Reason
from tests.documents import cvs, docx
from tests.documents.in_process import read as in_process_read
from tests.documents.pages import PICTURE, Mark, lines, pdf

CV = cvs.made(1)[0]
WORD = docx.of_cv(CV)
LATE = 1 << 41


@pytest.fixture(autouse=True)
def in_process(request, monkeypatch):
    if "own_process" not in request.fixturenames:
        monkeypatch.setattr(isolated, "read", in_process_read)


@pytest.fixture
def own_process():
    """A process of its own reads each document, as it is in use."""


@pytest.fixture
def settings():
    return GatewaySettings(gateway_max_body=1 << 23)


@pytest.fixture
def sent(outside):
    return outside.senders[0].records


def event(sent):
    (record,) = sent
    return decode(record.topic, record.key, record.value, record.headers, LATE)


def post(client, body, kind=ANY, name="c1"):
    return client.post(f"/api/documents/{name}", content=body, headers={"Content-Type": kind})


def beside(document, fields):
    return orjson.dumps({"documento": base64.b64encode(document).decode(), "candidato": fields})


@pytest.mark.parametrize("kind", [DOCX, ANY, PDF, "Application/MSWord; x=y"])
def test_a_document_becomes_its_applicant_whatever_type_it_is_given(plain, sent, kind):
    answer = post(plain, WORD, kind, "c%2F1")
    assert (answer.status_code, answer.json()) == (
        202,
        {"accepted": 1, "format": "docx", "pages": None, "words": len(CV.text.split())},
    )
    found = event(sent)
    assert (found.key, found.source) == ("c/1", "matchstream/documents")
    assert set(found.entity.model_dump(exclude_none=True)) == {"id", "cv"}
    assert set(CV.text.split()) == set(found.entity.cv.split())


def test_fields_beside_it(plain, sent, own_process):
    fields = {"cidade": "Recife", "id": "other", "cv": "other", "nome": "Qzana", "skills": "x"}
    answer = post(plain, beside(WORD, fields), "application/json; charset=utf-8")
    assert answer.json()["warnings"] == [
        "skills: campo desconhecido, ignorado; o nome do campo é conhecimentos_tecnicos"
    ]
    found = event(sent).entity
    assert (found.id, found.cidade, CV.skills[0] in found.cv) == ("c1", "Recife", True)
    assert b"Qzana" not in sent[0].value


def test_the_same_document_is_the_same_event(plain, sent):
    for body in (WORD, WORD, beside(WORD, {"cidade": "Recife"})):
        assert post(plain, body, JSON if body[:1] == b"{" else ANY).status_code == 202
    assert post(plain, WORD, name="c2").status_code == 202
    ids = [decode(r.topic, r.key, r.value, r.headers, LATE).id for r in sent]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_what_is_doubtful_and_what_nobody_sees_is_said(plain, sent):
    seen = lines(["Analista de sistemas com Java e Spring Boot"])
    answer = post(plain, pdf([[*seen, Mark("Kubernetes qz@example.org", y=20, before="3 Tr")]])).json()
    assert answer["hidden"] == "Kubernetes [email]"
    assert answer["warnings"] == [
        "documento: há palavras que ninguém vê na página; elas não contam",
        "documento: há poucas palavras",
    ]
    assert "Kubernetes" not in event(sent).entity.cv


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, Reason.EMPTY),
        (bytes(MAX_BYTES + 1), 413, Reason.TOO_LARGE),
        (docx.package("", more={"big.xml": bytes(60_000_000)}), 413, Reason.TOO_LARGE_INSIDE),
        (b"{\\rtf1 Java}", 415, Reason.OTHER_FORMAT),
        (pdf([[PICTURE]]), 422, Reason.PICTURE),
        (WORD[:-30], 422, Reason.DAMAGED),
    ],
)
def test_a_document_that_is_not_read_is_answered_and_nothing_sent(plain, sent, body, status, reason):
    answer = post(plain, body)
    slug = f"document-{reason.value.replace('_', '-')}"
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:matchstream:problem:{slug}")
    assert not sent
    shown = plain.get("/metrics").text
    assert f'matchstream_documents_total{{result="{reason.value}"}} 1.0' in shown


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"documento": 7}',
        b'{"documento": "a b"}',
        beside(WORD, ["x"]),
        beside(WORD, {"cidade": 7}),
    ],
)
def test_json_that_is_not_as_it_should_be(plain, sent, body):
    assert post(plain, body, JSON).status_code == 400
    assert not sent


def test_other_types_and_ids(plain, sent):
    assert post(plain, WORD, "text/plain").status_code == 415
    assert plain.post("/api/documents/c1", content=WORD).status_code == 415
    assert post(plain, WORD, name="a%20b").status_code == 400
    assert post(plain, WORD, name="x" * 200).status_code == 400
    assert not sent


def test_kafka_away_is_503(plain, outside):
    outside.senders[0].error = "_MSG_TIMED_OUT"
    answer = post(plain, WORD)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:matchstream:problem:broker-away")


async def test_only_so_many_are_read_and_wait_at_a_time(monkeypatch):
    going, go, running = threading.Semaphore(0), threading.Event(), []

    def slow(document):
        running.append(document)
        going.release()
        go.wait()
        return Reading(Format.PDF, 1, "Java", (Doubt.SHORT,))

    monkeypatch.setattr(module.reading, "read", slow)
    documents = Documents(at_once=2, waiting=1)
    tasks = [asyncio.create_task(documents.read(b"%d" % number)) for number in range(3)]
    for _ in range(2):
        await asyncio.to_thread(going.acquire)
    with pytest.raises(TooManyDocuments):
        await documents.read(b"more")
    assert len(running) == 2
    go.set()
    assert len(await asyncio.gather(*tasks)) == 3
    assert (await documents.read(b"again")).words == 1


@pytest.mark.parametrize("asked", ["check_room", "read"])
def test_too_many_are_503(plain, sent, monkeypatch, asked):
    def full(*_):
        raise TooManyDocuments

    monkeypatch.setattr(Documents, asked, full)
    answer = post(plain, WORD)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:matchstream:problem:busy")
    assert answer.headers["retry-after"] == "2"
    assert not sent
