"""What the fast path answers is what FastAPI's way answers, and it leaves to that way all that it doesn't take."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event, current_thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription, JobDescription
from gateway.predict import fast_path
from gateway.predict.predictions import LONG

JSON = "application/json"
FASTAPIS_WAY = "application/json; charset=utf-8"
"""A content type that means the same, and that the fast path doesn't take."""
PATH = "/api/predict"

PAIR = b'{"vaga": {"cidade": "Recife"}, "candidato": {"cv": "Python"}}'

LONG_PAIR = b'{"vaga": {"cidade": "Recife"}, "candidato": {"cv": "' + b"Python " * LONG + b'"}}'
DEADLINE = 60.0

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
)  # fmt: skip
NAMES = sorted({*JobDescription.model_fields, *ApplicantDescription.model_fields, "nome", "cpf"})
SIDES = st.one_of(
    st.dictionaries(st.sampled_from(NAMES), st.one_of(st.none(), st.text(max_size=20)), max_size=6),
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3),
    VALUES,
)
DOCUMENTS = st.fixed_dictionaries({}, optional={"vaga": SIDES, "candidato": SIDES, "mais": VALUES})


def ask(client, body, kind=JSON, path=PATH, **options):
    return client.post(path, content=body, headers={"Content-Type": kind}, **options)


def assert_same(client, body):
    fast, slow = ask(client, body), ask(client, body, FASTAPIS_WAY)
    assert (fast.status_code, fast.content) == (slow.status_code, slow.content)
    each = [{name: value for name, value in got.headers.items() if name != "x-request-id"} for got in (fast, slow)]
    assert each[0] == each[1]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOCUMENTS, st.booleans())
def test_any_document_is_answered_alike(plain, document, ascii_only):
    assert_same(plain, json.dumps(document, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "body",
    [
        b'{"vaga": {"cidade": "a", "cidade": "b"}, "vaga": {"nivel_ingles": "fluente"}, "candidato": {}}',
        b'{"candidato": {"cv": "Python"}, "vaga": {"competencias_tecnicas_requeridas": "Python"}}',
        b'{"vaga": {"titulo_vaga": "\\u0000 Python \\u00e3"}, "candidato": {"cv": "a@b.com"}}',
        b'{"vaga": {"x": NaN}, "candidato": {"y": -Infinity}}',
        b'{"vaga": {"x": 1e999}, "candidato": {"y": ' + b"9" * 400 + b"}}",
        b"\xef\xbb\xbf" + PAIR,
        PAIR.decode().encode("utf-16"),
        b" " + PAIR + b"\n",
        PAIR + b" {}",
        PAIR.replace(b"Python", b"\t"),
        PAIR.replace(b'"cv"', b'"id": 7, "cv"'),
        PAIR.replace(b'"cv"', b'"curriculo"'),
        b'{"vaga": {}, "candidato": {}}',
        b'{"vaga": {"x": ' + b"[" * 300 + b"]" * 300 + b'}, "candidato": {}}',
        b"",
        b"nothing",
    ],
)
def test_an_unusual_body_is_answered_alike(plain, body):
    assert_same(plain, body)


@pytest.fixture
def taken(monkeypatch):
    """What the fast path answered."""
    answered = []
    its_own = fast_path.FastPath._answer

    def noting(self, *asked):
        answer = its_own(self, *asked)
        answered.append(answer is not None)
        return answer

    monkeypatch.setattr(fast_path.FastPath, "_answer", noting)
    return answered


def test_a_short_pair_is_taken_and_counted_as_its_route(plain, taken):
    assert ask(plain, PAIR).status_code == 200

    assert taken == [True]
    metrics = plain.get("/metrics").text
    assert 'matchstream_http_requests_total{method="POST",route="/api/predict",status="200"} 1.0' in metrics
    assert "matchstream_predictions_total{band=" in metrics


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (PAIR, {"path": f"{PATH}?explain=true"}),
        (PAIR, {"kind": "application/vnd.ats+json"}),
    ],
)
def test_other_pairs_are_left(plain, taken, body, options):
    assert ask(plain, body, **options).status_code == 200
    assert taken == []


def test_a_long_pair_is_answered_alike(plain, taken):
    assert_same(plain, LONG_PAIR)
    assert taken == [True]


def test_a_short_pair_does_not_wait_for_a_long_one(plain, monkeypatch):
    its_own, begun, may_end = fast_path.document, Event(), Event()

    def document(scorer, pair, t, *, explain):
        if pair.length > LONG:
            begun.set()
            assert may_end.wait(DEADLINE), "the short pair was not answered meanwhile"
        return its_own(scorer, pair, t, explain=explain)

    monkeypatch.setattr(fast_path, "document", document)
    with ThreadPoolExecutor(1) as another:
        long = another.submit(ask, plain, LONG_PAIR)
        assert begun.wait(DEADLINE)
        assert ask(plain, PAIR).status_code == 200
        assert not long.done()
        may_end.set()
        assert long.result(DEADLINE).status_code == 200


def test_a_long_text_is_read_outside_the_event_loop(plain, monkeypatch):
    threads, its_own = {}, fast_path.PlainPair.model_validate_json

    def read(body):
        threads[len(body) > LONG] = current_thread()
        return its_own(body)

    monkeypatch.setattr(fast_path.PlainPair, "model_validate_json", read)
    for body in (PAIR, LONG_PAIR):
        assert ask(plain, body).status_code == 200
    assert threads[True] is not threads[False]


def test_a_body_in_pieces_is_one_body(plain, taken):
    async def pieces():
        yield PAIR[:9]
        yield PAIR[9:]

    headers = {"Content-Type": JSON, "Content-Length": str(len(PAIR))}
    assert plain.post(PATH, content=pieces(), headers=headers).status_code == 200
    assert taken == [True]
    assert plain.post(PATH, content=pieces(), headers={"Content-Type": JSON}).status_code == 200
    assert taken == [True], "a body that doesn't tell its length is left"


@pytest.mark.parametrize("said", [b'{"cidade": "Recife", "id": 7}', b'{"nome": "x"}', b"{}"])
def test_a_pair_of_which_more_is_to_be_said_is_left(plain, taken, said):
    ask(plain, PAIR.replace(b'{"cidade": "Recife"}', said))
    assert taken == [False]


def test_what_is_no_pair_is_left_whole(plain, taken):
    async def pieces():
        yield b'{"vaga": '
        yield b"{}}"

    headers = {"Content-Type": JSON, "Content-Length": "12"}
    answer = plain.post(PATH, content=pieces(), headers=headers)
    assert taken == [False]
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"campo": "candidato", "erro": "campo obrigatório ausente"}],
    )
