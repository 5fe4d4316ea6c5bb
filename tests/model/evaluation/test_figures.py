from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score, roc_auc_score

from model.evaluation.figures import INSIDE, METRICS, Graded, resampled


def graded(groups, hired, score, probability=None, pooled=None):
    return Graded(np.array(groups), np.array(hired, bool), np.array(score, float), probability, pooled)


def drawn(seed):
    """Pairs of eight jobs with ties in the score."""
    draw = np.random.default_rng(seed)
    groups = np.concatenate([np.arange(8), draw.integers(0, 8, 32)])
    return groups, draw.random(40) < 0.3, draw.integers(-2, 3, 40).astype(float)


def test_figures_by_hand():
    found = graded([0, 0, 0, 1, 1], [1, 0, 0, 0, 1], [3, 1, 3, 2, 1]).figures(0, 1)
    assert found["within_job_auc"]["value"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert found["ndcg_at_5"]["value"] == pytest.approx((1 + 1 / np.log2(3)) / 2)
    assert found["brier"]["value"] is None


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_figures_inside_jobs_equal_scikit_learn_job_by_job(seed):
    groups, hired, score = drawn(seed)
    judged = graded(groups, hired, score)
    comparisons, won, gains = 0, 0.0, []
    for job in range(groups.max() + 1):
        found, ranks = hired[groups == job], score[groups == job]
        if found.any() and not found.all():
            pairs = int(found.sum() * (~found).sum())
            comparisons, won = comparisons + pairs, won + pairs * roc_auc_score(found, ranks)
        if found.any() and len(found) >= 3:
            gains.append(ndcg_score([found.astype(float)], [ranks], k=5))
    figures, counted = judged.figures(0, 1), judged.counted()
    assert counted["comparisons"] == comparisons
    assert counted["ranked_jobs"] == len(gains)
    assert figures["within_job_auc"]["value"] == (pytest.approx(won / comparisons) if comparisons else None)
    assert figures["ndcg_at_5"]["value"] == (pytest.approx(np.mean(gains)) if gains else None)


def test_what_is_counted_by_hand():
    # Jobs: hired beside two others, a hire alone, nobody hired, hired beside one other.
    groups, hired = [0, 0, 0, 1, 2, 2, 2, 3, 3], [1, 0, 0, 1, 0, 0, 0, 1, 0]
    assert graded(groups, hired, np.zeros(9)).counted() == {"comparisons": 3, "compared_jobs": 2, "ranked_jobs": 1}


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_no_figure_depends_on_the_order_of_the_rows(seed):
    groups, hired, score = drawn(seed)
    probability = np.round(1 / (1 + np.exp(-score)), 1)
    order = np.random.default_rng(seed).permutation(len(groups))
    one = graded(groups, hired, score, probability)
    other = graded(groups[order], hired[order], score[order], probability[order])
    first, second = one.figures(20, 3), other.figures(20, 3)
    for metric in METRICS:
        assert list(first[metric].values()) == pytest.approx(list(second[metric].values()), abs=1e-12), metric
    assert first["ece"] == second["ece"]
    assert one.counted() == other.counted()


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_rankings_do_not_change_under_a_monotone_transform(seed):
    groups, hired, score = drawn(seed)
    assert graded(groups, hired, np.exp(score)).figures(5, 3) == graded(groups, hired, score).figures(5, 3)


def test_pooled_figures_are_of_the_probability_and_those_inside_jobs_of_the_score():
    groups, hired = np.repeat(np.arange(50), 2), np.tile([True, False], 50)
    right, wrong = hired.astype(float), 1.0 - hired
    found = graded(groups, hired, right, 0.1 + 0.8 * wrong).figures(0, 1)
    assert (found["within_job_auc"]["value"], found["roc_auc"]["value"]) == (1.0, 0.0)
    found = graded(groups, hired, right, 0.1 + 0.8 * wrong, right).figures(0, 1)
    assert found["roc_auc"]["value"] == 1.0
    assert found["brier"]["value"] == pytest.approx(0.81)
    found = graded(groups, hired, right, None, wrong).figures(0, 1)
    assert (found["roc_auc"]["value"], found["brier"]["value"]) == (0.0, None)
    assert graded(groups, hired, right).figures(0, 1)["roc_auc"]["value"] == 1.0


def test_a_perfect_and_a_random_score():
    draw = np.random.default_rng(5)
    groups, hired = np.repeat(np.arange(800), 4), np.tile([True, False, False, False], 800)
    perfect = graded(groups, hired, hired.astype(float)).figures(0, 1)
    assert {perfect[metric]["value"] for metric in ("roc_auc", "average_precision", *INSIDE)} == {1.0}
    chance = graded(groups, hired, draw.random(3200)).figures(0, 1)
    assert chance["roc_auc"]["value"] == pytest.approx(0.5, abs=0.03)
    assert chance["within_job_auc"]["value"] == pytest.approx(0.5, abs=0.03)
    assert chance["average_precision"]["value"] == pytest.approx(0.25, abs=0.03)


def test_intervals_hold_the_value_and_narrow_with_size():
    draw = np.random.default_rng(3)
    widths = []
    for jobs in (100, 1600):
        groups = np.repeat(np.arange(jobs), 3)
        hired = draw.random(3 * jobs) < 0.3
        figure = graded(groups, hired, hired + draw.normal(size=3 * jobs)).figures(100, 1)["roc_auc"]
        assert figure["low"] < figure["value"] < figure["high"]
        widths.append(figure["high"] - figure["low"])
    assert widths[1] < widths[0] / 2


def test_every_repeat_keeps_ties_together():
    hired = np.arange(100) < 30
    found = graded(np.arange(100), hired, np.zeros(100), np.full(100, 0.3)).figures(50, 2)["ece"]
    errors = [abs(counts @ hired / 100 - 0.3) for counts in resampled(100, 50, 2)]
    assert found["value"] == 0.0
    assert [found["low"], found["high"]] == pytest.approx(np.percentile(errors, [2.5, 97.5]))


def test_one_outcome_only_has_no_ranking():
    found = graded([0, 1], [0, 0], [1, 2]).figures(2, 1)
    assert found["roc_auc"]["value"] is None
    assert found["within_job_auc"]["value"] is None
