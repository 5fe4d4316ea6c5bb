from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.features.channels import CHANNELS, COMMON_SENSE, IS_FREE, PLACE, SIZES, matrix
from model.features.definitions import GROUPS, JOB_FEATURES
from model.labelled.comparisons import Comparisons
from model.scoring.additive import log_odds
from model.training.hyperparameters import Settings
from model.training.match_part import Matches
from model.training.rows import Rows

APPLICATIONS, TIMES, FOLDS = 600, 4, 3
SETTINGS = Settings(pair_trees=12, pair_leaves=16, common_sense=1.0, firm_sense=1.0)
"""Common sense stands loose, so that what is learned is seen."""


def matches(seed, tells):
    """Applications to a hundred jobs, with random pairs of any codes; of real ones the share of skills may tell."""
    draw = np.random.default_rng(seed)
    owners = np.tile(np.arange(APPLICATIONS), TIMES)
    others = (owners + draw.integers(1, APPLICATIONS, len(owners))) % APPLICATIONS
    compared = Comparisons(
        np.concatenate([np.arange(APPLICATIONS), others]), np.concatenate([np.arange(APPLICATIONS), owners])
    )
    codes = np.column_stack([draw.integers(0, size, len(compared.jobs)) for size in SIZES]).astype(np.int32)
    if tells:
        codes[compared.real, PLACE["share"]] = draw.integers(23, 27, APPLICATIONS)
    groups = draw.integers(0, 100, APPLICATIONS)
    outcomes = draw.choice(["hired", "rejected", "in_process"], APPLICATIONS)
    rows = Rows(np.zeros((APPLICATIONS, len(JOB_FEATURES)), np.float32), groups, outcomes)
    return Matches(compared, codes, (groups % FOLDS)[compared.jobs], rows, SETTINGS)


def auc(odds, real):
    return (odds[real][:, None] > odds[~real][None]).mean()


@pytest.fixture(scope="module")
def learned():
    given = matches(1, tells=True)
    return given, *given.fit()


def test_what_is_learned_tells_real_from_random(learned):
    given, fitted, unseen, _ = learned
    assert auc(unseen, given.compared.real) > 0.85
    assert auc(fitted.log_odds(given.codes), given.compared.real) > 0.85


def test_from_noise_nothing_is_learned_that_holds_on_unseen_jobs():
    given = matches(2, tells=False)
    fitted, unseen, _ = given.fit()
    assert auc(unseen, given.compared.real) == pytest.approx(0.5, abs=0.04)
    assert auc(fitted.log_odds(given.codes), given.compared.real) > 0.6, "while it holds on those it was learned from"


def test_the_parts_are_what_keeps_a_score_monotone(learned):
    _, fitted, _, _ = learned
    assert (fitted.additive[~IS_FREE] >= 0).all()
    assert len(fitted.additive) == len(COMMON_SENSE)
    assert 0.5 <= fitted.forest_weight <= 2.0
    assert fitted.forest.trees == SETTINGS.pair_trees
    assert (np.abs(fitted.forest.value) <= np.log(0.98 / 0.02) + 1e-12).all(), "log-odds of shares kept off 0 and 1"


def test_leaves_are_log_odds_of_the_classifiers_shares(learned):
    given, fitted, _, classifier = learned
    rows = matrix(given.codes[:50])
    shares = np.array([tree.predict_proba(rows)[:, 1] for tree in classifier.estimators_])
    smooth = 0.02 + 0.96 * shares
    assert fitted.forest.probability(rows) == pytest.approx(np.log(smooth / (1 - smooth)).mean(axis=0), abs=1e-6)


def test_the_same_matches_give_the_same_parts(learned):
    given, fitted, unseen, _ = learned
    again, unseen_again, _ = given.fit()
    assert np.array_equal(fitted.additive, again.additive)
    assert np.array_equal(fitted.forest.value, again.forest.value)
    assert np.array_equal(unseen, unseen_again)


def test_an_outcome_that_is_not_known_yet_is_no_comparison(learned):
    """Whoever is in process neither stands above the rejected nor below the hired."""
    given, fitted, _, _ = learned
    others = np.where(given.rows.outcomes == "in_process", "unknown", given.rows.outcomes)
    same, _, _ = replace(given, rows=replace(given.rows, outcomes=others)).fit()
    assert np.array_equal(same.additive, fitted.additive)


def test_the_centre_is_the_mean_of_those_considered_for_every_coalition(learned):
    given, fitted, _, _ = learned
    considered = given.considered[:80]
    found = fitted.centre(considered)
    for coalition in range(64):
        present = [bool(coalition >> GROUPS.index(channel.group) & 1) for channel in CHANNELS]
        kept = (considered * present).astype(np.int32)
        odds = log_odds(kept, fitted.additive) + fitted.forest_weight * fitted.forest.probability(matrix(kept))
        assert found[coalition] == pytest.approx(odds.mean(), abs=1e-9)
