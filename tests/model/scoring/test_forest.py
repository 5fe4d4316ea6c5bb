"""scikit-learn is the oracle of the forest, plain and compiled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

from model.features.channels import SIZES, STARTS, TABLES, matrix
from model.scoring import kernel
from model.scoring.forest import Forest, round_down
from model.scoring.masks import compiled

SPECIAL = np.array(
    [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, np.nextafter(np.float32(1), np.float32(2)), 1e-45, 3e38], np.float32
)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), trees=st.integers(1, 12), depth=st.integers(1, 9), missing=st.booleans())
def test_walk_equals_scikit_learn(seed, trees, depth, missing):
    draw = np.random.default_rng(seed)
    x = (draw.integers(-3, 4, (200, 6)) / draw.choice([1, 3, 7])).astype(np.float32)
    y = (x[:, 0] + draw.normal(size=200) > 0).astype(int)
    if missing:
        x[draw.random(x.shape) < 0.2] = np.nan
    oracle = RandomForestClassifier(trees, max_depth=depth, random_state=seed % 1000).fit(x, y)
    forest = Forest.of(oracle)
    ties = np.resize(forest.threshold[forest.feature >= 0] if (forest.feature >= 0).any() else [0.0], (50, 6)).astype(
        np.float32
    )
    rows = np.vstack([x, ties, np.nextafter(ties, np.float32(np.inf))])
    rows = rows if missing else rows[~np.isnan(rows).any(axis=1)]
    # scikit-learn refuses infinities at its door, its trees don't
    wanted = np.mean(
        [
            tree.tree_.predict(rows)[:, -1]
            if len(oracle.classes_) > 1
            else np.full(len(rows), float(oracle.classes_[0]))
            for tree in oracle.estimators_
        ],
        axis=0,
    )
    assert forest.probability(rows) == pytest.approx(wanted, abs=1e-12)
    special = draw.choice(SPECIAL if missing else SPECIAL[~np.isnan(SPECIAL)], (60, 6))
    if len(oracle.classes_) > 1:
        wanted = np.mean([tree.tree_.predict(special)[:, -1] for tree in oracle.estimators_], axis=0)
        assert forest.probability(special) == pytest.approx(wanted, abs=1e-12)


def random_codes(draw, count):
    return np.column_stack([draw.integers(0, size, count) for size in SIZES]).astype(np.int32)


def moved(oracle, draw):
    """Put thresholds of scikit-learn's own trees onto the features' very values, beside them, and out of reach."""
    tables = [column for table in TABLES for column in table.T]
    for estimator in oracle.estimators_:
        tree = estimator.tree_
        for node in np.flatnonzero(tree.children_left >= 0):
            value = draw.choice(tables[tree.feature[node]])
            beside = np.nextafter(value, np.float32(draw.choice([-np.inf, np.inf])))
            tree.threshold[node] = draw.choice([value, beside, -0.0, np.inf, -np.inf, tree.threshold[node]])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    trees=st.integers(1, 33),
    leaves=st.integers(2, 32),
    weight=st.sampled_from([0.5, 1.0, 2.0]),
)
def test_compiled_equals_scikit_learn_whatever_the_leaves_hold(seed, trees, leaves, weight):
    """Log-odds of any sign at the leaves, ties on thresholds, beside additive log-odds and those of a pair."""
    draw = np.random.default_rng(seed)
    codes = random_codes(draw, 400)
    rows = matrix(codes)
    y = rows[:, 0] + draw.normal(size=400) > 0
    oracle = RandomForestClassifier(trees, max_leaf_nodes=leaves, max_features=0.5, random_state=1).fit(rows, y)
    moved(oracle, draw)
    forest = Forest.of(oracle)
    forest = replace(forest, value=draw.normal(0, 3, len(forest.value)))
    reached = np.column_stack([tree.tree_.apply(rows) for tree in oracle.estimators_]) + forest.roots[:-1]
    mean = forest.value[reached].mean(axis=1)
    assert forest.probability(rows) == pytest.approx(mean, abs=1e-12)

    masks, values = compiled(forest, TABLES, weight)
    additive, odds, out = draw.normal(0, 0.3, sum(SIZES)), draw.normal(size=400), np.empty(400)
    kernel.score_codes(codes, odds, kernel.Compiled(masks.ravel(), trees, values.ravel(), additive), out)
    wanted = weight * mean + odds + additive[codes + np.array(STARTS)].sum(axis=1)
    assert np.log(out / (100 - out)) == pytest.approx(wanted, abs=trees * 2.0**-24)


def test_what_the_kernel_cannot_hold_is_refused():
    draw = np.random.default_rng(0)
    rows = matrix(random_codes(draw, 900))
    large = Forest.of(RandomForestClassifier(1, random_state=0).fit(rows, draw.random(900) < 0.5))
    with pytest.raises(ValueError, match="32 leaves"):
        compiled(large, TABLES)
    forest = Forest.of(RandomForestClassifier(2, max_leaf_nodes=8, random_state=0).fit(rows, draw.random(900) < 0.5))
    for weight in (1e9, -1.0, np.nan):
        with pytest.raises(ValueError, match="weight"):
            compiled(forest, TABLES, weight)
    for value in (200.0, np.inf, -np.inf, np.nan):
        with pytest.raises(ValueError, match="weight"):
            compiled(replace(forest, value=np.full(len(forest.value), value)), TABLES)
    compiled(replace(forest, value=np.full(len(forest.value), -99.0)), TABLES)


@given(st.floats(-1e38, 1e38))
def test_thresholds_round_down(value):
    low = round_down(np.array([value]))[0]
    assert float(low) <= value < float(np.nextafter(low, np.float32(np.inf)))
