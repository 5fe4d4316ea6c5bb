"""Every variant of the forest's evaluation scores as the engine does: what is compared is the same work."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from model.features.channels import SIZES, TABLES, matrix
from model.scoring import kernel
from model.scoring.forest import Forest
from model.scoring.masks import compiled
from tests.bench import ablation_kernels as kernels

PAIRS, TREES = 500, 6


@pytest.fixture
def drawn():
    draw = np.random.default_rng(4)
    codes = np.column_stack([draw.integers(0, size, PAIRS) for size in SIZES]).astype(np.int32)
    codes[PAIRS // 2 :] = codes[: PAIRS - PAIRS // 2]
    rows = matrix(codes)
    grown = RandomForestClassifier(TREES, max_leaf_nodes=20, random_state=1).fit(rows, draw.random(PAIRS) < 0.5)
    return Forest.of(grown), draw.normal(0, 0.3, sum(SIZES)), codes, rows


@pytest.mark.long
def test_padded_and_quantised_trees_are_the_forest(drawn):
    forest, _, _, rows = drawn
    padded = kernels.complete(forest)
    small, thresholds = kernels.quantised(padded, rows)
    for block in (1, 64, PAIRS):
        out, quantised = np.empty(PAIRS), np.empty(PAIRS)
        kernels.walk_complete(*padded, rows, block, out)
        kernels.walk_complete(padded.feature, thresholds, padded.value, padded.depth, small, block, quantised)
        assert out == pytest.approx(forest.probability(rows), abs=1e-12)
        assert np.array_equal(out, quantised)


@pytest.mark.long
def test_scores_are_the_engines(drawn):
    forest, additive, codes, _ = drawn
    masks, leaves = compiled(forest, TABLES)
    match = kernel.Compiled(masks.ravel(), TREES, leaves.ravel(), additive)
    wanted, out = np.empty(PAIRS), np.empty(PAIRS)
    kernel.score_codes(codes, np.zeros(PAIRS), match, wanted)
    kernels.masked(match, codes, out)
    assert np.array_equal(out, wanted)
    keys, totals = np.zeros(kernels.SLOTS, np.uint64), np.zeros(kernels.SLOTS, np.int32)
    assert kernels.remembered(match, codes, keys, totals, out) >= PAIRS // 2
    assert np.array_equal(out, wanted)


def test_only_what_stands_below_its_floor_is_left_out(drawn):
    forest, additive, codes, _ = drawn
    masks, leaves = compiled(forest, TABLES)
    match = kernel.Compiled(masks.ravel(), TREES, leaves.ravel(), additive)
    wanted, out = np.empty(PAIRS), np.empty(PAIRS)
    kernel.score_codes(codes, np.zeros(PAIRS), match, wanted)
    odds, most = np.log(wanted / (100 - wanted)), float(leaves.max(axis=1).sum() / kernel.LEAF_SCALE)
    floors = np.full(PAIRS, np.median(odds))
    skipped = kernels.bounded(match, codes, floors, most, out)
    left_out = np.isnan(out)
    assert 0 < skipped == left_out.sum()
    assert (odds[left_out] < floors[left_out] + 1e-9).all()
    assert np.array_equal(out[~left_out], wanted[~left_out])
