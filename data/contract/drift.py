"""What a shard counts of its newest entities and outcomes: the record of the drift topic, one per shard.

Counts of different shards add up, for each entity is counted by one shard alone. No id of a person is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self
from zlib import crc32

import orjson

from data.contract.records import Record
from data.contract.topics import DRIFT

OUTCOME_JOBS = "outcome_jobs"
"""Beside the outcomes, not in them: programs of a version before read an outcome of five values, and no other."""


class Decided(NamedTuple):
    """An application that was decided, beside what was said of it before.

    Attributes
    ----------
    at : int
        When, by the event's time, in microseconds since 1970.
    hired : bool
    score : float
        Quality score.
    chance : float
        Chance of a hire; NaN where its job was gone already.
    taken : int
        Offset in the applications topic behind the batch that it came with.
    job : int
        What tells its job from others, and no id (`number_of`); 0 where a version before wrote it down.
    """

    at: int
    hired: bool
    score: float
    chance: float
    taken: int = 0
    job: int = 0


def number_of(job: str) -> int:
    """What tells a job from others, alike in every shard; so a record names no job for which somebody was hired."""
    return crc32(job.encode())


class ShardDrift(NamedTuple):
    """What a shard has counted.

    Attributes
    ----------
    version, profile : str
        The model, and its reference profile in whose bins is counted.
    counts : mapping of str to list of int
        By trait, rows in each bin; those of jobs are in the record of shard 0 alone, as every shard has all jobs.
    best_jobs : mapping of str to int
        By job, of how many of the counted applicants it is the best.
    open_jobs : int
    spans : mapping of str to (int, int)
        By side, event times of the oldest and the newest that was counted.
    outcomes : list of Decided
        The last ones, the newest last.
    """

    version: str
    profile: str
    counts: Mapping[str, list[int]]
    best_jobs: Mapping[str, int]
    open_jobs: int
    spans: Mapping[str, tuple[int, int]]
    outcomes: list[Decided]

    def to_record(self, shard: int) -> Record:
        """The record of a shard."""
        # A chance that is not known is written as null.
        told = {"outcomes": [one[:-1] for one in self.outcomes], OUTCOME_JOBS: [one.job for one in self.outcomes]}
        value = orjson.dumps(self._asdict() | told)
        return Record(DRIFT.name, str(shard).encode(), value, (), shard)

    @classmethod
    def of(cls, value: bytes | None) -> Self | None:
        """Read a record's value; None where it is none of ours."""
        try:
            told: dict[str, Any] = orjson.loads(value or b"")
            jobs = told.get(OUTCOME_JOBS) or [0] * len(told["outcomes"])
            return cls(
                str(told["version"]),
                str(told["profile"]),
                {str(trait): [int(count) for count in counts] for trait, counts in told["counts"].items()},
                {str(job): int(count) for job, count in told["best_jobs"].items()},
                int(told["open_jobs"]),
                {str(side): (int(first), int(last)) for side, (first, last) in told["spans"].items()},
                [_decided(one, job) for one, job in zip(told["outcomes"], jobs, strict=True)],
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None


def _decided(told: Any, job: Any) -> Decided:
    at, hired, score, chance, taken = told
    known = float("nan" if chance is None else chance)
    return Decided(int(at), bool(hired), float(score), known, int(taken), int(job))
