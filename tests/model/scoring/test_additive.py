"""Fitted weights are the best of a plain definition of the loss, and comparisons inside jobs those of a plain loop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from model.features.channels import CHANNELS, COMMON_SENSE, IS_FREE, PLACE, SIZES, STEPS
from model.scoring.additive import FOREST_WEIGHT, Evidence, by_code, fit, inside_jobs, log_odds


def evidence(seed, count=300):
    """Pairs of any codes, of which the real ones hold more of what is asked; some candidates of one job."""
    draw = np.random.default_rng(seed)
    codes = np.column_stack([draw.integers(0, size, count) for size in SIZES]).astype(np.int32)
    real = draw.random(count) < 1 / (1 + np.exp(2 - codes[:, PLACE["share"]] / 6))
    better, worse = draw.integers(0, count, (2, 40))
    return Evidence(codes, real, draw.normal(size=count), better, worse, draw.uniform(0.1, 1.0, 40))


def plain_steps(codes):
    return np.hstack([
        [channel.steps(int(code)) for code in column] for channel, column in zip(CHANNELS, codes.T, strict=True)
    ])  # fmt: skip


def plain_loss(given, steps, strength, weights, of_forest, intercept):
    """Log-loss of real against random pairs, of the same weight together; of hired against rejected; common sense."""
    match = steps @ weights + of_forest * given.forest
    odds = np.where(given.real, 1, -1) * (match + intercept)
    weight = np.where(given.real, 1.0, given.real.sum() / (~given.real).sum())
    value = (weight * np.log1p(np.exp(-odds))).sum()
    margin = match[given.better] - match[given.worse]
    value += (given.weight * np.log1p(np.exp(-margin))).sum()
    return value + (strength * (weights - COMMON_SENSE) ** 2).sum() / 2


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_log_odds_are_steps_times_weights(seed):
    draw = np.random.default_rng(seed)
    codes = np.column_stack([draw.integers(0, size, 30) for size in SIZES]).astype(np.int32)
    weights = draw.normal(size=len(COMMON_SENSE))
    assert log_odds(codes, weights) == pytest.approx(plain_steps(codes) @ weights, abs=1e-9)
    assert len(by_code(weights)) == sum(SIZES)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_weights_nearby_are_better(seed):
    given = evidence(seed)
    strength = np.random.default_rng(seed).choice([3.0, 30.0, 300.0], len(COMMON_SENSE))
    weights, of_forest = fit(given, strength)
    assert (weights[~IS_FREE] >= 0).all()
    assert FOREST_WEIGHT[0] <= of_forest <= FOREST_WEIGHT[1]
    steps = plain_steps(given.codes)
    intercept = minimize_scalar(lambda one: plain_loss(given, steps, strength, weights, of_forest, one)).x
    best = plain_loss(given, steps, strength, weights, of_forest, intercept)
    draw = np.random.default_rng(seed + 1)
    for size in np.geomspace(0.001, 1.0, 200):
        moved = weights + draw.normal(0, size, len(weights)) * (draw.random(len(weights)) < 0.2)
        moved = np.where(IS_FREE, moved, np.maximum(moved, 0))
        forest = float(np.clip(of_forest + draw.normal(0, size), *FOREST_WEIGHT))
        assert plain_loss(given, steps, strength, moved, forest, intercept + draw.normal(0, size)) > best - 0.005


def test_where_the_data_say_nothing_common_sense_stays():
    """Pairs that are all alike tell no weight of a step from another."""
    given = evidence(1)
    given = replace(given, codes=np.zeros_like(given.codes), better=given.better[:0], worse=given.worse[:0],
                    weight=given.weight[:0])  # fmt: skip
    weights, _ = fit(given, np.full(len(COMMON_SENSE), 30.0))
    assert weights == pytest.approx(COMMON_SENSE, abs=1e-4)


def test_where_the_data_speak_they_move_it_and_the_less_the_firmer_it_stands():
    draw = np.random.default_rng(2)
    codes = np.zeros((2000, len(SIZES)), np.int32)
    real = draw.random(2000) < 0.5
    codes[:, PLACE["rare"]] = np.where(draw.random(2000) < np.where(real, 0.8, 0.2), 6, 0)
    none = np.zeros(0, np.int64)
    given = Evidence(codes, real, np.zeros(2000), none, none, np.zeros(0))
    first = int(np.cumsum([0, *(steps.shape[1] for steps in STEPS)])[PLACE["rare"]])
    loose, firm = (fit(given, np.full(len(COMMON_SENSE), strength))[0] for strength in (3.0, 3000.0))
    worth = [steps @ weights[first : first + 2] for weights, steps in (
        (loose, STEPS[PLACE["rare"]][6]), (firm, STEPS[PLACE["rare"]][6]), (COMMON_SENSE, STEPS[PLACE["rare"]][6]),
    )]  # fmt: skip
    assert worth[0] == pytest.approx(2 * np.log(4), abs=0.3), "four to one for, where there were four to one against"
    assert worth[2] < worth[1] < worth[2] + 0.3


@given(
    rows=st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.booleans()), max_size=40),
)
def test_inside_a_job_every_hired_one_is_held_against_every_rejected_one(rows):
    groups, hired, judged = (np.array([row[place] for row in rows], kind) for place, kind in
                             enumerate((np.int64, bool, bool)))  # fmt: skip
    hired &= judged
    better, worse, weight = inside_jobs(groups, hired, judged)
    wanted = {
        (one, other)
        for one in range(len(rows)) for other in range(len(rows))
        if groups[one] == groups[other] and hired[one] and judged[other] and not hired[other]
    }  # fmt: skip
    found = list(zip(better.tolist(), worse.tolist(), strict=True))
    assert set(found) == wanted
    assert len(found) == len(wanted)
    for job in set(groups[better].tolist()):
        chosen = int((hired & (groups == job)).sum())
        others = int((judged & ~hired & (groups == job)).sum())
        assert weight[groups[better] == job].sum() == pytest.approx(min(chosen, others))
