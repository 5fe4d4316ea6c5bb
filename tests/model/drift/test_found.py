"""Injected changes are found within a stated number of events, and clean streams raise no alarm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.drift import index as psi
from model.drift import profile
from model.drift.bins import Bins
from model.drift.traits import TRAITS
from model.labelled.pairs import Pairs
from model.registry import Registry
from model.scoring.scorer import Scorer
from model.training.hyperparameters import Settings
from model.training.train import train
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


def test_the_reference_of_scores_is_what_unseen_applications_score_where_hires_weigh_much(
    pairs: Pairs, tmp_path: Path
) -> None:
    made, name = train(pairs, Settings(job_trees=30, inside_weights=(60.0,))), "application.quality_score"
    world = World.made(made.profile, Scorer(made.artifact), tmp_path / "data", jobs=3000)
    unseen, of_folds = world.rows["application"][:, 0], np.round(10 * made.out_of_fold)
    bins = Bins.of(TRAITS[name], of_folds)
    found = psi.index(made.profile.counts[name], made.profile.bins[name].count(unseen))
    assert found < 2 * psi.by_chance(made.profile.chances[name], len(of_folds), len(unseen))
    assert found < psi.index(bins.count(of_folds), bins.count(unseen)) / 2, "the folds' models score otherwise"
