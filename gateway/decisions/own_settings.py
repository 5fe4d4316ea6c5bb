"""What people set: must-haves of a job, saved searches, preferences, visits; the last word counts.

Each function is called within a transaction of the store. None of these tells of an applicant, so they are in no log.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, select, update

from data.privacy.redaction import mask_contacts
from data.store.tables import SETTINGS
from gateway.decisions.documents import MustHavesInfo, SearchInfo, VisitInfo
from gateway.decisions.history import moment
from gateway.decisions.requests import MustHave, MustHaves, Search
from gateway.decisions.strangers import NONE, Strangers, refuse
from gateway.store import ledger
from gateway.store.records import key_of_setting
from gateway.texts import decision_texts
from gateway.web.problems import Problem

MUST_HAVES, SEARCH, PREFERENCES, VISIT = "must-haves", "search", "preferences", "visit"
MOST_SEARCHES = 200
MOST_VISITS = 1_000
_SAME_VISIT_MS = 30 * 60 * 1000
"""A page that is loaded again within this time belongs to the same visit: what was new in it stays new."""


def must_haves(connection: Connection, job_id: str) -> MustHavesInfo:
    """What a job can't do without."""
    row = _found(connection, MUST_HAVES, job_id)
    if row is None:
        return MustHavesInfo(job_id=job_id, items=[], time=None, by=None)
    items = [MustHave.model_validate(item) for item in orjson.loads(row.value)["items"]]
    return MustHavesInfo(job_id=job_id, items=items, time=moment(row.at), by=row.owner)


def set_must_haves(connection: Connection, wanted: MustHaves, by: str, unknown: Strangers = NONE) -> MustHavesInfo:
    """Say what a job can't do without, instead of what was said before; 404 where nothing is known of it."""
    if _found(connection, MUST_HAVES, wanted.job_id) is None:
        refuse(connection, unknown, wanted.job_id)
    items = [{"kind": item.kind, "value": mask_contacts(item.value)} for item in wanted.items]
    _put(connection, MUST_HAVES, wanted.job_id, by, {"items": items})
    return must_haves(connection, wanted.job_id)


def searches(connection: Connection, by: str) -> list[SearchInfo]:
    """The saved searches of somebody, by name."""
    rows = connection.execute(select(SETTINGS).where(SETTINGS.c.kind == SEARCH, SETTINGS.c.owner == by)).all()
    return sorted(map(_search, rows), key=lambda one: (one.name.casefold(), one.id))


def set_search(connection: Connection, identity: str, wanted: Search, by: str) -> SearchInfo:
    """Save a search."""
    ledger.hold(connection)
    row = _found(connection, SEARCH, identity)
    if row is not None and row.owner != by:
        raise Problem(404, decision_texts.NO_SUCH_SEARCH)
    of_owner = select(func.count()).where(SETTINGS.c.kind == SEARCH, SETTINGS.c.owner == by)
    if row is None and connection.execute(of_owner).scalar_one() >= MOST_SEARCHES:
        raise Problem(409, decision_texts.TOO_MANY_SEARCHES, slug="too-many-searches")
    value = {"name": mask_contacts(wanted.name), "query": {name: _masked(held) for name, held in wanted.query.items()}}
    _put(connection, SEARCH, identity, by, value)
    return _search(_found(connection, SEARCH, identity))


def remove_search(connection: Connection, identity: str, by: str) -> None:
    """Remove a saved search; of one that is not there nothing is said."""
    ledger.hold(connection)
    mine = (SETTINGS.c.kind == SEARCH, SETTINGS.c.name == identity, SETTINGS.c.owner == by)
    if connection.execute(delete(SETTINGS).where(*mine)).rowcount:
        ledger.enqueue(connection, [key_of_setting(SEARCH, identity)])


def preferences(connection: Connection, by: str) -> dict[str, Any]:
    """What somebody prefers."""
    row = _found(connection, PREFERENCES, by)
    found: dict[str, Any] = {} if row is None else orjson.loads(row.value)
    return found


def set_preferences(connection: Connection, values: dict[str, Any], by: str) -> dict[str, Any]:
    """Keep what somebody prefers; what is not named stays, null removes it."""
    ledger.hold(connection)
    changed = preferences(connection, by) | {name: _masked(value) for name, value in values.items()}
    kept = {name: value for name, value in changed.items() if value is not None}
    _put(connection, PREFERENCES, by, by, kept)
    return kept


def visits(connection: Connection, by: str) -> list[VisitInfo]:
    """The jobs that somebody visited, the last first."""
    mine = select(SETTINGS).where(SETTINGS.c.kind == VISIT, SETTINGS.c.owner == by)
    rows = connection.execute(mine.order_by(SETTINGS.c.at.desc()).limit(MOST_VISITS)).all()
    return [_visit(row) for row in rows]


def visit(connection: Connection, job_id: str, by: str, unknown: Strangers = NONE) -> VisitInfo:
    """Note that somebody visits a job, and say when they were there before; 404 where nothing is known of it."""
    ledger.hold(connection)
    name, now = f"{by}|{job_id}", _now()
    row = _found(connection, VISIT, name)
    if row is None:
        refuse(connection, unknown, job_id)
    before: dict[str, Any] = {"since": None, "last": None} if row is None else orjson.loads(row.value)
    is_new = before["last"] is None or now - before["last"] > _SAME_VISIT_MS
    since = before["last"] if is_new else before["since"]
    _put(connection, VISIT, name, by, {"job_id": job_id, "since": since, "last": now}, at=now)
    return _visit(_found(connection, VISIT, name))


def _found(connection: Connection, kind: str, name: str) -> Any:
    return connection.execute(select(SETTINGS).where(SETTINGS.c.kind == kind, SETTINGS.c.name == name)).one_or_none()


def _put(
    connection: Connection, kind: str, name: str, by: str, value: dict[str, Any], *, at: int | None = None
) -> None:
    ledger.hold(connection)
    named = (SETTINGS.c.kind == kind, SETTINGS.c.name == name)
    row = {"owner": by, "at": _now() if at is None else at, "value": orjson.dumps(value).decode()}
    if not connection.execute(update(SETTINGS).where(*named).values(row)).rowcount:
        connection.execute(SETTINGS.insert().values(kind=kind, name=name, **row))
    ledger.enqueue(connection, [key_of_setting(kind, name)])


def _search(row: Any) -> SearchInfo:
    return SearchInfo(id=row.name, time=moment(row.at), **orjson.loads(row.value))


def _visit(row: Any) -> VisitInfo:
    told = orjson.loads(row.value)
    return VisitInfo(job_id=told["job_id"], since=_moment(told["since"]), last=moment(told["last"]))


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else moment(milliseconds)


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return mask_contacts(value) if isinstance(value, str) else value


def _now() -> int:
    return time.time_ns() // 1_000_000
