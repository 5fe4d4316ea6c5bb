from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from model.metrics import (
    Graded,
    at_prevalence,
    calibration_error,
    calibration_noise,
    debiased_calibration_error,
)


def graded(groups, hired, score, probability=None):
    return Graded(np.array(groups), np.array(hired, bool), np.array(score, float), probability)


def test_figures_by_hand():
    found = graded([0, 0, 0, 1, 1], [1, 0, 0, 0, 1], [3, 1, 3, 2, 1]).figures(0, 1)
    assert found["within_job_auc"]["value"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert found["ndcg_at_5"]["value"] == pytest.approx((1 + 1 / np.log2(3)) / 2)
    assert found["brier"]["value"] is None


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(3, 12))
def test_ndcg_equals_scikit_learn_with_ties(seed, size):
    draw = np.random.default_rng(seed)
    hired, score = draw.random(size) < 0.4, draw.integers(0, 4, size).astype(float)
    hired[0] = True
    found = graded(np.zeros(size, int), hired, score).figures(0, 1)["ndcg_at_5"]["value"]
    assert found == pytest.approx(ndcg_score([hired.astype(float)], [score], k=5))


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


def test_calibration_error():
    draw = np.random.default_rng(1)
    probability = draw.random(20_000)
    hired = draw.random(20_000) < probability
    assert calibration_error(probability, hired) < 0.02
    assert calibration_error(probability * 0.5, hired) == pytest.approx(0.25, abs=0.02)
    assert calibration_noise(probability, 1) == pytest.approx(calibration_error(probability, hired), abs=0.01)


def test_debiased_calibration_error():
    draw = np.random.default_rng(2)
    probability = draw.random(3_000)
    hired = draw.random(3_000) < probability
    assert debiased_calibration_error(probability, hired) < calibration_error(probability, hired) + 0.01
    assert debiased_calibration_error(np.full(3_000, 0.5), np.arange(3_000) % 2 == 0) == 0.0
    assert debiased_calibration_error(np.full(3_000, 0.3), np.arange(3_000) % 2 == 0) == pytest.approx(0.2, abs=0.01)


def test_a_probability_at_another_prevalence():
    probability = np.array([0.1, 0.25, 0.9])
    shifted = at_prevalence(probability, 0.25, 0.05)
    assert shifted[1] == pytest.approx(0.05)
    assert at_prevalence(shifted, 0.05, 0.25) == pytest.approx(probability)


def test_one_outcome_only_has_no_ranking():
    found = graded([0, 1], [0, 0], [1, 2]).figures(2, 1)
    assert found["roc_auc"]["value"] is None
    assert found["within_job_auc"]["value"] is None
