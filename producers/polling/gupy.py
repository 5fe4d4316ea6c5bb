"""Gupy: who was rejected and who withdrew, which no webhook tells.

Source: developers.gupy.io, "Listing applications" (`GET /api/v1/jobs/{id}/applications`, `status` in_process, give_up,
reproved, hired). Pages by `page`, `perPage` and `totalPages`, as several implementers use them. Which limit there is
stands nowhere: answers carry `X-RateLimit-Remaining`, and 429 is waited out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from data.contract.codec import encode
from data.contract.entities import fold
from data.contract.records import Record
from data.contract.unreadable import Unreadable
from producers.connectors.connections import Connection
from producers.connectors.connector import add, identifier
from producers.connectors.gupy import POLLED
from producers.connectors.outcome import Outcome
from producers.connectors.paths import values
from producers.connectors.rules import Made, make
from producers.polling.interface import Interface
from producers.polling.progress import Cursor, Progress, state_digest

_LOG = logging.getLogger("matchstream.polling")

PAGE = 100
MOST_PAGES = 1000
SWEPT_SECONDS = 30 * 24 * 3600.0
"""How long a job is still asked about after it was last open: many are rejected as it closes."""
STATUSES = ("reproved", "give_up")

Send = Callable[[list[Record]], object]


def sweep(connection: Connection, interface: Interface, progress: Progress, send: Send) -> int:
    """Ask once about every job that is open, or was a month ago; returns how many events were sent.

    A job's events are acknowledged before what was told of it is kept: whoever is interrupted tells them again.

    Raises
    ------
    Away, NotAllowed, NotDelivered
    """
    now = datetime.now(UTC).timestamp()
    is_open = set(map(fold, connection.owner.options["open"]))
    cursors = progress.cursors()
    for job in _pages(interface, "/api/v1/jobs", {"fields": "id,status"}):
        if fold(str(next(iter(values(job, "status")), ""))) in is_open and (name := _id_of(job)) is not None:
            cursors[name] = cursors.get(name, Cursor(name, now))._replace(open_at=now)
    sent = 0
    for cursor in cursors.values():
        if now - cursor.open_at > SWEPT_SECONDS:
            records = [progress.dropped(cursor.job)]
        else:
            events, told = _of_job(connection, interface, cursor)
            send(events)
            sent += len(events)
            records = [progress.kept(cursor._replace(told=told))]
        send(records)
        progress.note(records)
    return sent


def _id_of(job: Any) -> str | None:
    try:
        return identifier(next(iter(values(job, "id")), None))
    except Unreadable:
        return None


def _of_job(connection: Connection, interface: Interface, cursor: Cursor) -> tuple[list[Record], frozenset[str]]:
    """What is new of a job's applications, and all that is told then."""
    outcome = Outcome()
    told = set()
    for status in STATUSES:
        asked = datetime.now(UTC)
        path = f"/api/v1/jobs/{quote(cursor.job, safe='')}/applications"
        for application in _pages(interface, path, {"status": status, "fields": "all", "order": "id asc"}):
            document = {"job": {"id": cursor.job}, "application": application}
            digest = state_digest(*(values(document, f"application.{name}") for name in ("id", "status", "updatedAt")))
            told.add(digest)
            if digest in cursor.told:
                continue
            for made in make(POLLED, document, connection.owner.options):
                # Where it tells no time of change, it was so before it was asked.
                timed: Made = made._replace(time=made.time or asked.isoformat())
                add(outcome, timed, f"poll/{digest}", asked, connection.owner)
    for why in outcome.faults:
        _LOG.warning("of connection %s an application can't be read: %s", connection.name, why)
    return [encode(one.event) for one in outcome.events], frozenset(told)


def _pages(interface: Interface, path: str, query: dict[str, str | int]) -> Iterator[Any]:
    for page in range(1, MOST_PAGES + 1):
        document = interface.get(path, query | {"page": page, "perPage": PAGE})
        if document is None:
            return
        found = values(document, "results[]")
        yield from found
        last = next(iter(values(document, "totalPages")), None)
        if (page >= last) if isinstance(last, int) else (len(found) < PAGE):
            return
