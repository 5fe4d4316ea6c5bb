"""Reads matches and entities from Redis, in the layout of `data.results`; writes nothing.

A list is never empty as if that were true: while Redis is away or its cache is not complete, reading
raises `Unavailable`. The mark of completeness is read in the same transaction as the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from data import results as layout
from model.scorer import band

State = Literal["up", "filling", "down"]


class Unavailable(RuntimeError):  # noqa: N818 -- what happened
    """The results can't be told now.

    Attributes
    ----------
    filling : bool
        Whether Redis answers but its cache is still being rebuilt.
    """

    def __init__(self, *, filling: bool) -> None:
        super().__init__("the cache is being rebuilt" if filling else "Redis does not answer")
        self.filling = filling


class Unknown(LookupError):  # noqa: N818 -- what happened
    """There is no such entity or match."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An entity as it rests: its fields, none where it was removed, and its revision."""

    fields: dict[str, Any] | None
    revision: int | None

    def get(self, name: str) -> Any:
        """One field, or None."""
        return None if self.fields is None else self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The matches of one entity, best first."""

    entity: Stored
    matches: list[dict[str, Any]]
    total: int


@dataclass(frozen=True, slots=True)
class FoundPair:
    """One match with both its entities."""

    match: dict[str, Any]
    job: Stored
    applicant: Stored


@dataclass(frozen=True, slots=True)
class JobPage:
    """A page of open jobs, newest first."""

    jobs: list[tuple[str, Stored]]
    total: int


class Results:
    """The read side of the result store.

    Parameters
    ----------
    redis : Redis
        With decoded answers.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def state(self) -> State:
        """Whether lookups can be answered."""
        try:
            return "up" if await self._redis.exists(layout.READY) else "filling"
        except (RedisError, OSError):
            return "down"

    async def jobs(self, *, offset: int, limit: int) -> JobPage:
        """Open jobs, the newest first."""
        ids, total = await self._ready(("ZRANGE", layout.JOBS, offset, offset + limit - 1), ("ZCARD", layout.JOBS))
        rows = await self._ready(*(("HMGET", layout.job(name), "value", "revision") for name in ids))
        found = ((name, _stored(row)) for name, row in zip(ids, rows, strict=True))
        return JobPage([(name, job) for name, job in found if job.fields is not None], total)

    async def of_job(self, job_id: str, *, limit: int) -> Ranking:
        """The best applicants of a job."""
        row, ids, total = await self._ready(
            ("HMGET", layout.job(job_id), "value", "revision"),
            ("ZRANGE", layout.job_matches(job_id), 0, limit - 1),
            ("ZCARD", layout.job_matches(job_id)),
        )
        job = _stored(row)
        if job.fields is None and not total:
            raise Unknown(job_id)
        matches = await self._matches([(job_id, name) for name in ids])
        return Ranking(job, matches, total)

    async def of_applicant(self, applicant_id: str, *, limit: int) -> Ranking:
        """The best jobs of an applicant."""
        row, ids, total = await self._ready(
            ("HMGET", layout.applicant(applicant_id), "value", "revision"),
            ("ZRANGE", layout.applicant_matches(applicant_id), 0, limit - 1),
            ("ZCARD", layout.applicant_matches(applicant_id)),
        )
        applicant = _stored(row)
        if applicant.fields is None and not total:
            raise Unknown(applicant_id)
        matches = await self._matches([(name, applicant_id) for name in ids])
        return Ranking(applicant, matches, total)

    async def pair(self, job_id: str, applicant_id: str) -> FoundPair:
        """One match and both its entities, read in one step."""
        held, job, applicant = await self._ready(
            ("HMGET", layout.match(job_id, applicant_id), "value", "previous_score"),
            ("HMGET", layout.job(job_id), "value", "revision"),
            ("HMGET", layout.applicant(applicant_id), "value", "revision"),
        )
        match = _match(held, _stored(job), _stored(applicant))
        if match is None:
            raise Unknown(f"{job_id}|{applicant_id}")
        return FoundPair(match, _stored(job), _stored(applicant))

    async def titles(self, pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
        """Titles of the job and the applicant of each pair, where known."""
        rows = await self._run(
            *(
                command
                for job_id, applicant_id in pairs
                for command in (
                    ("HGET", layout.job(job_id), "value"),
                    ("HGET", layout.applicant(applicant_id), "value"),
                )
            )
        )
        return [_titles(_stored((rows[i], None)), _stored((rows[i + 1], None))) for i in range(0, len(rows), 2)]

    async def _matches(self, pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
        """The matches of the pairs, in their order; one that went in between is left out."""
        rows = await self._ready(
            *(
                command
                for job_id, applicant_id in pairs
                for command in (
                    ("HMGET", layout.match(job_id, applicant_id), "value", "previous_score"),
                    ("HMGET", layout.job(job_id), "value", "revision"),
                    ("HMGET", layout.applicant(applicant_id), "value", "revision"),
                )
            )
        )
        found = (_match(rows[i], _stored(rows[i + 1]), _stored(rows[i + 2])) for i in range(0, len(rows), 3))
        return [match for match in found if match is not None]

    async def _ready(self, *commands: tuple[Any, ...]) -> list[Any]:
        ready, *answers = await self._run(("EXISTS", layout.READY), *commands)
        if not ready:
            raise Unavailable(filling=True)
        return answers

    async def _run(self, *commands: tuple[Any, ...]) -> list[Any]:
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                for command in commands:
                    pipe.execute_command(*command)
                answers: list[Any] = await pipe.execute()
                return answers
        except (RedisError, OSError):
            raise Unavailable(filling=False) from None


def _stored(row: Any) -> Stored:
    value, revision = row
    return Stored(orjson.loads(value) if value else None, int(revision) if revision else None)


def _titles(job: Stored, applicant: Stored) -> dict[str, Any]:
    return {"titulo_vaga": job.get("titulo_vaga"), "titulo_profissional": applicant.get("titulo_profissional")}


def _match(held: Any, job: Stored, applicant: Stored) -> dict[str, Any] | None:
    value, previous = held
    if value is None:
        return None
    match: dict[str, Any] = orjson.loads(value)
    return match | {
        "previous_score": None if previous is None else float(previous),
        "band": band(match["quality_score"]),
        **_titles(job, applicant),
    }
