"""The routes of search: what they answer, refuse, and say while they can't answer."""

from __future__ import annotations

import pytest

from data.contract.entities import Applicant, Job
from data.contract.topics import JOBS
from data.kafka.topic_watch import Change
from tests.gateway.search.conftest import PARTITIONS, record, told

JOB = {
    "titulo_vaga": "Desenvolvedor Java Sênior",
    "competencias_tecnicas_requeridas": "Java, Spring ou Quarkus",
    "areas_atuacao": "TI - Desenvolvimento",
    "nivel_profissional": "Sênior",
    "cidade": "São Paulo",
    "estado": "SP",
    "status": "Aberta",
}
APPLICANT = {
    "titulo_profissional": "Desenvolvedora Java",
    "conhecimentos_tecnicos": "Spring Boot, SQL",
    "nivel_ingles": "Avançado",
    "nivel_academico": "Superior completo",
    "cidade": "Recife",
    "cv": "Moro na Rua das Flores",
}


@pytest.fixture
def search(plain, reader):
    """A client of a gateway whose search has read a job and an applicant."""
    index = plain.app.state.parts.search.index
    for what in (told(Job, "v1", **JOB), told(Applicant, "c1", **APPLICANT)):
        index.take(record(what), reader, PARTITIONS)
    index.is_known = True
    return plain


def test_a_job_is_answered_with_what_lists_show_and_what_was_read(search):
    found = search.get("/api/search/jobs?q=desenv&skill=java&state=sp&status=open").json()
    (job,) = found["jobs"]
    assert {name: job[name] for name in ("id", "titulo_vaga", "cidade", "status", "open", "seniority")} == {
        "id": "v1", "titulo_vaga": "Desenvolvedor Java Sênior", "cidade": "São Paulo", "status": "Aberta",
        "open": True, "seniority": "sênior",
    }  # fmt: skip
    assert job["skills"] == ["Java", "Spring", "Quarkus"]
    assert (found["total"], found["next_offset"], found["stale"]) == (1, None, False)
    assert found["facets"]["city"] == [{"value": "São Paulo", "count": 1}]


def test_an_applicant_is_answered_without_anything_that_tells_who_it_is(search):
    (one,) = search.get("/api/search/applicants?english=intermediario&skill=SQL").json()["applicants"]
    assert one.pop("revision") > 0
    assert one == {
        "id": "c1", "titulo_profissional": "Desenvolvedora Java", "areas": ["desenvolvimento"],
        "skills": ["Java", "Spring", "SQL"], "seniority": None, "english": "avançado", "spanish": None,
        "academic": "superior",
    }  # fmt: skip
    assert search.get("/api/search/applicants?english=fluente").json()["total"] == 0


@pytest.mark.parametrize("wrong", ["english=xyz", "area=xyz", "seniority=xyz", "sort=x", "limit=101", f"q={'x' * 201}"])
def test_what_is_not_understood_is_refused_with_what_is(search, wrong):
    answer = search.get(f"/api/search/applicants?{wrong}")
    assert answer.status_code == 400
    assert wrong.partition("=")[0] in answer.json()["error"]


def test_without_kafka_it_says_that_something_may_be_missing(search, outside):
    outside.broker.up = False
    found = search.get("/api/search/jobs").json()
    assert (found["total"], found["stale"], found["stale_since"]) == (1, True, None)


def test_while_the_topics_are_read_and_after_they_changed_it_answers_503(plain, monkeypatch):
    answer = plain.get("/api/search/jobs")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:matchstream:problem:search-filling")
    assert answer.headers["Retry-After"] == "5"
    monkeypatch.setattr(plain.app.state.parts.search, "_changed", lambda: (Change(JOBS.name, "made anew", ""),))
    assert plain.get("/api/search/jobs").json()["type"] == "urn:matchstream:problem:topics-changed"
