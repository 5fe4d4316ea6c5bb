"""What a shard holds of its newest entities and applications, for whoever watches drift.

It follows from the state alone, so it is the same after a restart, and each entity is in it once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from heapq import nlargest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.drift import traits
from model.features.columns import ApplicantColumns, JobColumns
from model.scoring.scorer import Scorer
from stream_processor.join.match_records import Pair
from stream_processor.join.ranking import Ranking, Slots
from stream_processor.join.side import Applicants, C, Side


class Watched(Side[C]):
    """A side that reads the traits of its entities.

    Parameters
    ----------
    columns : JobColumns or ApplicantColumns
    read : callable
        From an entity, the columns that hold it and its slot, to its traits.
    count : int
        How many there are.

    Attributes
    ----------
    traits : ndarray of int32
        By slot.
    """

    def __init__(self, columns: C, read: Callable[[Any, C, int], Sequence[int]], count: int) -> None:
        super().__init__(columns)  # type: ignore[arg-type]  # the body is checked for each value of C
        self._read: Callable[[Any, C, int], Sequence[int]] = read
        self.traits: NDArray[np.int32] = np.zeros((0, count), np.int32)

    def put(self, name: str, entity: Any) -> int:
        """Add or replace an entity; returns its slot."""
        slot = super().put(name, entity)
        if slot >= len(self.traits):
            self.traits = np.pad(self.traits, ((0, self.live.size - len(self.traits)), (0, 0)))
        self.traits[slot] = self._read(entity, self.columns, slot)
        return slot

    def drop(self, name: str) -> int | None:
        """Remove an entity; returns the slot it had."""
        slot = super().drop(name)
        if slot is not None:
            self.traits[slot] = 0
        return slot

    def newest(self, most: int) -> Slots:
        """The slots of the newest entities, at most so many, the newest last: by revision, of equal ones by id."""
        slots = np.flatnonzero(self.live[: self.size]).astype(np.int32)
        order = np.lexsort((self.rank[slots].astype(np.int64), np.array(self.revisions(slots), np.int64)))
        return slots[order[max(0, len(order) - most) :]]


class WatchedApplicants(Watched[ApplicantColumns], Applicants):
    """The applicants, watched."""


class Observed(NamedTuple):
    """The newest of a shard.

    Attributes
    ----------
    rows : mapping of str to ndarray of int32
        By side (`model.drift.traits.SIDES`), the traits of each.
    spans : mapping of str to (int, int)
        By side, revisions of the oldest and the newest of them; absent where there are none.
    best_jobs : mapping of str to int
        By job, of how many of these applicants it is the best.
    """

    rows: Mapping[str, NDArray[np.int32]]
    spans: Mapping[str, tuple[int, int]]
    best_jobs: Mapping[str, int]


def sides(scorer: Scorer, *, watched: bool) -> tuple[Side[JobColumns], Applicants]:
    """Two empty sides of a shard, whose traits are read if they are watched."""
    if not watched:
        return Side(scorer.jobs()), Applicants(scorer.applicants())
    return (
        Watched(scorer.jobs(), traits.of_job, len(traits.JOB)),
        WatchedApplicants(scorer.applicants(), traits.of_applicant, len(traits.APPLICANT)),
    )


def observe(
    jobs: Side[JobColumns],
    applicants: Applicants,
    best_jobs: Ranking,
    applied: Mapping[Pair, float],
    revision: Callable[[Pair], int | None],
    most: Mapping[str, int],
) -> Observed:
    """Look at the newest.

    Parameters
    ----------
    jobs, applicants : Side, Applicants
        Watched.
    best_jobs : Ranking
    applied : mapping of Pair to float
        Score of each application.
    revision : callable
        The revision of a pair's application.
    most : mapping of str to int
        By side, how many are looked at; of a side that is not named none.
    """
    rows: dict[str, NDArray[np.int32]] = {}
    spans: dict[str, tuple[int, int]] = {}
    best: Counter[str] = Counter()
    for name, side in (("job", jobs), ("applicant", applicants)):
        if (wanted := most.get(name, 0)) and len(side):
            assert isinstance(side, Watched)
            slots = side.newest(wanted)
            rows[name] = side.traits[slots]
            first, last = side.revisions(slots[[0, -1]])
            spans[name] = first, last
            if name == "applicant":
                listed = slots[best_jobs.length[slots] > 0]
                best.update(jobs.names(best_jobs.slots[listed, 0]))
    newest = nlargest(
        most.get("application", 0), ((revision(pair) or 0, pair, score) for pair, score in applied.items())
    )
    if newest:
        rows["application"] = np.array([traits.of_score(score) for _, _, score in newest], np.int32)
        spans["application"] = newest[-1][0], newest[0][0]
    return Observed(rows, spans, best)
