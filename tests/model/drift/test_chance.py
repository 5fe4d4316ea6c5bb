"""What chance makes of the index: of independent rows, and of rows that have jobs and people in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.drift import index as psi
from model.drift.chance import alike, independent, spread, sure

BINS = 8


def applications(seed: int, rows: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bins that lie near a job's own and near a person's own, with the numbers of jobs and people."""
    draw = np.random.default_rng(seed)
    job, person = draw.integers(0, rows // 5, rows), draw.integers(0, rows // 4, rows)
    found = draw.normal(size=rows // 5)[job] + draw.normal(size=rows // 4)[person] + 0.4 * draw.normal(size=rows)
    edges = np.array([-2.0, -1.2, -0.6, 0.0, 0.6, 1.2, 2.0])
    return np.searchsorted(edges, found), job, person


def test_samples_that_have_jobs_and_people_in_common_differ_as_much_as_is_said() -> None:
    places, job, person = applications(0)
    chance = alike(places, BINS, (job, person))
    counts = [np.bincount(applications(seed)[0], minlength=BINS) for seed in range(1, 201)]
    found = np.array([psi.index(one, other) for one, other in zip(counts[::2], counts[1::2], strict=True)])
    assert found.mean() == pytest.approx(psi.by_chance(chance, 3000, 3000), rel=0.25)
    assert found.mean() > 1.7 * psi.by_chance(independent(BINS), 3000, 3000), "as independent rows do not"
    assert found.max() < chance.rare * 2 / 3000
    for one_kind in ((job,), (person,)):
        assert alike(places, BINS, one_kind).mean < chance.mean


@given(st.integers(0, 99), st.integers(1, BINS))
def test_rows_that_have_nothing_in_common_are_independent(seed: int, bins: int) -> None:
    draw = np.random.default_rng(seed)
    places, own = draw.integers(0, bins, 4000), np.arange(4000)
    assert alike(places, bins, ()) == independent(bins)
    found = alike(places, bins, (own, own))
    assert found.rare >= independent(bins).rare
    assert found.mean == pytest.approx(independent(bins).mean)
    by_chance = alike(places, bins, (draw.permutation(4000) // 4, own))
    assert by_chance.mean == pytest.approx(independent(bins).mean, rel=0.25)


@pytest.mark.parametrize(("freedom", "quantile"), [(19, 6.73), (40, 5.57), (200, 4.90), (10**6, 4.7534)])
def test_few_jobs_take_more_standard_errors_to_be_sure(freedom: int, quantile: float) -> None:
    assert sure(freedom + 1) == pytest.approx(quantile, rel=0.02)


@given(st.integers(0, 99))
def test_the_spread_of_a_sum_is_that_of_sums_over_what_rows_have_in_common(seed: int) -> None:
    draw = np.random.default_rng(seed)
    kind, own = draw.integers(0, 50, 600), draw.normal(size=50)
    away = own[kind] + draw.normal(size=600)
    assert spread(away, kind) == pytest.approx(sum(away[kind == one].sum() ** 2 for one in range(50)))
    assert spread(away, np.arange(600)) == pytest.approx((away**2).sum())


def test_twice_the_same_row_counts_once() -> None:
    places = np.random.default_rng(1).integers(0, BINS, 1000)
    pair = np.repeat(np.arange(1000), 2)
    found = alike(np.repeat(places, 2), BINS, (pair,))
    assert found.mean == pytest.approx(2 * independent(BINS).mean)
    assert alike(np.zeros(0, np.int64), BINS, (np.zeros(0, np.int64),)) == independent(BINS)
    assert alike(np.zeros(9, np.int64), BINS, (np.zeros(9, np.int64),)) == independent(BINS), "one bin holds all"
