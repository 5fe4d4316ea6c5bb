"""Reads matches and entities from Redis, in the layout of `data.redis.layout`; writes nothing.

An empty or old list is never returned as if it were true: while Redis does not answer or the cache is not complete,
reading raises `Unavailable`, and while events or records wait too long, results are marked `Stale`. Both are read in
the same transaction as the list.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from data.errors import MatchstreamError
from data.redis import layout
from data.redis.faults import Damaged, Fault, RedisState, RedisWatch
from gateway.deps import from_state
from gateway.lookups.freshness import Freshness, Stale
from gateway.lookups.stored import Row, Stored, match_asked, read_match, read_ranking, titles

_LOG = logging.getLogger("matchstream.gateway.results")

Pair = tuple[str, str]
"""Ids of a job and an applicant."""


class Unavailable(MatchstreamError):
    """The results can't be told now.

    Attributes
    ----------
    fault : Fault or None
        What is wrong with Redis; None where Redis works but the cache is not complete.
    fresh : Freshness or None
        Given where the reason is that topics changed from which the results were written.
    """

    retryable = True

    def __init__(self, fault: Fault | None = None, fresh: Freshness | None = None) -> None:
        super().__init__("topics changed" if fresh else "the cache is not whole" if fault is None else fault.says)
        self.fault = fault
        self.fresh = fresh


class Unknown(MatchstreamError, LookupError):
    """There is no such entity or match.

    Attributes
    ----------
    stale : Stale or None
        Given where it may exist and not have arrived yet.
    """

    def __init__(self, name: str, stale: Stale | None) -> None:
        super().__init__(name)
        self.stale = stale


@dataclass(frozen=True, slots=True)
class Ranking:
    """The matches of one entity, best first."""

    entity: Row
    matches: list[dict[str, Any]]
    total: int
    stale: Stale | None


@dataclass(frozen=True, slots=True)
class FoundPair:
    """One match with both its entities."""

    match: dict[str, Any]
    job: Stored
    applicant: Stored
    stale: Stale | None


@dataclass(frozen=True, slots=True)
class JobPage:
    """A page of open jobs, newest first."""

    jobs: list[tuple[str, Row]]
    total: int
    stale: Stale | None


_Arguments = ParamSpec("_Arguments")
_Found = TypeVar("_Found")
_Read = Callable[Concatenate["Results", _Arguments], Coroutine[Any, Any, _Found]]


def _unless_damaged(read: _Read[_Arguments, _Found]) -> _Read[_Arguments, _Found]:
    """Let a reader raise `Unavailable` where it finds foreign values in Redis."""

    @wraps(read)
    async def reading(self: Results, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Found:
        try:
            return await read(self, *arguments, **named)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._damaged(error) from None

    return reading


class Results:
    """The read side of the result store.

    Parameters
    ----------
    redis : Redis
        With `decode_responses`.
    tell : callable, optional
        Called with the state of Redis, at first and after each change.
    tell_fresh : callable, optional
        Called after each reading with its freshness.
    stale_after : float
        Seconds of waiting after which results are stale.
    partitions : int
    """

    def __init__(
        self,
        redis: Redis,
        tell: Callable[[RedisState], object] = lambda _: None,
        tell_fresh: Callable[[Freshness], object] = lambda _: None,
        *,
        stale_after: float,
        partitions: int,
    ) -> None:
        self._redis = redis
        self._watch = RedisWatch(_LOG, tell)
        self._tell_fresh = tell_fresh
        self._stale_after = stale_after
        self._partitions = partitions

    @_unless_damaged
    async def condition(self) -> tuple[RedisState, Freshness | None]:
        """The state of Redis for lookups, and the freshness of the results."""
        try:
            fresh, _ = await self._ready()
        except Unavailable as error:
            if error.fresh is not None:
                return RedisState.UP, error.fresh
            return error.fault.state if error.fault else RedisState.FILLING, None
        return RedisState.UP, fresh

    @_unless_damaged
    async def jobs(self, *, offset: int, limit: int) -> JobPage:
        """Open jobs, the newest first."""
        fresh, (ids, total) = await self._ready(
            ("ZRANGE", layout.JOBS, offset, offset + limit - 1), ("ZCARD", layout.JOBS)
        )
        return JobPage(await self.some_jobs(ids), total, fresh.of_entities)

    @_unless_damaged
    async def of_job(self, job_id: str, *, limit: int) -> Ranking:
        """The best applicants of a job."""
        fresh, (row, lines, total) = await self._ready(
            Row.asked(layout.job(job_id)),
            layout.ranking_asked(job_id, limit),
            ("ZCARD", layout.job_matches(job_id)),
        )
        job = Row.read(row)
        if not job.is_there and not total:
            raise Unknown(job_id, fresh.of_entities)
        return Ranking(job, read_ranking(lines, job), total, fresh.of_all)

    @_unless_damaged
    async def of_applicant(self, applicant_id: str, *, limit: int) -> Ranking:
        """The best jobs of an applicant."""
        fresh, (row, ids, total) = await self._ready(
            Row.asked(layout.applicant(applicant_id)),
            ("ZRANGE", layout.applicant_matches(applicant_id), 0, limit - 1),
            ("ZCARD", layout.applicant_matches(applicant_id)),
        )
        applicant = Row.read(row)
        if not applicant.is_there and not total:
            raise Unknown(applicant_id, fresh.of_entities)
        matches = await self._matches([(name, applicant_id) for name in ids])
        return Ranking(applicant, matches, total, fresh.of_applicant(applicant_id))

    @_unless_damaged
    async def pair(self, job_id: str, applicant_id: str) -> FoundPair:
        """One match and both its entities, complete, read in one transaction."""
        keys = layout.job(job_id), layout.applicant(applicant_id)
        fresh, (held, job, applicant, *rows) = await self._ready(
            match_asked(job_id, applicant_id), *map(Stored.asked, keys), *map(Row.asked, keys)
        )
        stale = fresh.of_applicant(applicant_id)
        match = read_match(held, *map(Row.read, rows))
        if match is None:
            raise Unknown(f"{job_id}|{applicant_id}", stale)
        return FoundPair(match, Stored.read(job), Stored.read(applicant), stale)

    @_unless_damaged
    async def missing(self, keys: list[str]) -> set[str]:
        """Which keys of entities hold nothing; none while what was sent of them may not have arrived."""
        fresh, rows = await self._ready(*map(Row.asked, keys))
        return {key for key, row in zip(keys, rows, strict=True) if not (Row.read(row).is_there or fresh.of_entities)}

    @_unless_damaged
    async def titles(self, pairs: list[Pair]) -> list[dict[str, Any]]:
        """Titles of the job and the applicant of each pair, where known; each entity is read once."""
        keys = _keys(pairs)
        rows = _by_key(keys, await self._run(*map(Row.asked, keys)))
        return [titles(rows[layout.job(job)], rows[layout.applicant(applicant)]) for job, applicant in pairs]

    @_unless_damaged
    async def pushed(self, after: str, *, limit: int) -> tuple[list[tuple[str, str, str]], Stale | None]:
        """The pushes after a stream id, the oldest first: id, job and applicant; and whether matches are stale."""
        fresh, (entries,) = await self._ready(("XRANGE", layout.PUSHES, f"({after}", "+", "COUNT", limit))
        return [(name, fields["job"], fields["applicant"]) for name, fields in entries], fresh.of_all

    @_unless_damaged
    async def some_jobs(self, ids: list[str]) -> list[tuple[str, Row]]:
        """The rows of some jobs, in their order; those that are not known are left out."""
        _, rows = await self._ready(*(Row.asked(layout.job(name)) for name in ids))
        found = ((name, Row.read(row)) for name, row in zip(ids, rows, strict=True))
        return [(name, job) for name, job in found if job.is_there]

    def _damaged(self, error: Exception) -> Unavailable:
        """Note that a value does not fit the layout."""
        return Unavailable(self._watch.failed(Damaged(f"reading it failed with {type(error).__name__}")))

    async def _matches(self, pairs: list[Pair]) -> list[dict[str, Any]]:
        """The matches of the pairs, in their order; one that was removed meanwhile is left out."""
        keys = _keys(pairs)
        _, answers = await self._ready(*(match_asked(*pair) for pair in pairs), *map(Row.asked, keys))
        return _read(pairs, answers[: len(pairs)], _by_key(keys, answers[len(pairs) :]))

    async def _ready(self, *commands: tuple[Any, ...]) -> tuple[Freshness, list[Any]]:
        """Run commands on a complete cache; returns its freshness and the replies."""
        ready, beat, time, *answers = await self._run(
            ("EXISTS", layout.READY), ("GET", layout.HEARTBEAT), ("TIME",), *commands
        )
        fresh = Freshness.read(beat, time, after=self._stale_after, partitions=self._partitions)
        self._watch.answered(RedisState.UP if ready else RedisState.FILLING)
        self._tell_fresh(fresh)
        if fresh.changed_topics:
            raise Unavailable(fresh=fresh)
        if not ready:
            raise Unavailable
        return fresh, answers

    async def _run(self, *commands: tuple[Any, ...]) -> list[Any]:
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                for command in commands:
                    pipe.execute_command(*command)
                answers: list[Any] = await pipe.execute()
                return answers
        except (RedisError, OSError) as error:
            raise Unavailable(self._watch.failed(error)) from None


def _keys(pairs: list[Pair]) -> list[str]:
    """Keys of all entities of the pairs, each once."""
    return list(dict.fromkeys(key for job, name in pairs for key in (layout.job(job), layout.applicant(name))))


def _by_key(keys: list[str], answers: list[Any]) -> dict[str, Row]:
    return {key: Row.read(answer) for key, answer in zip(keys, answers, strict=True)}


def _read(pairs: list[Pair], answers: list[Any], rows: dict[str, Row]) -> list[dict[str, Any]]:
    found = (
        read_match(held, rows[layout.job(job)], rows[layout.applicant(applicant)])
        for held, (job, applicant) in zip(answers, pairs, strict=True)
    )
    return [match for match in found if match is not None]


ResultsDep = Annotated[Results, from_state("parts.results")]
