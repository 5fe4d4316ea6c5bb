"""Brings lists up to date with a few changed entities, scoring only pairs that may enter a list."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import PLACE, SIZES, STARTS
from model.features.columns import JobColumns
from model.scoring.bounds import LEAVES, Bounds
from model.scoring.scorer import Scorer
from stream_processor.join.direct_calls import direct
from stream_processor.join.floors import NEVER
from stream_processor.join.ranking import Slots
from stream_processor.join.reach_bounds import SET_BITS, SETS
from stream_processor.join.reach_index import Index
from stream_processor.join.reach_query import reached
from stream_processor.join.settling import Settled
from stream_processor.join.side import Applicants, Side
from stream_processor.join.view import View

_MOST_COUNTED = 64 * at.SKILL_WORDS
_REACHED = direct(reached)


class Reaching:
    """Who can reach a floor, for one entity at a time: of its own list and of the other side's lists.

    Parameters
    ----------
    scorer : Scorer
    jobs, applicants : Side, Applicants
    view : View
    """

    def __init__(self, scorer: Scorer, jobs: Side[JobColumns], applicants: Applicants, view: View) -> None:
        self._scorer = scorer
        self._sides = jobs, applicants
        self._lists = view.best_applicants, view.best_jobs
        self._indices = Index(jobs, is_job=True), Index(applicants, is_job=False)
        self._rooms: list[tuple[Any, ...]] = []
        self._odds: tuple[Any, ...] = ()

    def note(self, jobs: Settled, applicants: Settled) -> None:
        """Note what changed, however its lists are brought up to date."""
        self._indices[0].note(jobs.touched)
        self._indices[1].note(applicants.touched)

    def fill(self, jobs: Slots, applicants: Slots) -> int:
        """Fill the empty lists of changed entities, offer these to others' lists; returns how many pairs it scored."""
        of_jobs, of_applicants = self._lists
        self._bring_up()
        changed = [(lists, owners) for lists, owners in ((of_jobs, jobs), (of_applicants, applicants)) if owners.size]
        for lists, owners in changed:
            lists.close(owners)
        scored = self._fill(applicants, of_job=False) + self._fill(jobs, of_job=True)
        for lists, owners in changed:
            lists.keep(owners)
        return scored

    def refill(self, jobs: Slots, applicants: Slots) -> int:
        """Fill short lists anew; returns how many pairs were scored."""
        scored = 0
        for owners, lists, of_job in ((jobs, self._lists[0], True), (applicants, self._lists[1], False)):
            if owners.size:
                lists.clear(owners)
                scored += self._fill(owners, of_job=of_job, offered=False)
                lists.keep(owners)
        return scored

    def _bring_up(self) -> None:
        if not self._odds:
            bounds = self._scorer.bounds
            if bounds is None:
                raise ValueError("this model has no bounds")
            self._odds = _odds(bounds)
        changed = [index.bring_up() for index in self._indices]
        if any(changed) or not self._rooms:
            self._rooms = [index.room(self._scorer.forest.trees) for index in self._indices]

    def _fill(self, owners: Slots, *, of_job: bool, offered: bool = True) -> int:
        if not owners.size:
            return 0
        own, other = (0, 1) if of_job else (1, 0)
        mine, index = self._indices[own], self._indices[other]
        lists, others = self._lists[own], self._lists[other]
        jobs, applicants = self._sides
        sides = jobs.columns.arrays, applicants.columns.arrays, self._scorer.forest
        rank, own_rank = self._sides[other].rank, self._sides[own].rank
        arrays, room, asked = index.arrays, self._rooms[other], self._indices[0].asked
        reach = others.reach if offered else np.full(index.of.size, NEVER, np.int32)
        scored = 0
        for owner in owners.tolist():
            found, more = _REACHED(
                sides, (of_job, owner), self._odds, mine.mine(owner), arrays, (asked, mine.names.skills),
                lists.lists, (others.floor, reach, rank), room,
            )  # fmt: skip
            scored += more
            lists.complete[owner] = index.listed <= lists.slots.shape[1]
            if found:
                others.put(room[-2][:found], owner, room[-1][:found], own_rank)
        return scored


@lru_cache(2)
def _odds(bounds: Bounds) -> tuple[Any, ...]:
    """The tables of a model, as an argument of `reach_query.reached`; its shards share them."""
    tables = bounds.tables
    additive = bounds.additive
    names = ("share", "title", "nice", "family", "text")
    parts = {name: additive[STARTS[PLACE[name]] :][: SIZES[PLACE[name]]] for name in names}
    counts = np.arange(_MOST_COUNTED + 1)
    matched = np.minimum(counts, counts[:, None])
    share = 2 + (2 * at.SHARE_STEPS * matched * _inverses(2 * counts + 1) >> at.INVERSE_SHIFT)
    shares = np.maximum.accumulate(parts["share"])[np.where(matched, share, 1)]
    titles, nices = (
        parts[name][np.where(counts[:, None] > 0, 1 + (steps * matched * _inverses(counts) >> at.INVERSE_SHIFT), 0)]
        for name, steps in (("title", at.TITLE_STEPS), ("nice", at.NICE_STEPS))
    )
    adds = np.zeros(1 << SET_BITS, np.uint64)
    for number, (_, place) in enumerate(SETS):
        adds += (np.arange(adds.size, dtype=np.uint64) >> np.uint64(number) & np.uint64(1)) << np.uint64(16 * place)
    masks, leaves, zero, zero_odds, shared, shared_odds = tables
    trees = masks.shape[1]
    most = leaves.reshape(trees, -1).max(axis=1).sum(dtype=np.int64)
    return (
        len(masks), trees, leaves, additive, _after(masks, zero), zero_odds, _after(masks, shared), shared_odds,
        shares, titles, nices,
        parts["text"].max() - parts["text"], adds, parts["family"][1:].max(), np.int32(-(-most // LEAVES)),
    )  # fmt: skip


def _after(masks: NDArray[np.uint32], rest: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Rows of masks by code, then by flags: one table for both."""
    return np.concatenate([masks.ravel(), rest])


def _inverses(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array([at.inverse(int(count)) for count in counts], np.int64)[:, None]
