"""The lists alone against a naive model that sorts everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stream_processor.join import published_rows as saved
from stream_processor.join import ranking as module
from stream_processor.join.ranking import MANY, Ranking

OWNERS, MEMBERS = 5, 12
owners = st.lists(st.integers(0, OWNERS - 1), unique=True, max_size=OWNERS)
members = st.lists(st.integers(0, MEMBERS - 1), unique=True, max_size=MEMBERS)


def slots(numbers: list[int] | set[int]) -> np.ndarray:
    return np.array(sorted(numbers), np.int32)


class Lists(RuleBasedStateMachine):
    """A ranking as a shard uses it: what an owner was offered since it was cleared is what it ranks."""

    @initialize(
        k=st.integers(1, 3),
        reserve=st.integers(0, 3),
        rank=st.permutations(range(MEMBERS)),
        many=st.sampled_from([0, 3, MANY]),
    )
    def begin(self, k: int, reserve: int, rank: list[int], many: int) -> None:
        module.MANY = many
        self.k = k
        self.rank = np.array(rank, np.int32)
        self.ranking = Ranking(k, reserve)
        self.ranking.grow(2)
        self.ranking.grow(OWNERS)
        self.ranking._saved._allocate(1)  # so that it grows
        self.offered: list[dict[int, float]] = [{} for _ in range(OWNERS)]
        self.known = [False] * OWNERS  # owners that are there
        self.published: list[dict[int, float]] = [{} for _ in range(OWNERS)]

    def teardown(self) -> None:
        module.MANY = MANY

    def first(self, owner: int) -> dict[int, float]:
        best = sorted(self.offered[owner].items(), key=lambda entry: (-entry[1], self.rank[entry[0]]))
        return dict(best[: self.k])

    def there(self) -> np.ndarray:
        return slots([owner for owner in range(OWNERS) if self.known[owner]])

    def refill(self) -> None:
        """What a shard does with lists that fell short."""
        short = self.ranking.short(self.there())
        self.ranking.clear(short)
        for owner in short.tolist():
            held = self.offered[owner]
            block = np.array([[held[member] for member in sorted(held)]], np.float64)
            self.ranking.offer(slots([owner]), slots(set(held)), block, self.rank)

    @rule(chosen=owners)
    def clear(self, chosen: list[int]) -> None:
        self.ranking.clear(slots(chosen))
        for owner in chosen:
            self.offered[owner], self.known[owner] = {}, True

    @rule(chosen=owners)
    def leave(self, chosen: list[int]) -> None:
        self.ranking.clear(slots(chosen))
        for owner in chosen:
            self.offered[owner], self.known[owner] = {}, False

    @rule(chosen=members)
    def remove(self, chosen: list[int]) -> None:
        full = self.ranking.length >= self.k
        told = self.ranking.remove(slots(chosen))
        short = self.there()[(full & (self.ranking.length < self.k))[self.there()]]
        assert sorted(told.tolist()) == short.tolist()
        for held in self.offered:
            for member in chosen:
                held.pop(member, None)
        self.refill()

    @rule(chosen=members, data=st.data())
    def offer(self, chosen: list[int], data: st.DataObject) -> None:
        new = slots({member for member in chosen if not any(member in held for held in self.offered)})
        to = self.there()
        scores = data.draw(st.lists(st.integers(0, 3), min_size=to.size * new.size, max_size=to.size * new.size))
        block = np.array(scores, np.float64).reshape(to.size, new.size)
        self.ranking.offer(to, new, block, self.rank)
        for row, owner in enumerate(to.tolist()):
            self.offered[owner].update(zip(new.tolist(), block[row].tolist(), strict=True))

    @rule()
    def publish(self) -> None:
        self.ranking.publish()
        self.published = [self.first(owner) for owner in range(OWNERS)]

    @invariant()
    def lists_are_the_sorted_ones_now_and_as_published(self) -> None:
        if not hasattr(self, "ranking"):
            return
        everyone = np.repeat(np.arange(OWNERS, dtype=np.int32), MEMBERS)
        all_members = np.tile(np.arange(MEMBERS, dtype=np.int32), OWNERS)
        for find, expected in (
            (self.ranking.find, [self.first(owner) for owner in range(OWNERS)]),
            (self.ranking.find_published, self.published),
        ):
            found = find(everyone, all_members).tolist()
            pairs = zip(everyone.tolist(), all_members.tolist(), strict=True)
            wanted = [expected[owner].get(member, np.nan) for owner, member in pairs]
            np.testing.assert_array_equal(found, wanted)
        changed = self.ranking._saved.owners.tolist()
        assert len(changed) == len(set(changed))
        for owner in range(OWNERS):
            assert owner in changed or self.first(owner) == self.published[owner]


TestLists = Lists.TestCase
TestLists.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("reserve", [0, 5])
def test_what_was_published_costs_memory_by_the_change(reserve: int) -> None:
    ranking, many = Ranking(10, reserve), 2 * saved._KEPT
    all_owners, rank = slots(list(range(many))), slots(list(range(40)))
    ranking.grow(many)
    ranking.clear(all_owners)
    ranking.offer(all_owners, rank[:20], np.tile(np.arange(20.0), (many, 1)), rank)
    assert len(ranking._saved.length) == saved._FIRST  # nothing was published of them
    ranking.publish()
    ranking.remove(rank[19:20])
    assert len(ranking._saved.length) >= many
    ranking.publish()
    assert len(ranking._saved.length) == saved._FIRST
    ranking.offer(slots([3]), rank[20:21], np.array([[50.0]]), rank)
    assert ranking._saved.owners.tolist() == [3]
