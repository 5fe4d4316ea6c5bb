"""Lists that are built by bounds, against those of scoring every pair: the same to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.registry import Registry
from model.scoring.bounds import MOST, Bounds
from model.scoring.scorer import Scorer
from stream_processor.join import building, rescoring
from stream_processor.join.rescoring import BUILT_FROM
from tests.stream_processor.join.lists import NEVER, bent, differing, entities, shard_of


@pytest.fixture(scope="module")
def scorer(model_of_this_run: Path) -> Scorer:
    return Scorer.load(Registry(model_of_this_run / "registry").resolve("champion"))


@pytest.fixture(scope="module", autouse=True)
def bounded() -> Iterator[None]:
    """Bounds are not given up, however little they help."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "USELESS", 2.0)
        yield


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    jobs=st.sampled_from([0, 1, 2, 17, 60]),
    people=st.sampled_from([0, 1, 2, 16, 50]),
    kinds=st.sampled_from([1, 3, 40]),
    sizes=st.sampled_from([(1, 1, 0.0), (2, 3, 1.0), (10, 20, 1.0), (3, 40, 0.5)]),
)
def test_built_lists_are_those_of_scoring_every_pair(scorer, seed, jobs, people, kinds, sizes):
    draw = np.random.default_rng(seed)
    model, events = bent(scorer, draw), entities(draw, jobs, people, kinds)
    assert not differing(shard_of(model, sizes, 0, events), shard_of(model, sizes, NEVER, events))


@pytest.mark.parametrize("hashes", [1, 3])
def test_entities_of_one_hash_are_one_only_where_they_are_equal(scorer, monkeypatch, hashes):
    events = entities(np.random.default_rng(8), 60, 50, 20)
    built = shard_of(scorer, (3, 4, 1.0), 0, events)
    hashed = building._hashes
    monkeypatch.setattr(building, "_hashes", lambda rows: hashed(rows) % np.uint64(hashes))
    assert not differing(shard_of(scorer, (3, 4, 1.0), 0, events), built)
    assert not differing(built, shard_of(scorer, (3, 4, 1.0), NEVER, events))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.floats(0.2, 1))
def test_lists_that_are_built_anew_publish_what_scoring_every_pair_does(scorer, seed, share):
    draw = np.random.default_rng(seed)
    events = entities(draw, 30, 30, 25)
    moved = draw.permutation(len(events))
    later = [
        replace(event, revision=2, entity=events[other].entity.model_copy(update={"id": event.key}))
        for event, other in zip(events[: int(share * len(events))], moved, strict=False)
        if event.type is events[other].type
    ]
    shards = [shard_of(scorer, (3, 4, 1.0), built_from) for built_from in (0, NEVER)]
    for batch in (events, later):
        changes = []
        for shard in shards:
            shard.apply(batch)
            made = shard.publish()
            changes.append(dict(zip(made.keys, made.values, strict=True)))
        assert changes[0] == changes[1]


def test_few_pairs_are_scored_and_a_model_without_bounds_scores_them_all(scorer, monkeypatch):
    events = entities(np.random.default_rng(3), 120, 120, 100)
    whole = shard_of(scorer, (2, 2, 1.0), NEVER, events)
    assert shard_of(scorer, (2, 2, 1.0), 0, events).pairs_scored < 0.5 * whole.pairs_scored
    assert shard_of(scorer, (2, 2, 1.0), BUILT_FROM, events).pairs_scored == whole.pairs_scored
    leaves, additive = scorer.forest.leaves, scorer.forest.additive
    assert Bounds.fits(leaves, additive)
    assert not Bounds.fits(leaves, additive + MOST)
    monkeypatch.setitem(vars(scorer), "bounds", None)
    assert shard_of(scorer, (2, 2, 1.0), 0, events).pairs_scored == whole.pairs_scored


def test_bounds_that_leave_out_too_few_are_given_up_once(scorer, monkeypatch, caplog):
    monkeypatch.setattr(building, "USELESS", 0.0)
    monkeypatch.setattr(rescoring, "_told", set())
    events = entities(np.random.default_rng(4), 60, 60, 50)
    whole = shard_of(scorer, (2, 2, 1.0), NEVER, events)
    for _ in range(2):
        shard = shard_of(scorer, (2, 2, 1.0), 0, events)
        assert not differing(shard, whole)
        assert (shard.is_bounded, whole.is_bounded) == (False, True)
    tried = shard.pairs_scored - whole.pairs_scored
    assert 0 < tried <= whole.pairs_scored / building.TRIED_SHARE
    shard.apply([replace(event, revision=2) for event in events])
    shard.bring_up()
    assert shard.pairs_scored == tried + 2 * whole.pairs_scored, "not tried again"
    assert [record.name for record in caplog.records] == ["matchstream.shards"]
