from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.evaluation.calibration import (
    at_prevalence,
    calibration_error,
    calibration_noise,
    debiased_calibration_error,
    reliability,
)


@pytest.mark.parametrize("shuffled", range(5))
def test_exact_probabilities_have_no_error_whatever_the_order(shuffled):
    order = np.random.default_rng(shuffled).permutation(100)
    assert calibration_error(np.full(100, 0.3), (np.arange(100) < 30)[order]) == 0.0
    # A share of 0.2 of the first half was hired, 0.6 of the second.
    probability, hired = np.repeat([0.2, 0.6], 50), np.concatenate([np.arange(50) < 10, np.arange(50) < 30])
    assert calibration_error(probability[order], hired[order]) == 0.0
    assert debiased_calibration_error(probability[order], hired[order]) == 0.0
    # 0.1 too high on one half, 0.2 too low on the other.
    assert calibration_error(probability[order] + np.where(probability[order] < 0.5, 0.1, -0.2), hired[order]) == (
        pytest.approx(0.15)
    )


@given(
    st.lists(st.tuples(st.sampled_from([0.05, 0.2, 0.3, 0.7]), st.booleans(), st.integers(1, 4)), min_size=2),
    st.randoms(use_true_random=False),
)
def test_calibration_has_one_value_for_all_orders_and_for_weights_as_for_copies(rows, shuffle):
    probability, hired, weight = (np.array(column) for column in zip(*rows, strict=True))
    order = np.array(shuffle.sample(range(len(rows)), len(rows)))
    copies = np.repeat(order, weight[order])
    error = calibration_error(probability, hired, weight.astype(float))
    assert calibration_error(probability[order], hired[order], weight[order].astype(float)) == error
    assert calibration_error(probability[copies], hired[copies]) == error
    assert debiased_calibration_error(probability[order], hired[order]) == debiased_calibration_error(
        probability, hired
    )
    assert calibration_noise(probability[order], 3, 5) == calibration_noise(probability, 3, 5)


def test_without_ties_the_bins_have_equal_mass():
    draw = np.random.default_rng(4)
    probability = draw.permutation(np.linspace(0.01, 0.99, 200))
    hired = draw.random(200) < 0.4
    bins = np.array_split(np.argsort(probability), 10)
    by_hand = sum(abs(hired[rows].mean() - probability[rows].mean()) for rows in bins) / 10
    assert calibration_error(probability, hired) == pytest.approx(by_hand)
    claimed, seen, weight = reliability(probability, hired)
    assert claimed == pytest.approx([probability[rows].mean() for rows in bins])
    assert seen == pytest.approx([hired[rows].mean() for rows in bins])
    assert weight.tolist() == [20.0] * 10


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
