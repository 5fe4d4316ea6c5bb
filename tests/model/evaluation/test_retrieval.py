from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from model.evaluation import retrieval
from model.evaluation.retrieval import FIGURES, averages, draw_others, standing


def world(seed):
    """60 applications of 12 questions and 30 answers, when each answer was there, and who ever met."""
    draw = np.random.default_rng(seed)
    question, answer, day = draw.integers(0, 12, 60), draw.integers(0, 30, 60), draw.integers(0, 300, 60)
    there = draw.integers(0, 30, 80), draw.integers(0, 300, 80)
    ever = np.concatenate([question, draw.integers(0, 12, 40)]), np.concatenate([answer, draw.integers(0, 30, 40)])
    return question, answer, day, there, ever


@given(seed=st.integers(0, 10**6), count=st.integers(1, 12))
@settings(max_examples=50, deadline=None)
def test_others_are_different_of_the_time_and_never_met(seed, count):
    question, answer, day, there, ever = world(seed)
    kept, others = draw_others(question, answer, day, there, ever, count, within=60, seed=seed)
    drawn = dict(zip(kept.tolist(), others.tolist(), strict=True))
    met = set(zip(*(side.tolist() for side in ever), strict=True))
    for row in range(60):
        free = {
            one
            for one, when in zip(*(side.tolist() for side in there), strict=True)
            if abs(when - day[row]) <= 60 and (question[row], one) not in met and one != answer[row]
        }
        assert (row in drawn) == (len(free) >= count)
        if row in drawn:
            assert set(drawn[row]) <= free
            assert len(set(drawn[row])) == count


def test_every_other_is_drawn_as_often_and_in_any_place():
    size, rows = 20, 4000
    there = np.arange(1, size + 1), np.zeros(size, np.int64)
    none = np.zeros(0, np.int64)
    zeros = np.zeros(rows, np.int64)
    kept, others = draw_others(np.arange(rows), zeros, zeros, there, (none, none), 8, seed=3)
    assert len(kept) == rows
    for part in (others, others[:, :4], others[:, :1]):
        seen = np.bincount(part.ravel(), minlength=size + 1)[1:]
        expected = part.size / size
        assert ((seen - expected) ** 2 / expected).sum() < 43.8  # the 99.9 % quantile of 19 degrees of freedom


def test_the_same_seed_draws_the_same_and_another_one_others(monkeypatch):
    arguments = world(1)
    whole = draw_others(*arguments, 3, seed=5)
    monkeypatch.setattr(retrieval, "_CELLS", 70)
    assert all(np.array_equal(one, other) for one, other in zip(draw_others(*arguments, 3, seed=5), whole, strict=True))
    first, again, other = (draw_others(*arguments, 3, seed=seed)[1] for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_nothing_to_draw_from():
    none = np.zeros(0, np.int64)
    one = np.zeros(1, np.int64)
    for arguments in ((none, none, none), (one, one, one)):
        kept, others = draw_others(*arguments, (none, none), (none, none), 4)
        assert (kept.shape, others.shape) == ((0,), (0, 4))


def test_places_by_hand():
    # Two above it and one beside it of four: rank 3 or 4, each with a chance of a half.
    found = standing(np.array([5.0]), np.array([[9.0, 7.0, 5.0, 1.0]]))
    assert found["auc"] == pytest.approx([1 - 2.5 / 4])
    assert found["mrr"] == pytest.approx([(1 / 3 + 1 / 4) / 2])
    assert "top_5_of_51" not in found
    # Four above it and three beside it: the fifth place with a chance of a quarter.
    found = standing(np.array([0.0]), np.concatenate([np.ones(4), np.zeros(3), -np.ones(43)])[None])
    assert [found[name].item() for name in ("hit_at_5", "hit_at_10", "top_5_of_51")] == pytest.approx([0.25, 1.0, 0.25])


@given(seed=st.integers(0, 10**6), levels=st.integers(1, 60))
@settings(max_examples=50, deadline=None)
def test_places_are_the_means_over_all_orders_of_ties(seed, levels):
    draw = np.random.default_rng(seed)
    real, others = draw.integers(0, levels, 1).astype(float), draw.integers(0, levels, (1, 70)).astype(float)
    found = standing(real, others)

    def mean(figure, beside):
        above, level = int((beside > real).sum()), int((beside == real).sum())
        return np.mean([figure(rank) for rank in range(above + 1, above + level + 2)])

    assert found["auc"] == pytest.approx(roc_auc_score([1] + [0] * 70, np.concatenate([real, others[0]])))
    assert found["hit_at_5"] == pytest.approx(mean(lambda rank: rank <= 5, others))
    assert found["hit_at_10"] == pytest.approx(mean(lambda rank: rank <= 10, others))
    assert found["mrr"] == pytest.approx(mean(lambda rank: 1 / rank, others))
    assert found["top_5_of_51"] == pytest.approx(mean(lambda rank: rank <= 5, others[:, :50]))
    moved = standing(np.exp(real / 10), np.exp(others / 10))
    assert all(np.array_equal(moved[name], found[name]) for name in FIGURES)
    shuffled = standing(real, others[:, draw.permutation(70)])
    assert all(np.array_equal(shuffled[name], found[name]) for name in FIGURES[:-1])


def test_a_perfect_a_random_and_a_constant_score():
    draw = np.random.default_rng(2)
    jobs = np.arange(3000) // 3
    perfect = averages(standing(np.ones(3000), draw.random((3000, 100))), jobs, 20, 1)
    assert {figure["value"] for figure in perfect.values()} == {1.0}
    chance = averages(standing(draw.random(3000), draw.random((3000, 100))), jobs, 100, 1)
    constant = averages(standing(np.ones(3000), np.ones((3000, 100))), jobs, 20, 1)
    for name, exact in zip(FIGURES, (0.5, 5 / 101, 10 / 101, sum(1 / np.arange(1, 102)) / 101, 5 / 51), strict=True):
        assert constant[name]["value"] == pytest.approx(exact)
        assert chance[name]["low"] < exact < chance[name]["high"]
        assert chance[name]["low"] < chance[name]["value"] < chance[name]["high"]


def test_averages_are_over_applications_and_intervals_by_job():
    # One job has most of the applications, so drawing jobs is wider than drawing applications would be.
    jobs = np.concatenate([np.zeros(900, np.int64), np.arange(1, 101)])
    value = (jobs == 0).astype(float)
    found = averages({"auc": value}, jobs, 200, 1)["auc"]
    assert found["value"] == pytest.approx(0.9)
    assert found["low"] == 0.0
    assert found["high"] > 0.95
    order = np.random.default_rng(1).permutation(1000)
    assert averages({"auc": value[order]}, jobs[order], 200, 1)["auc"] == found
    assert averages({"auc": value}, jobs, 0, 1)["auc"] == {"value": pytest.approx(0.9), "low": None, "high": None}


def test_a_score_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="no place in a list"):
        standing(np.array([np.nan]), np.zeros((1, 3)))
    with pytest.raises(ValueError, match="no place in a list"):
        standing(np.zeros(1), np.array([[0.0, np.nan, 0.0]]))
