"""All that the page of a job shows: matches of Redis, what people decided and set, and the must-haves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data.store.connection import StoreAway
from gateway.access.gate import Caller
from gateway.access.scopes import REVIEW
from gateway.decisions import history, own_settings
from gateway.decisions.documents import PairState
from gateway.decisions.requests import MustHave
from gateway.lookups.errors import told
from gateway.lookups.freshness import Stale
from gateway.lookups.results import Ranking, Results
from gateway.pages.job.must_haves import check
from gateway.pages.job.ranking import Line, change_of
from gateway.search.search import Search
from gateway.store.store import Store

MOST = 2_000
"""Candidates of a job that are read; the page says so where there are more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store has of a job.

    Attributes
    ----------
    states : dict of str to PairState
        By candidate.
    items : list of MustHave
    since : datetime or None
        When the caller was here before.
    """

    states: dict[str, PairState]
    items: list[MustHave]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """A job, and its candidates.

    Attributes
    ----------
    id : str
    job : dict
        Its fields, as lists show them.
    is_open : bool or None
        None where the job is not known any more.
    lines : list of Line
        Sorted.
    total : int
        Candidates, those beyond `MOST` too.
    stale : Stale or None
    kept : Kept or None
        None while the store does not answer.
    job_changed : bool
        Whether the job changed since the caller was here.
    read : dict or None
        What search read of the job; None until it has.
    not_asked : sequence of str
        Languages that the job says it doesn't ask for.
    """

    id: str
    job: dict[str, Any]
    is_open: bool | None
    lines: list[Line]
    total: int
    stale: Stale | None
    kept: Kept | None
    job_changed: bool
    read: dict[str, Any] | None = None
    not_asked: Sequence[str] = ()

    @property
    def name(self) -> str:
        """What people call the job."""
        return str(self.job.get("titulo_vaga") or self.id)

    @property
    def items(self) -> list[MustHave]:
        """The must-haves."""
        return self.kept.items if self.kept else []


async def kept_of(store: Store, caller: Caller, job_id: str, *, visit: bool) -> Kept | None:
    """What the store has of a job; None while it does not answer."""
    try:
        states = await store.read(history.standing, job_id=job_id)
        items = (await store.read(own_settings.must_haves, job_id)).items
    except StoreAway:
        return None
    since = None
    if visit:
        try:
            since = (await store.write(own_settings.visit, job_id, caller.id)).since
        except StoreAway:  # it can be read, but not written yet: the page is as good without
            since = None
    return Kept({state.applicant_id: state for state in states}, items, since)


async def board_of(
    job_id: str, caller: Caller, results: Results, store: Store, search: Search, *, visit: bool = False
) -> Board:
    """Read everything of a job.

    Parameters
    ----------
    job_id : str
    caller : Caller
    results : Results
    store : Store
    search : Search
    visit : bool, optional
        Whether to note that the caller was here.

    Raises
    ------
    Problem
        404 for an unknown job, 503 while the results can't be read.
    """
    with told("A vaga"):
        found = await results.of_job(job_id, limit=MOST)
    kept = await kept_of(store, caller, job_id, visit=visit)
    lines = await asyncio.to_thread(_lines, found, kept, search)
    since = kept.since if kept else None
    revision = found.entity.revision
    return Board(
        id=job_id,
        job=found.entity.shown,
        is_open=found.entity.shown.get("open") if found.entity.is_there else None,
        lines=lines,
        total=found.total,
        stale=found.stale,
        kept=kept,
        job_changed=since is not None and revision is not None and revision > _micros(since),
        read=search.read_of_job(job_id),
        not_asked=search.not_asked(job_id),
    )


def _lines(found: Ranking, kept: Kept | None, search: Search) -> list[Line]:
    known = (
        search.index.applicants_of([match["applicant_id"] for match in found.matches]) if kept and kept.items else {}
    )
    since = _micros(kept.since) if kept and kept.since else None
    lines = [
        Line(
            0,
            match,
            kept.states.get(match["applicant_id"]) if kept else None,
            check(kept.items, known.get(match["applicant_id"])) if kept else [],
            change_of(match, since),
        )
        for match in found.matches
    ]
    return [replace(line, rank=rank) for rank, line in enumerate(sorted(lines, key=lambda line: line.place.key), 1)]


def _micros(time: datetime) -> float:
    return time.timestamp() * 1e6


def may_review(caller: Caller | None) -> bool:
    """Whether somebody may see and write what people decide."""
    return caller is not None and REVIEW in caller.scopes
