"""SmartRecruiters: what its webhooks name by id.

Source: developers.smartrecruiters.com: `GET /candidates/{id}`, `GET /candidates/{id}/jobs/{jobId}`, `GET /jobs/{id}`;
the key in `X-SmartToken`; 10 requests per second, one at a time for candidates. Addresses are made of the ids: a `Link`
is not followed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from data.contract.codec import encode
from data.contract.records import Record
from producers.connectors.connections import Connection
from producers.connectors.connector import add
from producers.connectors.outcome import Outcome, Wanted
from producers.connectors.rules import make
from producers.connectors.smartrecruiters import APPLICATION, CANDIDATE, FETCHED, JOB
from producers.connectors.wanted import done
from producers.polling.interface import Interface
from producers.polling.progress import Progress

_LOG = logging.getLogger("matchstream.polling")

PATHS = {
    CANDIDATE: "/candidates/{}",
    APPLICATION: "/candidates/{}/jobs/{}",
    JOB: "/jobs/{}",
}

Send = Callable[[list[Record]], object]


def fetch(connection: Connection, interface: Interface, progress: Progress, send: Send) -> int:
    """Fetch all that is still to be fetched; returns how many events were sent.

    What several events told of is fetched once, after the last of them. Its events are acknowledged before it counts as
    done.

    Raises
    ------
    Away, NotAllowed, NotDelivered
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Wanted]] = {}
    for wanted in progress.wanted():
        groups.setdefault((wanted.kind, wanted.ids), []).append(wanted)
    sent = 0
    for (kind, ids), together in groups.items():
        found = _fetched(interface, kind, ids)
        events = [] if found is None else _events(connection, kind, ids, found, _newest(together))
        send(events)
        records = [done(connection.name, wanted) for wanted in together]
        send(records)
        progress.note(records)
        sent += len(events)
    return sent


def _fetched(interface: Interface, kind: str, ids: tuple[str, ...]) -> Any | None:
    if kind not in PATHS or {".", ".."} & set(ids):
        return None  # a later version asked for it, or it is no id but a way to another address
    return interface.get(PATHS[kind].format(*(quote(name, safe="") for name in ids)))


def _newest(together: list[Wanted]) -> Wanted:
    return max(together, key=lambda wanted: wanted.time or "")


def _events(connection: Connection, kind: str, ids: tuple[str, ...], found: Any, wanted: Wanted) -> list[Record]:
    outcome = Outcome()
    now = datetime.now(UTC)
    names = {"candidate_id": ids[0], "job_id": ids[-1]}
    for made in make(FETCHED[kind], {"ids": names, kind: found}, connection.owner.options):
        add(outcome, made._replace(time=made.time or wanted.time), wanted.id, now, connection.owner)
    for why in outcome.faults:
        _LOG.warning("of connection %s a %s can't be read: %s", connection.name, kind, why)
    return [encode(one.event) for one in outcome.events]
