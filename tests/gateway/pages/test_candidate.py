"""The page of a candidate: blind, with the best jobs, applications and causes."""

from __future__ import annotations

from tests.gateway.worlds import a_match


def test_what_was_read_is_shown_and_nothing_that_tells_who_it_is(pages, job, index, place):
    place.applicant("c2", titulo_profissional="Pessoa c2", cidade="Recife", cv="Rua das Flores 7")
    text = pages.text("/candidato", id="c2")
    assert "Pessoa c2 Candidato nº c2" in text
    assert "Java" in text
    assert "Recife" not in text
    assert "Flores" not in text


def test_applications_stand_apart_from_the_best_jobs(pages, job):
    applied = pages.text("/candidato", id="c2")
    assert applied.index("Candidaturas") < applied.index("Dev Java") < applied.index("Melhores vagas")
    assert "Não se candidatou" in pages.text("/candidato", id="c1")


def test_each_score_names_its_cause_and_no_earlier_score_of_another_model(pages, job):
    events = (
        ({"job_revision": 30, "event_time": 30}, "A vaga chegou ou mudou."),
        ({"event_time": 20}, "Os dados do candidato"),
        ({"event_time": 40, "applied": True}, "A candidatura chegou"),
    )
    for changes, said in events:
        job.match(a_match("v1", "c1", 90.0)._replace(**changes), previous=89.3)
        text = pages.text("/candidato", id="c1")
        assert said in text
        assert "89,3" not in text


def test_earlier_scores_stand_with_what_changed_each(pages, job):
    one = a_match("v1", "c1", 90.0)
    job.match(one)
    assert "Notas anteriores" not in pages.text("/candidato", id="c1")
    job.earlier(one, '[71.25,1764331200000,"person+job"],[82.5,1764417600000,"model"]')
    text = pages.text("/candidato", id="c1")
    told = "90,0 um modelo novo recalculou 29/11/2025 12:00 UTC"
    told += " 82,5 os dados do candidato mudaram, a vaga mudou 28/11/2025 12:00 UTC"
    assert told + " 71,2 já era assim quando se começou a guardar" in text
    job.earlier(one, "")
    assert "Notas anteriores" not in pages.text("/candidato", id="c1")


def test_an_unknown_candidate_is_a_page_that_says_so(pages, job):
    answer = pages.get("/candidato", id="nobody")
    assert answer.status_code == 404
    assert "Isto não existe" in answer.text
