"""Lists that follow events by bounds, against those of scoring every pair: the same to the last bit after each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.topics import APPLICANTS, JOBS
from model.registry import Registry
from model.scoring.bounds import classes_of_applicants, classes_of_jobs
from model.scoring.scorer import Scorer
from stream_processor.join.reach_index import pack
from stream_processor.join.shard import Shard
from tests.stream_processor.join.lists import NEVER, bent, crowds, differing, entities, later, published, shard_of

SIZES = [(1, 1, 0.0), (2, 3, 1.0), (10, 20, 1.0), (3, 40, 0.5), (2, 2, 0.0)]


@pytest.fixture(scope="module")
def scorer(model_of_this_run: Path) -> Scorer:
    return Scorer.load(Registry(model_of_this_run / "registry").resolve("champion"))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    jobs=st.sampled_from([0, 1, 2, 17, 60]),
    people=st.sampled_from([0, 1, 2, 16, 50]),
    kinds=st.sampled_from([1, 3, 40]),
    sizes=st.sampled_from(SIZES),
    width=st.sampled_from([1, 1, 2, 7]),
)
def test_lists_that_follow_events_are_those_of_scoring_every_pair(scorer, seed, jobs, people, kinds, sizes, width):
    draw = np.random.default_rng(seed)
    model, events = bent(scorer, draw), entities(draw, jobs, people, kinds)
    if not events:
        return
    ways = ((NEVER, 0), (NEVER, NEVER), (0, 0))
    shards = [shard_of(model, sizes, built_from, reached_from=reached_from) for built_from, reached_from in ways]
    for batch in ([event] for event in events) if seed % 3 else (events,):
        for shard in shards:
            shard.apply(batch)
            shard.bring_up()
    changes = later(draw, events, 24)
    for start in range(0, len(changes), width):
        made = []
        for shard in shards:
            shard.apply(changes[start : start + width])
            shard.bring_up()
            if start % 3 == 0:
                made.append(published(shard))
        assert not differing(shards[0], shards[1])
        assert not differing(shards[2], shards[1], reserve=False)
        assert all(one == made[0] for one in made)
        indexed(shards[0])


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    jobs=st.sampled_from([1, 33, 70]),
    people=st.sampled_from([1, 32, 72]),
    kinds=st.sampled_from([3, 40]),
    sizes=st.sampled_from(SIZES),
)
def test_lists_that_follow_crowds_are_those_of_scoring_every_pair(scorer, seed, jobs, people, kinds, sizes):
    draw = np.random.default_rng(seed)
    model, events = bent(scorer, draw), entities(draw, jobs, people, kinds)
    ways = ((NEVER, 0), (NEVER, NEVER), (0, 0))
    shards = [
        shard_of(model, sizes, built_from, events, reached_from=reached_from) for built_from, reached_from in ways
    ]
    for batch in crowds(draw, events, 8, most=300):
        for shard in shards:
            shard.apply(batch)
            shard.bring_up()
        assert not differing(shards[0], shards[1])
        assert not differing(shards[2], shards[1], reserve=False)
        if draw.random() < 0.5:
            made = [published(shard) for shard in shards]
            assert all(one == made[1] for one in made)
        indexed(shards[0])


def indexed(shard: Shard) -> None:
    """Fail unless the indices say of every entity what it says itself."""
    sides, of = (shard._jobs, shard._applicants), (classes_of_jobs, classes_of_applicants)
    for index, side, classes_of in zip(shard._rescoring._reaching._indices, sides, of, strict=True):
        slots = side.slots
        if not slots.size or index._pending:
            continue
        assert np.flatnonzero(index.of).tolist() == slots.tolist()
        classes = classes_of(side.columns, slots)
        assert (index._classes[index.of[slots]] == pack(classes.levels, classes.flags)[classes.of]).all()
        assert index.listed == slots.size
        assert int(index.names.length.sum()) == int(np.bitwise_count(index.names.skills).sum())


def test_an_event_scores_few_pairs(scorer):
    draw = np.random.default_rng(5)
    events = entities(draw, 300, 300, 300)
    changes = later(draw, events, 40)
    scored = []
    for reached_from in (0, NEVER):
        shard = shard_of(scorer, (1, 1, 1.0), 0, events, reached_from=reached_from)
        before = shard.pairs_scored
        for event in changes:
            shard.apply([event])
            shard.bring_up()
        scored.append(shard.pairs_scored - before)
    assert scored[0] < 0.4 * scored[1]


def test_bounds_are_asked_where_an_entity_has_many_pairs(scorer):
    draw = np.random.default_rng(6)
    events = entities(draw, 200, 20, 200)
    shard = shard_of(scorer, (1, 1, 1.0), NEVER, events, reached_from=100)
    all_applicants = shard._rescoring.listed_applicants
    few, many = {}, {}
    for topic, scored in ((JOBS, few), (APPLICANTS, many)):
        for event in later(draw, [one for one in events if one.topic is topic], 20):
            before = shard.pairs_scored
            shard.apply([event])
            shard.bring_up()
            scored[event.key] = shard.pairs_scored - before
    assert all_applicants in few.values()
    assert 0 < max(many.values()) < 200
