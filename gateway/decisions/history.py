"""What was decided and noted, as it is answered; each function is called within a transaction of the store."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, func, select

from data.contract.decision_log import Act, Entry
from data.store.tables import DECISIONS, ENTRIES, NOTES, REVIEWS
from gateway.decisions.documents import ActInfo, History, PairState, ReviewInfo, ShownInfo
from gateway.store import ledger

PairOfIds = tuple[str, str]
"""A job's id and an applicant's."""

MOST_STANDING = 5_000
"""Pairs of one job or one applicant that are answered at once."""
MOST_REVIEWS = 1_000


def told(entry: Entry) -> ActInfo:
    """An entry as it is answered: always the same, whenever it is asked for, until it is erased."""
    known = entry.told
    shown = None
    if entry.act == Act.DECIDED and entry.personal is not None:
        shown = ShownInfo(by=known["shown_by"], **{name: known.get(name) for name in _SHOWN})
    return ActInfo(
        entry=entry.seq,
        digest=entry.digest,
        act=Act(entry.act),
        id=known.get("id", ""),
        time=moment(entry.at),
        by=known.get("by", ""),
        shown=shown,
        due=None if known.get("due") is None else moment(known["due"]),
        **{name: known.get(name) for name in ("job_id", "applicant_id", "action", "reason", "text", "of", "outcome")},
    )


_SHOWN = tuple(name for name in ShownInfo.model_fields if name != "by")


def moment(milliseconds: int) -> datetime:
    """A time, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def history(
    connection: Connection, job_id: str | None, applicant_id: str | None, *, before: int | None, limit: int
) -> History:
    """What people did about a job, an applicant, or both, the newest first."""
    wanted = [ENTRIES.c.act != Act.PRUNED]
    wanted += [ENTRIES.c.job_id == job_id] if job_id is not None else []
    wanted += [ENTRIES.c.applicant_id == applicant_id] if applicant_id is not None else []
    wanted += [ENTRIES.c.seq < before] if before is not None else []
    found = ledger.entries(connection, *wanted, newest=True, limit=limit + 1)
    page = found[:limit]
    return History(acts=[told(entry) for entry in page], next_before=page[-1].seq if len(found) > limit else None)


def standing(
    connection: Connection,
    *,
    pairs: Sequence[PairOfIds] | None = None,
    job_id: str | None = None,
    applicant_id: str | None = None,
) -> list[PairState]:
    """What stands of some pairs, or of all of a job or an applicant of which anything is known.

    Parameters
    ----------
    connection : Connection
    pairs : sequence of (str, str), optional
        Answered in this order.
    job_id, applicant_id : str, optional
    """
    asked = None if pairs is None else list(dict.fromkeys(pairs))
    decisions = _newest(
        _rows(connection, select(DECISIONS).where(DECISIONS.c.undone.is_(None)), asked, job_id, applicant_id)
    )
    reviews = _newest(_rows(connection, select(REVIEWS).where(REVIEWS.c.closed.is_(None)), asked, job_id, applicant_id))
    noted = _rows(connection, select(NOTES).where(NOTES.c.job_id.is_not(None)), asked, job_id, applicant_id)
    notes: dict[PairOfIds, int] = {}
    for row in noted:
        notes[row.job_id, row.applicant_id] = notes.get((row.job_id, row.applicant_id), 0) + 1
    if asked is None:
        asked = list(dict.fromkeys([*decisions, *reviews, *notes]))[:MOST_STANDING]
    told_of = _told_of(connection, [held[pair] for held in (decisions, reviews) for pair in asked if pair in held])
    return [
        PairState(
            job_id=pair[0],
            applicant_id=pair[1],
            decision=told_of.get(decisions.get(pair, 0)),
            notes=notes.get(pair, 0),
            review=told_of.get(reviews.get(pair, 0)),
        )
        for pair in asked
    ]


def notes_of(connection: Connection, applicant_id: str, job_id: str | None, limit: int) -> list[ActInfo]:
    """Notes about an applicant, the newest first; with a job those of the pair, and those of no job."""
    query = select(NOTES.c.seq).where(NOTES.c.applicant_id == applicant_id)
    if job_id is not None:
        query = query.where((NOTES.c.job_id == job_id) | NOTES.c.job_id.is_(None))
    numbers = connection.execute(query.order_by(NOTES.c.seq.desc()).limit(limit)).scalars().all()
    found = _told_of(connection, numbers)
    return [found[number] for number in numbers]


def reviews(
    connection: Connection, job_id: str | None, applicant_id: str | None, *, is_open: bool | None
) -> list[ReviewInfo]:
    """Reviews; those that are open first, by their deadline, then those that are closed, the last first."""
    query = select(REVIEWS)
    query = query if job_id is None else query.where(REVIEWS.c.job_id == job_id)
    query = query if applicant_id is None else query.where(REVIEWS.c.applicant_id == applicant_id)
    query = query if is_open is None else query.where(REVIEWS.c.closed.is_(None) == is_open)
    order = (REVIEWS.c.closed.is_not(None), func.coalesce(-REVIEWS.c.closed, REVIEWS.c.due))
    rows = connection.execute(query.order_by(*order).limit(MOST_REVIEWS)).all()
    found = _told_of(connection, [seq for row in rows for seq in (row.seq, row.closed) if seq is not None])
    now = time.time() * 1000
    return [
        ReviewInfo(
            request=found[row.seq],
            due=moment(row.due),
            late=row.closed is None and row.due < now,
            closed=found.get(row.closed or 0),
        )
        for row in rows
    ]


def _rows(
    connection: Connection,
    query: Select[Any],
    pairs: Iterable[PairOfIds] | None,
    job_id: str | None,
    applicant_id: str | None,
) -> list[Any]:
    """The rows of some pairs, of a job, or of an applicant, in the order of the log."""
    columns = query.selected_columns
    if pairs is None:
        own = columns.job_id == job_id if job_id is not None else columns.applicant_id == applicant_id
        return list(connection.execute(query.where(own).order_by(columns.seq)))
    found: list[Any] = []
    for job, group in groupby(sorted(pairs), key=lambda pair: pair[0]):
        applicants = [applicant for _, applicant in group]
        of_job = query.where(columns.job_id == job, columns.applicant_id.in_(applicants))
        found += connection.execute(of_job.order_by(columns.seq))
    return found


def _newest(rows: Iterable[Any]) -> dict[PairOfIds, int]:
    return {(row.job_id, row.applicant_id): row.seq for row in rows}


def _told_of(connection: Connection, numbers: Sequence[int]) -> dict[int, ActInfo]:
    """Entries by their numbers, as they are answered."""
    found: dict[int, ActInfo] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        found |= {entry.seq: told(entry) for entry in ledger.entries(connection, ENTRIES.c.seq.in_(part), limit=500)}
    return found
