"""What a shard holds of its newest entities and applications, for whoever watches drift.

It follows from the state alone, so it is the same after a restart, and each entity is in it once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from heapq import nlargest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.drift import traits
from model.features.columns import JobColumns
from model.scoring.scorer import Scorer
from stream_processor.join.match_records import Pair
from stream_processor.join.ranking import Ranking
from stream_processor.join.side import Applicants, Side


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
        Side(scorer.jobs(), traits.of_job, len(traits.JOB)),
        Applicants(scorer.applicants(), traits.of_applicant, len(traits.APPLICANT)),
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
        With traits.
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
