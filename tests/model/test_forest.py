"""scikit-learn is the oracle of the forest, plain and compiled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

from model import kernel
from model import layout as at
from model.features import PAIR_FEATURES, TABLES, directions, matrix
from model.forest import Forest, round_down

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


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), trees=st.integers(1, 33), leaves=st.integers(2, 32))
def test_compiled_equals_walked(seed, trees, leaves):
    draw = np.random.default_rng(seed)
    codes = np.column_stack([draw.integers(0, size, 400) for size in at.SIZES]).astype(np.int32)
    rows = matrix(codes)
    y = rows[:, 0] + draw.normal(size=400) > 0
    oracle = RandomForestClassifier(trees, max_leaf_nodes=leaves, monotonic_cst=directions(), random_state=1).fit(
        rows, y
    )
    forest = Forest.of(oracle)
    masks, values = forest.compile(TABLES, 2.0)
    none = np.zeros(sum(at.SIZES))
    scores = np.array(
        [
            kernel._score(
                masks.ravel(), trees, values.ravel(), none, codes[row].astype(np.int64) + np.array(at.STARTS), 0.0
            )
            for row in range(100)
        ]
    )
    wanted = 2.0 * oracle.predict_proba(rows[:100])[:, 1]
    assert np.log(scores / (100 - scores)) == pytest.approx(wanted, abs=trees * 2.0**-24)


def test_too_many_leaves_are_refused():
    draw = np.random.default_rng(0)
    rows = matrix(np.column_stack([draw.integers(0, size, 900) for size in at.SIZES]).astype(np.int32))
    forest = Forest.of(RandomForestClassifier(1, random_state=0).fit(rows, draw.random(900) < 0.5))
    with pytest.raises(ValueError, match="32 leaves"):
        forest.compile(TABLES)
    with pytest.raises(ValueError, match="weight"):
        forest.compile(TABLES, 1e9)


@given(st.floats(-1e38, 1e38))
def test_thresholds_round_down(value):
    low = round_down(np.array([value]))[0]
    assert float(low) <= value < float(np.nextafter(low, np.float32(np.inf)))


def test_features_are_documented_and_many():
    assert len(PAIR_FEATURES) >= 21
    assert all(feature.meaning and feature.span and feature.missing for feature in PAIR_FEATURES)
