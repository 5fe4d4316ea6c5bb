"""Injected changes are found within a stated number of events, and clean streams raise no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.drift import profile
from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.model.drift.flows import CHANGES, Stream, World, changed, looks

pytestmark = pytest.mark.long  # the world that streams are drawn from takes a quarter of a minute

WITHIN = {
    "a field gone missing": (1500, 3000),
    "a new spelling": (600, 1000),
    "a new area": (300, 300),
    "inflated titles": (300, 600),
    "a sender's change of unit": (700, 1200),
    "label shift": (2000, 4000),
}
"""Events within which each change is found, where all of what comes has it, and where half has it (`docs/drift.md`)."""
BEFORE = 10_000


@pytest.fixture(scope="module")
def world(model_of_this_run: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = Registry(model_of_this_run / "registry").resolve("champion")
    return World.made(profile.read(folder), Scorer.load(folder), tmp_path_factory.mktemp("drift") / "data")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("share", "place"), [(1.0, 0), (0.5, 1)])
def test_a_change_is_found_in_its_trait(world: World, change: str, share: float, place: int) -> None:
    within, trait = WITHIN[change][place], CHANGES[change][1]
    later = changed(world, change, share)
    for seed in range(3):
        stream = Stream.drawn(world, BEFORE, seed).then(Stream.drawn(later, within, seed + 100))
        found = dict(looks(world.profile, stream, BEFORE))
        assert found[BEFORE] == set()
        assert trait in found[BEFORE + within]


def test_of_twenty_clean_streams_of_twenty_thousand_events_at_most_one_raises_an_alarm(world: World) -> None:
    streams = (Stream.drawn(world, 20_000, run) for run in range(20))
    alarms = [set().union(*(moved for _, moved in looks(world.profile, stream))) for stream in streams]
    assert sum(map(bool, alarms)) <= 1, alarms
