"""What the declaration of the channels promises: nothing that speaks for a person ever counts against."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from model.features.channels import (
    CHANNELS,
    COMMON_SENSE,
    IS_FIRM,
    IS_FREE,
    PAIR_FEATURES,
    PLACE,
    STEPS,
    TABLES,
    directions,
)
from model.features.definitions import GROUPS
from model.levels.spans import NEAREST, SPANS, TOP, span

LEVELS = {"english": 6, "spanish": 6, "academic": 9}
SENIORITY = CHANNELS[PLACE["seniority"]]
ASKS = {"title", "family", "nice"}
"""Code 0 says that the job names none, which no person changes."""


def fitting():
    """As `better` for a level that is to fit: nearer to what is asked, and one above is alike."""
    pairs = [(0, held) for held in range(1, TOP + 1)]
    for asked in range(1, TOP + 1):
        ladder = [(held, held + 1) for held in range(asked)] + [(held + 1, held) for held in range(asked + 1, TOP)]
        pairs += [(asked * len(SPANS) + one, asked * len(SPANS) + other) for one, other in (*ladder, (0, TOP))]
    return pairs


def better(channel):
    """Pairs of codes of the same job, the person of the second one step better; "no data" is the lowest of all."""
    codes = range(channel.size)
    if channel is SENIORITY:
        return fitting()
    if channel.name in LEVELS:
        return [(code, code + 1) for code in codes if (code + 1) % LEVELS[channel.name]]
    if channel.name == "asked":
        return [(code, code + 1) for code in codes if code % 2 == 0]
    return list(pairwise(codes))[channel.name in ASKS :]


@pytest.mark.parametrize("place", range(len(CHANNELS)), ids=[channel.name for channel in CHANNELS])
def test_a_better_person_never_stands_lower_and_the_job_stays_what_it_is(place):
    channel = CHANNELS[place]
    direction = np.array([feature.direction for feature in channel.features])
    free = np.array([weight == "free" for weight in channel.common_sense])
    assert better(channel)
    for before, after in better(channel):
        features = TABLES[place][after] - TABLES[place][before]
        assert (features[direction == 1] >= 0).all(), (before, after)
        assert (features[direction == 0] == 0).all(), "what is free depends on the job alone"
        steps = STEPS[place][after] - STEPS[place][before]
        assert (steps[~free] >= 0).all(), (before, after)
        assert (steps[free] == 0).all(), "what is free depends on the job alone"
        assert features.any(), f"the forest can't tell code {before} from {after}"


def test_the_seniority_that_is_asked_and_one_above_are_alike_and_two_above_fits_less():
    values, steps = TABLES[PLACE["seniority"]], STEPS[PLACE["seniority"]]
    sense = np.array([0.0 if weight == "free" else weight for weight in SENIORITY.common_sense])
    for asked in range(1, TOP + 1):
        first = asked * len(SPANS)
        worth = (steps @ sense)[first : first + TOP + 1]
        if asked < TOP:
            assert values[first + asked].tolist() == values[first + asked + 1].tolist()
            assert steps[first + asked].tolist() == steps[first + asked + 1].tolist()
        assert (worth[asked + 2 :] < worth[asked]).all()
        assert (np.diff(worth[asked + 1 :]) <= 0).all()
        assert worth[0] < worth[1:].min()


def test_of_several_statements_on_seniority_the_one_nearest_to_what_is_asked_counts():
    assert len(set(SPANS)) == len(SPANS) == SENIORITY.size // (TOP + 1)
    for number, (low, high) in enumerate(SPANS):
        assert span(low, high) == span(high, low, 0) == number
        for asked in range(1, TOP + 1):
            nearest = min(range(low, high + 1), key=lambda level: abs(level - asked))
            assert NEAREST[asked, number] == nearest
            for table in (TABLES[PLACE["seniority"]], STEPS[PLACE["seniority"]]):
                of_asked = table[asked * len(SPANS) : (asked + 1) * len(SPANS)]
                assert of_asked[number].tolist() == of_asked[nearest].tolist()


def test_an_internship_suits_whoever_is_not_near_it_less_than_another_job():
    steps, sense = STEPS[PLACE["seniority"]], np.array([*SENIORITY.common_sense[:5], *[0.0] * TOP])
    worth = (steps @ sense).reshape(TOP + 1, len(SPANS))
    assert (worth[1, [0, *range(4, TOP + 1)]] < worth[0, 0] - 1).all()
    assert (worth[1, 1:3] > worth[0, 0]).all()
    assert (worth[2:, 0] == worth[0, 0]).all()


def test_what_is_declared_fits_together():
    for channel, values, steps in zip(CHANNELS, TABLES, STEPS, strict=True):
        assert values.shape == (channel.size, len(channel.features))
        assert steps.shape == (channel.size, len(channel.common_sense))
        assert {feature.group for feature in channel.features} == {channel.group}
        assert np.isfinite(values).all()
        assert not steps[0].any(), "both sides say nothing: the additive part says nothing"
    assert {channel.group for channel in CHANNELS} == set(GROUPS)
    assert len(COMMON_SENSE) == len(IS_FREE) == len(IS_FIRM) == sum(steps.shape[1] for steps in STEPS)
    assert (COMMON_SENSE >= 0).all()
    assert not IS_FREE[IS_FIRM].any(), "what depends on the job alone has no common sense to stand on"
    assert len(directions()) == len(PAIR_FEATURES) == sum(values.shape[1] for values in TABLES)


def test_features_are_documented():
    assert len({feature.name for feature in PAIR_FEATURES}) == len(PAIR_FEATURES)
    assert all(feature.meaning and feature.span and feature.missing for feature in PAIR_FEATURES)
