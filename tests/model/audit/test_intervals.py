from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from model.audit.intervals import effective_size, of_ratio, wilson


@pytest.mark.parametrize(("chosen", "counted"), [(0, 3), (3, 3), (1, 40), (25, 40), (700, 1000)])
def test_a_shares_interval_is_wilsons(chosen, counted):
    low, high = wilson(np.array([chosen / counted]), np.array([float(counted)]))
    known = binomtest(chosen, counted).proportion_ci(method="wilson")
    assert (low[0], high[0]) == pytest.approx((known.low, known.high), abs=1e-12)


def test_applications_of_one_person_that_are_alike_say_less():
    codes = np.array([0] * 40 + [1] * 40 + [-1])
    chosen = np.array([1.0, 0.0] * 40 + [1.0])[:, None]
    once = effective_size(np.ones((81, 1)), chosen, codes, 2)
    twice = effective_size(np.full((81, 1), 2.0), 2 * chosen, codes, 2)
    assert once.ravel() == pytest.approx([39, 39])  # n - 1
    assert twice == pytest.approx(once)
    mixed = effective_size(np.full((81, 1), 2.0), np.ones((81, 1)), codes, 2)
    assert mixed.ravel().tolist() == [40, 40]  # no two people differ: as many as there are people
    # One of each person's two: they differ less than by chance, but never say more than their number.
    spread = effective_size(np.full((81, 1), 2.0), 1.0 + (np.arange(81)[:, None] < 1), codes, 2)
    assert spread[0, 0] == 80


def ends(chosen, counted, best, of):
    share, size = np.array(chosen) / np.array(counted), np.array(counted, float)
    top = wilson(np.array([best / of]), np.array([float(of)]))
    return of_ratio(share, wilson(share, size), best / of, (float(top[0][0]), float(top[1][0])))


def test_a_ratios_interval_holds_the_ratio_and_shrinks():
    chosen, counted = np.array([3, 30, 300, 3000]), np.array([10, 100, 1000, 10000])
    low, high = ends(chosen, counted, 4000, 10000)
    assert (low < 0.75).all()
    assert (high > 0.75).all()
    assert (np.diff(high - low) < 0).all()
    known = np.sqrt((1 - 0.3) / 3000 + (1 - 0.4) / 4000)  # of the logarithm, by the delta method
    assert np.log(high[-1] / low[-1]) / 2 / 1.96 == pytest.approx(known, rel=0.01)


def test_shares_of_0_and_1_have_a_ratio_too():
    low, high = ends([0, 20], [20, 20], 20, 20)
    assert low[0] == 0
    assert 0.1 < high[0] < 0.3
    assert low[1] < 1 < high[1] < 1.3
    low, high = of_ratio(np.array([0.1]), (np.array([0.0]), np.array([0.2])), 0.1, (0.0, 0.2))
    assert low[0] == 0
    assert high[0] == np.inf


def test_intervals_of_ratios_hold_the_truth_as_often_as_they_say():
    draw = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        chosen, best = draw.binomial(60, 0.3, 1), int(draw.binomial(90, 0.5))
        low, high = ends(chosen, [60], best, 90)
        held += bool(low[0] <= 0.6 <= high[0])
    assert held / 400 == pytest.approx(0.95, abs=0.03)
