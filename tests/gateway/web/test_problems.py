"""Every error is answered in one format."""

from __future__ import annotations

import logging

import pytest

MEMBERS = {"error", "type", "title", "status", "detail"}


def test_an_address_tells_all_of_its_methods(plain):
    for path, methods in (("/session", "DELETE, GET, POST"), ("/api/keys", "GET, POST"), ("/api/predict", "POST")):
        answer = plain.request("PUT", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)


def test_not_found(plain):
    answer = plain.get("/nowhere")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == MEMBERS


@pytest.mark.parametrize("span", ["x", "bytes=9-1", "bytes=0-1", "bytes=999999999-"])
def test_a_static_file_is_sent_whole_whatever_range_is_asked(plain, span):
    answer = plain.get("/static/frame.css", headers={"range": span})

    assert (answer.status_code, answer.content) == (200, plain.get("/static/frame.css").content)


def test_a_method_that_is_not_allowed_names_those_that_are(plain):
    answer = plain.get("/api/predict")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert set(answer.json()) == MEMBERS


def test_what_a_query_may_not_be(plain):
    answer = plain.post("/api/predict?explain=perhaps", json={"vaga": {}, "candidato": {}})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"campo": "explain", "erro": "deve ser true ou false"}]


def test_a_fault_of_ours_is_500_and_quotes_nothing(plain, outside, caplog):
    def broken(job, applicant):
        raise RuntimeError(f"can't read {job.titulo_vaga}")

    outside.scorer.match = broken
    with caplog.at_level(logging.ERROR, "matchstream.gateway"):
        answer = plain.post("/api/predict", json={"vaga": {"titulo_vaga": "segredo"}, "candidato": {"cv": "x"}})

    assert answer.status_code == 500
    assert set(answer.json()) == MEMBERS
    assert "segredo" not in answer.text
    assert "segredo" not in caplog.text
    assert "POST /api/predict failed with RuntimeError" in caplog.text


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_too_large(plain, declared):
    async def pieces():
        yield b" " * (1 << 22)

    body = b" " * (1 << 22) if declared else pieces()
    answer = plain.post("/api/predict", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert set(answer.json()) == MEMBERS
