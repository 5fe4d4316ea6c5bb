"""The jobs that the first page shows: those that search finds, or, while its index is being filled, the newest ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from data.redis.layout import SHOWN_OF_JOB
from data.store.connection import StoreAway
from gateway.decisions import own_settings
from gateway.lookups.errors import told
from gateway.lookups.freshness import Stale
from gateway.lookups.results import Results, Unavailable
from gateway.lookups.stored import Row
from gateway.pages.jobs.news import News
from gateway.search.search import Search
from gateway.search.searching import Query
from gateway.store.store import Store
from gateway.web.problems import Problem

SEEN = "jobs_seen"
"""Preference: when somebody took everything as seen, in milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Attributes
    ----------
    query : callable
        Makes the query; raises `Problem` where a value is not understood.
    offset, limit : int
    is_plain : bool
        Whether nothing is searched for.
    """

    query: Callable[[], Query]
    offset: int
    limit: int
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of jobs.

    Attributes
    ----------
    rows : list of dict
    total : int
    facets : dict or None
        None where search can't answer.
    """

    rows: list[dict[str, Any]]
    total: int
    facets: dict[str, list[dict[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is new for somebody.

    Attributes
    ----------
    counts : dict of str to int
        New candidates of each job that has any.
    stale : Stale or None
    is_known : bool
        False while Redis or the store does not answer.
    """

    counts: dict[str, int] = field(default_factory=dict)
    stale: Stale | None = None
    is_known: bool = True


async def listed(wanted: Wanted, search: Search, results: Results) -> Listing:
    """Find jobs.

    Raises
    ------
    Problem
        Where a value is not understood, or neither the index nor Redis can answer.
    """
    try:
        found = await search.jobs(wanted.query())
        return Listing(found["jobs"], found["total"], found["facets"])
    except Problem as problem:
        if problem.slug != "search-filling" or not wanted.is_plain:
            raise
    with told("A vaga"):
        page = await results.jobs(offset=wanted.offset, limit=wanted.limit)
    return Listing([_row(name, row) for name, row in page.jobs], page.total)


async def kept_news(news: News, results: Results, store: Store, caller: str) -> Fresh:
    """What is new for a caller since each job was visited, or since everything was taken as seen."""
    try:
        stale = await news.look(results)
        seen = {one.job_id: one.last.timestamp() * 1000 for one in await store.read(own_settings.visits, caller)}
        since = (await store.read(own_settings.preferences, caller)).get(SEEN)
    except (Unavailable, StoreAway):
        return Fresh(is_known=False)
    if since is None:  # whoever comes for the first time has seen nothing, and missed nothing either
        try:
            since = time.time() * 1000
            await store.write(own_settings.set_preferences, {SEEN: since}, caller)
        except StoreAway:
            return Fresh(stale=stale, is_known=False)
    return Fresh(news.jobs(seen, float(since)), stale)


async def with_news(fresh: Fresh, results: Results, *, offset: int, limit: int) -> Listing:
    """The jobs with new candidates, those with most first."""
    names = list(fresh.counts)
    if not names:
        return Listing([], 0)
    with told("A vaga"):
        found = await results.some_jobs(names[offset : offset + limit])
    return Listing([_row(name, row) for name, row in found], len(names))


def _row(name: str, row: Row) -> dict[str, Any]:
    return {"id": name, "open": row.shown.get("open")} | {one: row.shown.get(one) for one in SHOWN_OF_JOB}
