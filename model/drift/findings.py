"""What is found of counts beside a profile: which trait has moved, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from data.contract.drift import ShardDrift
from model.drift import index as psi
from model.drift.bins import Counts
from model.drift.profile import Profile
from model.drift.traits import TRAITS

WINDOW = {"applicant": 2000, "job": 1000, "application": 1000}
"""The newest so many of each side are compared with the reference, over all shards together."""
MOST_COMMON = 0.25
"""Share of people with one best job from which lists are concentrated. Random lists over a hundred jobs have 0.03; the
score that this product first ranked by had 0.93."""
LEAST_JOBS = 20
"""Open jobs below which people have few jobs to choose from, and nothing is said of concentration."""


class Verdict(StrEnum):
    """What is said of a trait."""

    FEW = "few"
    STEADY = "steady"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Finding:
    """A trait beside its reference.

    Attributes
    ----------
    trait : str
    verdict : Verdict
    rows, reference : int
        Now, and in the reference.
    index, chance, line : float
        Population stability index, what chance alone gives on average, and from where it counts.
    bin : str
        The bin whose share has changed most.
    was, now : float
        The share of that bin in the reference, and now.
    absent, unread : float
        Shares that have no value, and of which the value was not understood; NaN where there is no row.
    is_lost : bool
        Whether a quarter or more of what was given, or of that what was understood, is so no more.
    """

    trait: str
    verdict: Verdict
    rows: int
    reference: int
    index: float
    chance: float
    line: float
    bin: str
    was: float
    now: float
    absent: float
    unread: float
    is_lost: bool


class Lists(NamedTuple):
    """How the lists of people share out the jobs.

    Attributes
    ----------
    verdict : Verdict
    people, jobs : int
        People who have a best job, and open jobs.
    commonest : float
        Share of people whose best job is the commonest best job.
    different : int
        How many jobs are the best of somebody.
    """

    verdict: Verdict
    people: int
    jobs: int
    commonest: float
    different: int


def judge(profile: Profile, counts: Mapping[str, Counts]) -> list[Finding]:
    """Compare each trait that was counted; traits that were not are left out."""
    return [_judge(profile, name, counts[name]) for name in TRAITS if name in counts]


def _judge(profile: Profile, name: str, now: Counts) -> Finding:
    trait, bins, was, chance = TRAITS[name], profile.bins[name], profile.counts[name], profile.chances[name]
    rows, reference = int(now.sum()), int(was.sum())
    most = int(np.abs(psi.shares(now) - psi.shares(was)).argmax())
    found, line = psi.index(was, now), psi.line(chance, reference, rows)
    enough = min(rows, reference) >= psi.LEAST_ROWS
    of_now = now / max(rows, 1)
    given, given_now = reference - int(was[0]), rows - int(now[0])
    is_lost = psi.has_fallen(given, reference, given_now, rows)
    if trait.reads:
        is_lost |= psi.has_fallen(given - int(was[1]), given, given_now - int(now[1]), given_now)
    is_lost &= enough
    return Finding(
        name,
        (Verdict.MOVED if found >= line or is_lost else Verdict.STEADY) if enough else Verdict.FEW,
        rows,
        reference,
        found,
        psi.by_chance(chance, reference, rows),
        line,
        bins.names(trait)[most],
        float(was[most] / max(reference, 1)),
        float(of_now[most]),
        float(of_now[0]) if rows else np.nan,
        float(of_now[1]) if rows and trait.reads else np.nan,
        is_lost,
    )


def look_at_lists(best_jobs: Mapping[str, int], jobs: int) -> Lists:
    """Judge how concentrated lists are.

    Parameters
    ----------
    best_jobs : mapping of str to int
        By job, of how many people it is the best.
    jobs : int
        Number of open jobs.
    """
    people, most = sum(best_jobs.values()), max(best_jobs.values(), default=0)
    commonest = most / people if people else np.nan
    verdict = Verdict.FEW
    if people >= psi.LEAST_ROWS and jobs >= LEAST_JOBS:
        verdict = Verdict.MOVED if commonest >= MOST_COMMON else Verdict.STEADY
    return Lists(verdict, people, jobs, commonest, len(best_jobs))


class Merged(NamedTuple):
    """What shards counted, together.

    Attributes
    ----------
    counts : mapping of str to ndarray of int64
    best_jobs : mapping of str to int
    open_jobs : int
    shards : int
        How many were taken; others count for another model.
    since : mapping of str to int
        By side, the event time of the oldest that was counted.
    """

    counts: Mapping[str, Counts]
    best_jobs: Mapping[str, int]
    open_jobs: int
    shards: int
    since: Mapping[str, int]


def merge(profile: Profile, shards: Iterable[ShardDrift]) -> Merged:
    """Add up what shards counted in the bins of a profile."""
    own = [shard for shard in shards if shard.profile == profile.id]
    counts: dict[str, Counts] = {}
    since: dict[str, int] = {}
    best: Counter[str] = Counter()
    for shard in own:
        best.update(shard.best_jobs)
        for name, found in shard.counts.items():
            if name in TRAITS and len(found) == profile.bins[name].size:
                counts[name] = counts.get(name, np.zeros(len(found), np.int64)) + np.array(found, np.int64)
        for side, (first, _) in shard.spans.items():
            since[side] = min(first, since.get(side, first))
    return Merged(counts, best, max((shard.open_jobs for shard in own), default=0), len(own), since)
