"""The explanation is exact: contributions, coalitions and improvements are what their definitions give."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.explanation.coalitions import BASE, improved, worth
from model.explanation.explain import explain_pair
from model.features.channels import CHANNELS, matrix
from model.features.definitions import GROUPS
from model.scoring.additive import log_odds
from model.scoring.shapley import shapley
from model.skills.taxonomy import default
from tests.model.random_pairs import LADDERS, SEEDS, changed, drawn

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@EXAMPLES
@given(seed=SEEDS)
def test_contributions_add_up_from_the_average(any_scorer, seed):
    job, person = drawn(seed)
    for scorer in any_scorer:
        found = explain_pair(scorer, job, person)
        assert found.quality_score == scorer.match(job, person).quality_score
        assert found.base == 50.0
        assert abs(found.base + sum(found.contributions.values()) - found.quality_score) < 1e-9


@settings(max_examples=5, deadline=None)
@given(values=st.lists(st.floats(0, 100), min_size=64, max_size=64))
def test_shapley_equals_brute_force(values):
    brute = np.zeros(len(GROUPS))
    orders = list(permutations(range(len(GROUPS))))
    for order in orders:
        coalition = 0
        for group in order:
            brute[group] += values[coalition | 1 << group] - values[coalition]
            coalition |= 1 << group
    assert shapley(np.array(values)) == pytest.approx(brute / len(orders), abs=1e-9)


@settings(EXAMPLES, max_examples=20)
@given(seed=SEEDS)
def test_a_coalition_is_the_pair_without_the_others_beside_those_considered_without_them(any_scorer, seed):
    job, person = drawn(seed)
    for scorer in any_scorer:
        jobs, people, model = scorer.jobs(1), scorer.applicants(1), scorer.artifact
        jobs.put(0, job)
        people.put(0, person)
        codes, score = scorer.codes(jobs, [0], people, [0])[0], scorer.score(jobs, [0], people, [0])[0, 0]
        found = worth(scorer, codes, score)
        assert found[[0, -1]].tolist() == [BASE, score]
        for coalition in range(1, 63 + bool(people.known[0])):
            present = [bool(coalition >> GROUPS.index(channel.group) & 1) for channel in CHANNELS]
            kept = (codes * present).astype(np.int32)[None]
            odds = log_odds(kept, model.additive) + model.pair_weight * model.pairs.probability(matrix(kept))
            assert found[coalition] == pytest.approx(100 / (1 + np.exp(model.centre[coalition] - odds[0])), abs=1e-3)
        nothing = np.zeros_like(codes)
        assert scorer.coalitions(np.array([nothing] * 64))[0] == pytest.approx(BASE, abs=1e-3)


@EXAMPLES
@given(seed=SEEDS)
def test_an_improvement_is_worth_what_it_says(any_scorer, seed):
    """The score of the person who has written it down."""
    job, person = drawn(seed)
    taxonomy = default()
    fields = {
        "english": "nivel_ingles",
        "spanish": "nivel_espanhol",
        "academic": "nivel_academico",
        "seniority": "nivel_profissional",
    }
    for scorer in any_scorer[:2]:
        for kind, what, score in improved(scorer, taxonomy, scorer.encode_job(job), scorer.encode_applicant(person)):
            if kind == "skill":
                text = f"{person.conhecimentos_tecnicos or ''}, {taxonomy.names[what]}"
                better = changed(person, conhecimentos_tecnicos=text)
            elif kind in fields:
                better = changed(person, **{fields[kind]: LADDERS[fields[kind]][what - 1]})
            else:
                continue
            assert scorer.match(job, better).quality_score == score, (kind, what)
