"""Finds ids in a request that name nobody: an act about them would stand in the log for years, and on no page."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from data.redis import layout
from data.store.tables import ENTRIES
from gateway.lookups.results import Results, Unavailable
from gateway.texts import decision_texts
from gateway.web.problems import Problem

Strangers = frozenset[str]
"""Which of `job_id` and `applicant_id` name nothing in the results."""

NONE: Strangers = frozenset()


async def strangers(results: Results, job_id: str | None, applicant_id: str) -> Strangers:
    """Which ids the results do not know.

    None while they can't be asked, or are older than allowed: people decide also while Redis is away.

    Parameters
    ----------
    results : Results
    job_id : str or None
        A job that was closed is known.
    applicant_id : str
    """
    keys = {"applicant_id": layout.applicant(applicant_id)}
    keys |= {} if job_id is None else {"job_id": layout.job(job_id)}
    try:
        missing = await results.missing(list(keys.values()))
    except Unavailable:
        return NONE
    return frozenset(name for name, key in keys.items() if key in missing)


def refuse(connection: Connection, found: Strangers, job_id: str | None, applicant_id: str) -> None:
    """Refuse an act about what neither the results nor the log know.

    What was once decided about stays decidable when its job is removed: it may have to be undone, noted or reviewed.

    Raises
    ------
    Problem
        404.
    """
    if "job_id" in found and not _has_entry(connection, ENTRIES.c.job_id == job_id):
        raise Problem(404, decision_texts.NO_SUCH_JOB, slug="no-such-job")
    if "applicant_id" in found and not _has_entry(connection, ENTRIES.c.applicant_id == applicant_id):
        raise Problem(404, decision_texts.NO_SUCH_APPLICANT, slug="no-such-applicant")


def _has_entry(connection: Connection, of: ColumnElement[bool]) -> bool:
    return connection.execute(select(ENTRIES.c.seq).where(of).limit(1)).first() is not None
