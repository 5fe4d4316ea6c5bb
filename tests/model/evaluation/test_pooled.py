from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from model.evaluation.pooled import Distinct, ranking_figures

ROWS = st.lists(st.tuples(st.integers(-2, 3), st.booleans(), st.integers(0, 3)), min_size=1, max_size=40)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_ranking_figures_are_scikit_learns_whatever_is_tied_or_not_drawn(rows):
    order, hired, weight = (np.array(column) for column in zip(*rows, strict=True))
    found = ranking_figures(*Distinct.of(order.astype(float), hired).weighed(weight.astype(float)))
    kept = weight > 0
    if len(set(hired[kept].tolist())) < 2:
        assert found == (None, None)
        return
    expected = [
        figure(hired[kept], order[kept], sample_weight=weight[kept])
        for figure in (roc_auc_score, average_precision_score)
    ]
    assert found == pytest.approx(expected, abs=1e-12)


def test_without_weights_every_row_counts_once():
    mass, won = Distinct.of(np.array([0.5, 0.1, 0.5]), np.array([True, False, False])).weighed(None)
    assert (mass.tolist(), won.tolist()) == ([1.0, 2.0], [0.0, 1.0])
    assert ranking_figures(mass, won) == (0.75, 0.5)
