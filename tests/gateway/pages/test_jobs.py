"""The first page: jobs that are found, what is new of each, and what it says when something is away."""

from __future__ import annotations

import pytest

from data.contract.entities import Job
from tests.gateway.worlds import a_match


def test_jobs_are_found_filtered_and_paged(pages, index, place):
    for number in range(5):
        index(
            Job,
            f"v{number}",
            titulo_vaga=f"Dev {'Java' if number % 2 else 'SAP'} {number}",
            estado="PE",
            seconds=number,
        )
    assert "5 vagas" in pages.text("/")
    found = pages.text("/", q="java")
    assert "2 vagas" in found
    assert "Vagas encontradas" in found
    assert "Nenhuma vaga assim" in pages.text("/", state="SP")
    page = pages.get("/", size=2, offset=2).text
    assert page.count('class="job"') == 2
    assert 'rel="prev" href="/?size=2"' in page
    assert 'rel="next" href="/?size=2&amp;offset=4"' in page
    assert "Dev SAP 0" in pages.text("/", sort="title").partition("Vagas")[2]


def test_what_is_new_is_counted_until_the_job_was_visited(pages, job):
    assert "novo" not in pages.text("/")
    for name in ("c1", "c2", "c1"):
        job.push(a_match("v1", name, 90.0))
    # The pushes of a memory are older than anybody's visit: as if everything were unseen.
    pages.client.app.state.parts.news._looked = None
    pages.client.request("PUT", "/api/preferences", json={"values": {"jobs_seen": 1.0}})
    told = pages.text("/")
    assert "2 novos" in told
    assert "Com candidatos novos para você" in told
    assert "2 novos" in pages.text("/", news="yes")
    pages.get("/vaga", id="v1")
    assert "novos" not in pages.text("/")
    assert "Nenhum candidato novo" in pages.text("/", news="yes")


def test_everything_can_be_taken_as_seen(pages, job):
    job.push(a_match("v1", "c1", 90.0))
    pages.client.request("PUT", "/api/preferences", json={"values": {"jobs_seen": 1.0}})
    fields = pages.form("/", "/vagas/vistas")
    assert pages.send("/vagas/vistas", {}).status_code == 403
    assert "1 novo" in pages.text("/")
    answer = pages.send("/vagas/vistas", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "1 novo" not in pages.text("/")


def test_an_empty_system_teaches(pages, index, place):
    told = pages.text("/")
    assert "Ainda não há vagas abertas" in told
    assert "com uma vaga e candidatos inventados" in told


def test_while_search_is_filled_the_newest_are_listed(pages, place):
    place.job("v1", titulo_vaga="Dev Java")
    told = pages.text("/")
    assert "A busca ainda está sendo preparada" in told
    assert "Dev Java" in told
    assert pages.get("/", q="java").status_code == 503


def test_without_redis_jobs_are_found_and_the_news_are_not(pages, job, memory):
    memory.down = True
    told = pages.text("/")
    assert "Dev Java" in told
    assert "As novidades não puderam ser contadas" in told


def test_without_kafka_the_page_says_what_that_means(pages, job, outside):
    outside.broker.up = False
    assert "O Kafka não responde" in pages.text("/")


def test_a_list_that_may_miss_something_says_so(pages, job):
    job.beat(shards={0: 3600.0})
    assert "Os resultados podem estar incompletos" in pages.text("/")


@pytest.mark.parametrize("asked", [{"size": 0}, {"sort": "x"}, {"offset": -1}, {"status": "x"}, {"area": "nowhere"}])
def test_what_can_not_be_asked_is_a_page_too(pages, job, asked):
    answer = pages.get("/", **asked)
    assert answer.status_code == 400
    assert "O endereço ou o formulário está incompleto" in answer.text


def test_the_guided_example_is_scored_by_the_model_in_use(pages, outside):
    told = pages.text("/exemplo")
    assert "Tudo nesta página é inventado" in told
    assert "1. Desenvolvedora Java sênior" in told
    assert outside.scorer.matched >= 4
