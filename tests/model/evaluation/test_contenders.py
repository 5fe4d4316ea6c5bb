from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from data.contract.entities import Applicant, ApplicantDescription, Job, JobDescription
from model.evaluation import contenders
from model.evaluation.contenders import counted, of_best, said, text_cosine, true
from model.evaluation.scored import ScoredPairs
from model.labelled.pairs import by_time


def a_job(number, **fields):
    return Job(**dict.fromkeys(Job.model_fields) | {"id": str(number)} | fields)


def a_person(number, **fields):
    return Applicant(**dict.fromkeys(Applicant.model_fields) | {"id": str(number)} | fields)


def test_all_that_is_said_but_the_place():
    job = a_job(1, titulo_vaga="Programação  Java", cidade="Recife", status="Aberta", nivel_ingles="Básico")
    assert said(job, JobDescription) == "programacao java basico"
    assert said(a_person(2, cv="SÃO", estado="Bahia"), ApplicantDescription) == "sao"
    assert said(a_person(2), ApplicantDescription) == ""


def test_text_cosine_equals_scikit_learn(monkeypatch, pairs):
    monkeypatch.setattr(contenders, "_BLOCK", 7)
    jobs, people = list(pairs.jobs.values())[:20], list(pairs.applicants.values())[:40]
    fitted_on = list(pairs.jobs.values())[20:60]
    vectors = TfidfVectorizer(lowercase=False).fit([said(job, JobDescription) for job in fitted_on])
    expected = cosine_similarity(
        vectors.transform([said(job, JobDescription) for job in jobs]),
        vectors.transform([said(person, ApplicantDescription) for person in people]),
    )
    rows, columns = np.random.default_rng(1).integers(0, [[20], [40]], (2, 300))
    assert text_cosine(jobs, people, fitted_on)(rows, columns) == pytest.approx(expected[rows, columns])
    assert expected.max() > 0.1
    assert text_cosine(jobs, people, [a_job(1)])(rows, columns).tolist() == [0.0] * 300


def test_popularity_ranks_by_the_side_that_differs():
    popular = counted(np.array([5, 0, 2]), np.array([1, 7]))
    assert np.argsort(popular(np.arange(3), np.ones(3, int))).tolist() == [1, 2, 0]
    assert np.argsort(popular(np.zeros(2, int), np.arange(2))).tolist() == [0, 1]


def test_the_truth_is_asked_once_for_each_different_pair():
    asked = []

    def suitability(job, person):
        asked.append((job.id, person.id))
        return float(job.id) * 10 + float(person.id)

    score = true([a_job(1), a_job(2)], [a_person(3), a_person(4)], suitability)
    assert score(np.array([1, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist() == [23.0, 14.0, 23.0, 24.0]
    assert sorted(asked) == [("1", "4"), ("2", "3"), ("2", "4")]


def test_share_of_the_best_possible():
    assert of_best({"model": 0.7, "random": 0.5, "truth": 0.9}) == pytest.approx(
        {"model": 0.5, "random": 0.0, "truth": 1.0}
    )
    assert of_best({"model": 0.7, "truth": 0.5}) == {}


def test_contenders_of_scored_pairs(scorer, pairs):
    earlier, later = by_time(pairs)
    training, judged = pairs.take(earlier), pairs.take(later)
    scored = ScoredPairs(scorer, judged)
    found, words_of = contenders.contenders(scored, training, None, 1)
    assert list(found) == ["model", "random", "popularity", "job_only", "skill_overlap", "tfidf"]
    assert words_of == "jobs of the training period"
    rows, columns = scored.rows[:50], scored.columns[:50]
    assert np.array_equal(found["model"](rows, columns), scored.score[:50])
    assert np.array_equal(found["job_only"](rows, columns), scored.job_effect[:50])
    # The judged jobs are unseen, so only the person can be popular.
    popular = [training.applicant_ids.count(key) for key in judged.applicant_ids[:50]]
    assert found["popularity"](rows, columns).tolist() == popular
    without, words_of = contenders.contenders(scored, None, lambda _job, _person: 1.0, 1)
    assert list(without)[-1] == "truth"
    assert words_of == "the judged jobs"
    assert not without["popularity"](rows, columns).any()
