from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.evaluation.concentration import LISTED, NEAR_EQUAL, concentration, spread, steps, top
from model.evaluation.knowledge import KNOWN, fields_given


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 12))
def test_the_best_come_first_and_ties_by_place(scores, count):
    expected = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:count]
    assert top(np.array(scores, float), count).tolist() == expected


def test_spread_by_hand():
    # Everybody has the same list: of ten jobs two are listed, three times each.
    same = spread(np.array([[4, 7]] * 3), 10)
    assert same == {"commonest_best": 1.0, "different_jobs": 2, "gini": pytest.approx(0.8)}
    even = spread(np.array([[0, 1], [2, 3], [4, 5]]), 6)
    assert even == {"commonest_best": pytest.approx(1 / 3), "different_jobs": 6, "gini": pytest.approx(0.0)}


@given(st.lists(st.permutations(range(6)), min_size=1, max_size=8))
def test_gini_is_half_the_mean_difference_over_the_mean(orders):
    lists = np.array(orders)[:, :2]
    listed = np.bincount(lists.ravel(), minlength=6)
    expected = np.abs(listed[:, None] - listed[None, :]).mean() / (2 * listed.mean())
    assert spread(lists, 6)["gini"] == pytest.approx(expected)
    assert spread(lists[::-1], 6) == spread(lists, 6)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_steps_keep_the_order_of_scores(scores):
    found = steps(np.array(sorted(scores)))
    assert np.isfinite(found).all()
    assert (np.diff(found) >= 0).all()


def test_steps_by_hand():
    odds = np.array([-1.5, -0.5, 0.5, 1.0001, 1.9999]) * NEAR_EQUAL
    assert steps(100 / (1 + np.exp(-odds))).tolist() == [-2, -1, 0, 1, 1]


def test_chance_orders_only_what_is_near_equal(scorer, pairs, monkeypatch):
    jobs = dict(list(pairs.jobs.items())[:80])
    somebody = next(person for person in pairs.applicants.values() if KNOWN["four_fields"](person))
    people = {str(number): somebody for number in range(15)}

    def lists(step):
        monkeypatch.setattr("model.evaluation.concentration.NEAR_EQUAL", step)
        return concentration(scorer, jobs, people, seed=3, people=15)["four_fields"]

    fine, coarse = lists(1e-9), lists(1e9)
    assert coarse["model"] == fine["model"]
    assert fine["model"]["different_jobs"] == LISTED
    assert fine["near_equal"]["different_jobs"] < coarse["near_equal"]["different_jobs"]


def test_lists_are_those_of_the_scores(scorer, pairs):
    jobs = dict(list(pairs.jobs.items())[:80])
    closed = next(iter(jobs))
    jobs[closed] = jobs[closed].model_copy(update={"status": "Fechada"})
    people = dict(list(pairs.applicants.items())[:150])
    found = concentration(scorer, jobs, people, seed=3, people=15)
    assert (found["jobs"], found["listed"]) == (79, LISTED)
    for group in ("any_field", "four_fields"):
        assert found[group]["people"] == 15
        assert found[group]["random"].keys() == found[group]["near_equal"].keys() < found[group]["model"].keys()
    reverse = concentration(scorer, dict(reversed(jobs.items())), dict(reversed(people.items())), seed=3, people=15)
    assert reverse == found

    # All of a group: the figures follow from the whole matrix.
    everybody = concentration(scorer, jobs, people, seed=3, people=1000)["four_fields"]
    members = [person for person in people.values() if KNOWN["four_fields"](person)]
    assert everybody["people"] == len(members)
    posted = [job for _, job in sorted(jobs.items()) if job.is_open]
    whole = np.array([[scorer.match(job, person).quality_score for job in posted] for person in members])
    lists = np.argsort(-whole, axis=1, kind="stable")[:, :LISTED]
    assert everybody["model"] == spread(lists, 79) | {"median_best_score": float(np.median(whole.max(axis=1)))}


def test_nobody_and_no_job(scorer, pairs):
    assert concentration(scorer, {}, pairs.applicants, 1, 5)["any_field"] == {"people": 5}
    some = dict(list(pairs.jobs.items())[:3])
    assert concentration(scorer, some, {}, 1) == {
        "jobs": 3,
        "listed": 3,
        "any_field": {"people": 0},
        "four_fields": {"people": 0},
    }


def test_what_is_known_of_a_person(applicant):
    def groups(**fields):
        return {group for group, member in KNOWN.items() if member(applicant(**fields))}

    assert groups(cidade="Recife", estado="Pernambuco") == set()
    assert groups(nivel_ingles="Básico") == {"any_field"}
    assert groups(cv="Java") == groups(conhecimentos_tecnicos="Java") == {"any_field", "cv_or_skills"}
    four = {"area_de_atuacao": "TI", "nivel_ingles": "Básico", "nivel_espanhol": "Básico", "titulo_profissional": "Dev"}
    assert groups(**four) == {"any_field", "area", "four_fields"}
    assert fields_given(applicant(**four)) == 4
