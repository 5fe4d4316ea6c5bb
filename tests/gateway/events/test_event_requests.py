"""What a sender may write to `/api/events`: every content mode, whatever is legal taken, whatever is not refused."""

from __future__ import annotations

import json
import re

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contract.events import EventType
from tests.gateway.events.test_events import BATCH, STRUCTURED, TIME, an_event, read, send


@pytest.fixture
def sent(outside):
    return outside.senders[0].records


BINARY = {"ce-specversion": "1.0", "ce-id": "e1", "ce-source": "/ats", "ce-type": "recruiting.job.upserted"}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=utf-8", 202),
        ("application/vnd.ats.job+json", 202),
        ("text/json", 202),
        (None, 202),
        ("application/xml", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
    ],
)
def test_in_binary_mode_any_json_is_taken(plain, sent, kind, status):
    headers = BINARY if kind is None else BINARY | {"Content-Type": kind}

    assert plain.post("/api/events", content=b'{"id": "v1"}', headers=headers).status_code == status
    assert len(sent) == (status == 202)


@pytest.mark.parametrize("kind", [None, "application/json", "application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize("what", ["job.removed", "applicant.removed", "job.closed"])
def test_an_event_without_data_needs_no_content_type(plain, sent, kind, what):
    headers = BINARY | {"ce-type": f"recruiting.{what}", "ce-subject": "x%2D1"}

    answer = plain.post("/api/events", headers=headers if kind is None else headers | {"Content-Type": kind})

    assert answer.status_code == 202
    assert sent[0].key == b"x-1"


def test_header_values_are_unquoted_and_decoded(plain, sent):
    headers = BINARY | {"ce-type": "recruiting.job.removed", "ce-subject": "%C3%A9%25", "ce-source": '"a \\" b"'}

    assert plain.post("/api/events", headers=headers).status_code == 202
    assert (sent[0].key.decode(), dict(sent[0].headers)["ce_source"]) == ("é%", b'a " b')


@pytest.mark.parametrize("subject", ["%FF%FE", "%C0%A0"])
def test_a_header_that_decodes_to_no_utf_8_is_refused(plain, sent, subject):
    answer = plain.post("/api/events", headers=BINARY | {"ce-type": "recruiting.job.removed", "ce-subject": subject})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"index": 0, "reason": "no_cloud_event", "detail": "ce-subject: não é UTF-8"}]
    assert not sent


NEAR = "evento 0, {}: campo desconhecido, ignorado; o nome do campo é {}"
UNKNOWN = "evento 0, status: não diz se a vaga está aberta; ela conta como fechada"
NULLS = ("time", "subject", "dataschema", "datacontenttype", "comexample", "data_base64")


def test_what_is_null_is_unset(plain, sent):
    assert send(plain, an_event(**dict.fromkeys(NULLS))).status_code == 202
    assert sent[0].key == b"c1"


def test_a_leap_second_is_taken(plain, sent):
    assert send(plain, an_event(time="2016-12-31T23:59:60Z")).status_code == 202
    assert read(sent[0]).time.isoformat() == "2017-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("kind", "data", "warnings"),
    [
        ("applicant.upserted", {"area_atuacao": "TI"}, [NEAR.format("area_atuacao", "area_de_atuacao")]),
        ("job.upserted", {"status": "Etapa 3"}, [UNKNOWN]),
        ("job.closed", {"titulo": "x", "status": "Etapa 3"}, [NEAR.format("titulo", "titulo_vaga")]),
        ("applicant.upserted", {"nome": "Maria", "idade": 30}, None),
        ("job.removed", {"titulo": "x"}, None),
    ],
)  # fmt: skip
def test_a_sender_hears_of_what_is_doubtful(plain, kind, data, warnings):
    answer = send(plain, an_event(type=f"recruiting.{kind}", data={"id": "x1"} | data))

    assert answer.status_code == 202
    assert answer.json().get("warnings") == warnings


def test_warnings_name_the_event_and_are_not_endless(plain):
    odd = an_event(data={"id": "c1", "titulo": "x", "curriculo": "y"})

    warnings = send(plain, [an_event(), *[odd] * 50], BATCH).json()["warnings"]

    assert [warning.partition(",")[0] for warning in warnings[:3]] == ["evento 1", "evento 1", "evento 2"]
    assert len(warnings) == 20


def test_a_type_with_one_meaning_is_taken(plain, sent):
    job = {"id": 9282348.0, "vaga_sap": True, "competencias_tecnicas_requeridas": ["SAP FI", "ABAP"]}

    assert send(plain, an_event(type="recruiting.job.upserted", data=job)).status_code == 202
    assert orjson.loads(sent[0].value) == {
        "id": "9282348",
        "vaga_sap": "Sim",
        "competencias_tecnicas_requeridas": "SAP FI, ABAP",
    }


ENGLISH = re.compile(r"\b(?:field|required|input|should|valid|must|missing|is no|error)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "changes",
    [{"id": ...}, {"id": 5}, {"time": "soon"}, {"type": "x"}, {"data": ...}, {"data": {}}, {"data": {"id": "a b"}},
     {"data": {"id": "1", "cv": 5, "nivel_ingles": {}}}, {"data": {"id": "1", "cv": "x" * 200_001}},
     {"time": "2999-01-01T00:00:00Z"}, {"data": ..., "data_base64": "é"}, {"data": ..., "data_base64": "ew=="},
     {"x y": 1}, {"type": "recruiting.application.applied", "data": {"situacao": "x"}}],
)  # fmt: skip
def test_a_refusal_speaks_one_language(plain, changes):
    answer = send(plain, an_event(**changes))

    assert answer.status_code == 400
    problem = answer.json()
    assert not ENGLISH.search(problem["error"] + problem["errors"][0]["detail"])
    assert problem["errors"][0]["detail"]


DEEP = st.integers(1, 3000).map(lambda levels: b"[" * levels + b"]" * levels)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=5,
)
TIMES = st.sampled_from(
    [TIME, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60Z", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z", ""]
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "specversion": st.just("1.0") | ANYTHING,
        "id": st.just("1") | ANYTHING,
        "source": st.just("/ats") | ANYTHING,
        "type": st.sampled_from(list(EventType)) | ANYTHING,
        "time": TIMES | ANYTHING,
        "subject": st.sampled_from(["7", "\ud800"]) | ANYTHING,
        "data": st.fixed_dictionaries({"id": st.sampled_from(["7", 7, 7.0, True, "\ud800"])}) | ANYTHING,
        "data_base64": st.sampled_from(["e30=", "W10=", "="]) | ANYTHING,
    },
)
BODIES = (
    st.binary(max_size=30)
    | DEEP
    | (DOCUMENTS | st.lists(DOCUMENTS, max_size=3)).map(json.dumps).map(str.encode)
    | DEEP.map(lambda deep: json.dumps(an_event()).encode()[:-1] + b', "x": ' + deep + b"}")
    | DEEP.map(lambda deep: json.dumps(an_event()).encode().replace(b'"Java"', b'"Java", "x": ' + deep))
)
HEADERS_OF = st.dictionaries(
    st.sampled_from(["ce-id", "ce-source", "ce-type", "ce-time", "ce-subject", "ce-specversion", "ce-data", "ce-"]),
    st.binary(max_size=12).map(lambda raw: raw.translate(None, b"\0\r\n").strip())
    | st.sampled_from([b"1.0", b"recruiting.job.removed", b"0001-01-01T00:00:00%2B14:00", b"%FF", b'"\\', b"7"]),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES, st.sampled_from([STRUCTURED, BATCH, "application/json", "text/plain", ""]), HEADERS_OF)
def test_whatever_is_sent_is_taken_or_refused(plain, body, kind, headers):
    answer = plain.post("/api/events", content=body, headers={"Content-Type": kind, **headers})

    assert answer.status_code in (202, 400, 413, 415)
    if answer.status_code == 400:
        assert all(error["reason"] != "unforeseen" for error in answer.json()["errors"])
