"""The page of a job: ranking, filters, must-haves, comparison and export."""

from __future__ import annotations

import csv
import io

import pytest

from data.contract.entities import Applicant, Job
from data.contract.matches import RATIOS
from gateway.store.store import StoreState
from tests.gateway.worlds import a_match


def rows(page):
    return [part.partition('"')[0] for part in page.split('data-applicant="')[1:]]


def test_the_ranking_says_score_band_fit_and_what_could_be_compared(pages, job):
    answer = pages.get("/vaga", id="v1")
    assert rows(answer.text) == ["c1", "c2", "c3"]
    told = pages.text("/vaga", id="v1")
    for text in ("Pessoa c1", "100,0 alta", "50,0 média", "competências técnicas 50%", "1 de 7", "3 pessoas na lista"):
        assert text in told
    assert told.count("sem decisão") == 3
    assert "1 se candidatou" in told


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"band": "alta"}, ["c1"]),
        ({"applied": "yes"}, ["c2"]),
        ({"decided": "none"}, ["c1", "c2", "c3"]),
        ({"decided": "advance"}, []),
        ({"decided": "any"}, []),
        ({"size": 1}, ["c1"]),
        ({"size": 1, "after": "1|100.0|c1"}, ["c2"]),
        ({"size": 1, "before": "1|50.0|c2"}, ["c1"]),
        ({"after": "nonsense"}, ["c1", "c2", "c3"]),
    ],
)
def test_the_address_holds_filters_and_place(pages, job, asked, found):
    assert rows(pages.get("/vaga", id="v1", **asked).text) == found


def test_a_page_begins_after_the_last_line_however_the_list_moved(pages, job):
    first = pages.get("/vaga", id="v1", size=1).text
    (after,) = {part.partition('"')[0] for part in first.split('rel="next" href="')[1:]}
    job.match(a_match("v1", "c9", 99.0))
    assert rows(pages.client.get(after.replace("&amp;", "&")).text) == ["c9"]
    job.drop_hash("v1", "c9")
    assert rows(pages.client.get(after.replace("&amp;", "&")).text) == ["c2"]


def test_must_haves_stand_apart_from_the_score(pages, job):
    fields = pages.form("/vaga", "/vaga/requisitos", id="v1")
    assert pages.send("/vaga/requisitos", fields | {"id": "v0", "skill": "Java"}).status_code == 404
    before = pages.text("/vaga", id="v1")
    answer = pages.send("/vaga/requisitos", fields | {"skill": "Java, SQL", "english": "fluente", "other": "viajar"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/vaga?id=v1&saved=musts#must-haves")
    assert "Requisitos guardados." in pages.client.get(answer.headers["location"]).text
    told = pages.text("/vaga", id="v1")
    assert "100,0 alta" in told
    assert "100,0 alta" in before
    assert "atende: Java" in told
    assert "falta: SQL" in told
    assert told.count("a confirmar: inglês: fluente") == 3
    assert rows(pages.get("/vaga", id="v1", musts="missing").text) == ["c2", "c3"]
    assert rows(pages.get("/vaga", id="v1", musts="unknown").text) == ["c1"]
    pages.send("/vaga/requisitos", pages.form("/vaga", "/vaga/requisitos", id="v1") | {"skill": "Java"})
    assert rows(pages.get("/vaga", id="v1", musts="met").text) == ["c1", "c2"]


@pytest.mark.parametrize("asked", ["Nenhum", "Básico"])
def test_a_language_that_is_not_asked_for_has_no_share(pages, job, index, asked):
    index(Job, "v1", seconds=1, titulo_vaga="Analista", nivel_espanhol=asked)
    ratios = tuple(1.0 if name == "spanish" else None for name in RATIOS)
    for name in ("c1", "c2"):
        job.match(a_match("v1", name, 60.0)._replace(ratios=ratios))
    says = "espanhol não pedido" if asked == "Nenhum" else "espanhol 100%"
    assert pages.text("/vaga", id="v1").count(says) == 2
    assert says in pages.text("/candidato", id="c1")
    compared = pages.get("/vaga/comparar", id="v1", c=["c1", "c2"]).text
    assert compared.count("não pedido") == (2 if asked == "Nenhum" else 0)


def test_a_place_and_a_certificate_are_held_against_what_is_known(pages, job, index):
    index(Applicant, "c1", seconds=1, cidade="Recife", estado="PE", certificacoes="PMP; AWS Developer")
    index(Applicant, "c2", seconds=1, cidade="São Paulo", certificacoes="não possuo")
    fields = pages.form("/vaga", "/vaga/requisitos", id="v1")
    pages.send("/vaga/requisitos", fields | {"city": "Recife ou Olinda, PE", "certificate": "Certificação PMP"})
    found = {answer: rows(pages.get("/vaga", id="v1", musts=answer).text) for answer in ("met", "missing", "unknown")}
    assert found == {"met": ["c1"], "missing": ["c2"], "unknown": ["c3"]}
    told = pages.text("/vaga", id="v1")
    assert "atende: mora em: Recife ou Olinda, PE" in told
    assert "falta: certificado: Certificação PMP" in told
    index(Applicant, "c1", seconds=2)
    assert "atende: " not in pages.text("/vaga", id="v1")


def test_a_closed_and_a_removed_job_say_so(pages, job, memory):
    place = job
    place.job("v1", titulo_vaga="Dev Java", status="Encerrada")
    assert "Esta vaga está fechada" in pages.text("/vaga", id="v1")
    del memory.hashes["ms:job:v1"]
    assert "Esta vaga foi removida" in pages.text("/vaga", id="v1")
    answer = pages.get("/vaga", id="nobody")
    assert answer.status_code == 404
    assert "Isto não existe, ou não existe mais" in answer.text


def test_an_empty_ranking_teaches(pages, place):
    place.job("v2", titulo_vaga="Sem ninguém")
    assert "Ainda não há candidatos para esta vaga" in pages.text("/vaga", id="v2")


def test_without_the_store_the_ranking_follows_the_score_and_says_so(pages, job, outside):
    outside.store.state = StoreState.DOWN
    told = pages.text("/vaga", id="v1")
    assert "a lista segue só a nota" in told
    assert "100,0 alta" in told


def test_while_kafka_is_compared_everything_is_read_and_nothing_written(pages, job, outside):
    outside.store.state = StoreState.OPENING
    assert "100,0 alta" in pages.text("/vaga", id="v1")


def test_without_redis_the_page_says_what_to_do(pages, job, memory):
    memory.down = True
    answer = pages.get("/vaga", id="v1")
    assert answer.status_code == 503
    assert "Os resultados não estão disponíveis" in answer.text
    assert 'href="/vaga?id=v1"' in answer.text


def test_a_ranking_that_may_miss_somebody_says_so(pages, job):
    job.beat(shards={0: 3600.0})
    assert "Os resultados podem estar incompletos" in pages.text("/vaga", id="v1")


def test_two_to_four_are_compared(pages, job):
    told = pages.text("/vaga/comparar", id="v1", c=["c1", "c2"])
    for text in ("Pessoa c1", "Pessoa c2", "100,0 alta", "50,0 média", "Chance de contratação"):
        assert text in told
    assert "c9 não está mais na lista" in pages.text("/vaga/comparar", id="v1", c=["c1", "c9"])
    for few in (["c1"], ["c1", "c1"], list("abcde"), []):
        answer = pages.get("/vaga/comparar", id="v1", c=few)
        assert answer.status_code == 400
        assert "Escolha de 2 a 4 candidatos" in answer.text


def test_the_spreadsheet_has_what_the_filters_let_through(pages, job):
    answer = pages.get("/vaga/candidatos.csv", id="v1", applied="yes")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="candidatos-da-vaga-v1.csv"'
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert dict(zip(head, row, strict=True))["candidato"] == "c2"
    assert len(pages.get("/vaga/candidatos.csv", id="v1", lang="en").text.splitlines()) == 4


def test_ids_may_hold_anything(pages, place):
    name = "a/b?c=d&e#f"
    place.job(name, titulo_vaga="Id estranho")
    place.applicant(name)
    place.match(a_match(name, name, 70.0))
    assert "Id estranho" in pages.text("/vaga", id=name)
    assert "70,0" in pages.text("/decisao", vaga=name, candidato=name)
