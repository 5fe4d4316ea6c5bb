"""The stability index: the hand values, feature-engine as oracle, and what chance makes of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from feature_engine.selection import DropHighPSIFeatures
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from model.drift import index as psi
from model.drift.chance import independent

COUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=12)


def test_two_normal_samples_have_the_value_that_was_computed_by_hand():
    # The deciles of N(0, 1) and the mass of N(0.3, 1) between them: 0.09 for any sample that large.
    draw = np.random.default_rng(1)
    was, now = draw.normal(0, 1, 400_000), draw.normal(0.3, 1, 400_000)
    edges = np.quantile(was, np.linspace(0, 1, 11)[1:-1])
    counts = [np.bincount(np.searchsorted(edges, some), minlength=10) for some in (was, now)]
    assert psi.index(*counts) == pytest.approx(0.0888, abs=0.003)


@settings(max_examples=12)
@given(st.integers(0, 2**32 - 1), st.floats(-1, 1), st.integers(3, 10))
def test_without_the_added_half_row_it_is_feature_engines(seed, shift, bins):
    draw = np.random.default_rng(seed)
    was, now = draw.normal(0, 1, 300), draw.normal(shift, 1, 200)
    table = pd.DataFrame({"value": np.concatenate([was, now]), "side": [0] * 300 + [1] * 200})
    selector = DropHighPSIFeatures(
        split_col="side", cut_off=0, strategy="equal_frequency", bins=bins, threshold=10, variables=["value"]
    )
    theirs = selector.fit(table).psi_values_["value"]
    edges = np.quantile(was, np.linspace(0, 1, bins + 1)[1:-1])
    counts = [np.bincount(np.searchsorted(edges, some), minlength=bins) for some in (was, now)]
    if min(map(min, counts)) > 0:
        assert psi.index(*counts, added=0) == pytest.approx(theirs, rel=1e-9)


@given(COUNTS, st.data())
def test_it_is_never_negative_the_same_from_both_sides_and_nothing_of_equal_shares(was, data):
    now = data.draw(st.lists(st.integers(0, 500), min_size=len(was), max_size=len(was)))
    assert (psi.parts(was, now) >= 0).all()
    assert psi.index(was, now) == pytest.approx(psi.index(now, was))
    assert psi.index(was, was) == 0


@pytest.mark.parametrize("rows", [500, 2000])
@pytest.mark.parametrize("bins", [4, 10, 26])
def test_chance_gives_what_is_said_beside_it_and_stays_below_the_line(rows, bins):
    draw = np.random.default_rng(bins)
    share = draw.dirichlet(np.full(bins, 5.0))
    found = np.array([psi.index(draw.multinomial(4000, share), draw.multinomial(rows, share)) for _ in range(500)])
    assert found.mean() == pytest.approx(psi.by_chance(independent(bins), 4000, rows), rel=0.2)
    assert found.max() < psi.line(independent(bins), 4000, rows)


@pytest.mark.parametrize("freedom", [3, 9, 25])
def test_the_line_is_the_quantile_of_one_in_a_million_where_that_is_above_what_is_worth_telling(freedom):
    assert psi.line(independent(freedom + 1), 100, 100) == pytest.approx(0.02 * chi2.isf(1e-6, freedom), rel=0.07)
    assert psi.line(independent(freedom + 1), 10**6, 10**6) == psi.LEAST
