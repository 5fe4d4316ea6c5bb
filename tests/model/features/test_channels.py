"""What the declaration of the channels promises: nothing that speaks for a person ever counts against."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from model.features.channels import CHANNELS, COMMON_SENSE, IS_FIRM, IS_FREE, PAIR_FEATURES, STEPS, TABLES, directions
from model.features.definitions import GROUPS

LEVELS = {"english": 6, "spanish": 6, "academic": 9, "seniority": 9}
ASKS = {"title", "family", "nice"}
"""Code 0 says that the job names none, which no person changes."""


def better(channel):
    """Pairs of codes of the same job, the person of the second one step better; "no data" is the lowest of all."""
    codes = range(channel.size)
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
