"""Bins: each value in one of them, whatever comes later, and those that the reference makes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.drift.bins import BINS, Bins
from model.drift.traits import ABSENT, TRAITS, UNREAD

NUMBER, CATEGORY = TRAITS["applicant.cv"], TRAITS["applicant.nivel_ingles"]
VALUES = st.lists(st.integers(-1, 40) | st.integers(-1, 10**6), max_size=80)


def by_hand(bins, value):
    """The bin of a value, by the definition."""
    if value == ABSENT:
        return 0
    if bins.is_number:
        if value in bins.values:
            return 1 + bins.values.index(value)
        return 1 + len(bins.values) + sum(value > edge for edge in bins.edges)
    if value == UNREAD:
        return 1
    return 2 + bins.values.index(value) if value in bins.values else bins.size - 1


@settings(max_examples=40)
@given(VALUES, VALUES, st.sampled_from([NUMBER, CATEGORY]))
def test_every_value_has_its_bin(reference, later, trait):
    if trait is CATEGORY:
        reference = [min(value, 5) for value in reference]
    bins = Bins.of(trait, reference)
    assert bins.places(later).tolist() == [by_hand(bins, value) for value in later]
    assert bins.count(later).sum() == len(later)
    assert len(bins.count(later)) == bins.size == len(bins.names(trait)) == len(set(bins.names(trait)))
    assert Bins.of_json(bins.to_json()) == bins


@settings(max_examples=40)
@given(st.lists(st.integers(-1, 30), min_size=1, max_size=200))
def test_a_value_with_more_than_a_tenth_has_its_own_bin_and_no_interval_of_the_reference_is_empty(reference):
    bins = Bins.of(NUMBER, reference)
    common = {value for value in reference if value != ABSENT and reference.count(value) * BINS > len(reference)}
    assert set(bins.values) == common
    counts = bins.count(reference)
    assert counts[0] == reference.count(ABSENT)
    if set(reference) - common - {ABSENT}:
        assert (counts[1:] > 0).all()


def test_numbers_without_ties_are_cut_into_tenths():
    reference = np.random.default_rng(3).permutation(1000)
    counts = Bins.of(NUMBER, reference).count(reference)
    assert counts[0] == 0
    assert len(counts) == 11
    assert set(counts[1:]) <= {99, 100, 101}


def test_a_category_of_which_the_reference_knows_nothing_is_counted():
    bins = Bins.of(CATEGORY, [1, 1, 3, 0, -1])
    assert bins.names(CATEGORY) == ["absent", "not understood", "nenhum", "intermediário", "any other"]
    assert bins.count([-1, 0, 1, 2, 3, 4, 5]).tolist() == [1, 1, 1, 1, 3]


@pytest.mark.parametrize("told", [{}, {"number": True, "values": [2, 1], "edges": []}, {"number": 1, "values": 3}])
def test_what_are_no_bins_is_refused(told):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Bins.of_json(told)
