"""One side of the join against a plain model of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream_processor.join.ranking import Slots
from stream_processor.join.side import Side, Stamp
from tests.stream_processor.titles import TitleColumns

NAMES = ["b", "a", "10", "9", "é", "Z"]


def new_side() -> Side[Any]:
    return Side(TitleColumns())  # type: ignore[type-var]


def slots_of(side: Side[Any], names: Iterable[str]) -> Slots:
    return np.array([side.slot(name) for name in names], np.int32)


steps = st.lists(
    st.tuples(st.sampled_from(["put", "put", "drop", "publish"]), st.sampled_from(NAMES), st.integers(0, 5)),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(steps)
def test_a_side_is_a_dictionary_whose_ids_never_forget_their_stamp(steps: list[tuple[str, str, int]]) -> None:
    side, there, stamps = new_side(), set[str](), dict[str, Stamp]()
    standing: dict[int, str] = {}  # slots that were given since the last publishing, and whose
    for serial, (step, name, revision) in enumerate(steps):
        stamp = Stamp(revision, serial // 2)
        if step == "publish":
            side.publish()
            standing = {slot: name for name in there if (slot := side.slot(name)) is not None}
        elif side.accept(name, stamp):
            assert name not in stamps or (stamp.revision >= stamps[name].revision and stamp != stamps[name])
            stamps[name] = stamp
            if step == "put":
                slot = side.put(name, None)
                assert standing.setdefault(slot, name) == name
                there.add(name)
            else:
                assert (side.drop(name) is not None) == (name in there)
                there.discard(name)
        else:
            assert stamp.revision < stamps[name].revision or stamp == stamps[name]
        assert {name for name in NAMES if name in side} == there
        assert side.revisions(slots_of(side, there)) == [stamps[name].revision for name in there]
        assert side.names(side.slots[np.argsort(side.rank[side.slots])]) == sorted(there)
        assert len(set(side.rank[side.slots].tolist())) == len(there)


def test_a_side_grows_by_an_eighth_and_keeps_what_it_held() -> None:
    side, names = new_side(), [str(number) for number in range(1_000)]
    random.Random(1).shuffle(names)
    for revision, name in enumerate(names):
        assert side.accept(name, Stamp(revision, 2**63 - 1))
        side.put(name, None)
    assert side.live.size < 1.125 * len(names)
    assert side.revisions(slots_of(side, names)) == list(range(1_000))
    assert not any(side.accept(name, Stamp(revision, 2**63 - 1)) for revision, name in enumerate(names))
    assert side.names(side.rank[: len(names)].argsort()) == sorted(names)


@pytest.mark.parametrize("order", [1, -1, 0])
def test_ids_that_come_one_by_one_find_a_number_between_their_neighbours(order: int) -> None:
    side = new_side()
    names = [f"{number:05}" for number in range(1_000)][:: order or 1]
    if not order:
        random.Random(2).shuffle(names)
    made = 0
    for revision, name in enumerate(names):
        assert side.accept(name, Stamp(revision, 1))
        side.put(name, None)
        made += side._ranks._of is None
        assert side.names(side.slots[np.argsort(side.rank[side.slots])]) == sorted(names[: revision + 1])
    assert made < 40
