"""Forgets an applicant: sends the removal, and tells when every store is clean (LGPD art. 18, GDPR art. 17)."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from data.entities import Id
from data.events import EventType, Record, encode, event
from data.redis_connection import RedisConnection
from producers.settings import ProducerSettings
from producers.stores import Applicants, DeadLetters, Matches, Redis, Store, Worker

LOOK_EVERY = 0.5
"""Seconds between looks at what is not clean yet."""


class ForgetSettings(ProducerSettings, RedisConnection):
    """Those of the producers, and where Redis is."""


def applicant_id(text: str) -> str:
    """Read an id from the command line.

    Raises
    ------
    ValueError
        With what an id is, where it is none.
    """
    try:
        return TypeAdapter(Id).validate_python(text)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def removal(applicant: str, source: str) -> Record:
    """The removal of an applicant, as of when Kafka has it: no clock but the broker's stands against it."""
    kind = EventType.APPLICANT_REMOVED
    return encode(event(kind, applicant, time=datetime.now(UTC), source=source, id=str(uuid4())), is_timed=False)


def stores(settings: ForgetSettings, applicant: str) -> list[Store]:
    """Every store, in the order in which the removal reaches them."""
    applicants, matches = Applicants(settings, applicant), Matches(settings, applicant)
    return [
        applicants,
        Worker(settings),
        matches,
        Redis(settings, applicant, matches.tail, applicants.tail),
        DeadLetters(settings, applicant),
    ]


def watch(
    wanted: Sequence[Store],
    seconds: float,
    tell: Callable[[str], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, str]:
    """Look into stores until all are clean or the time is over.

    Each is waited for in its turn: what those before it still hold may reach it yet.

    Parameters
    ----------
    wanted : sequence of Store
    seconds : float
        How long; each is looked into at least once.
    tell : callable
        Told of each store that becomes clean.

    Returns
    -------
    dict of str to str
        By the name of each store, what it still holds; empty where it is clean.
    """
    deadline = clock() + seconds
    held: dict[str, str] = {}
    for store in wanted:
        while (what := store.held()) and clock() < deadline:
            pause(LOOK_EVERY)
        held[store.name] = what
        if not any(held.values()):
            tell(f"{store.name}: clean")
    return held


def run(settings: ForgetSettings, applicant: str, seconds: float, *, as_json: bool) -> int:
    """Tell how the stores become clean, and what is left; exit code 0 only if nothing is."""
    begun = time.monotonic()
    held = watch(stores(settings, applicant), seconds, lambda line: print(line, file=sys.stderr))
    left = {name: what for name, what in held.items() if what}
    if as_json:
        print(json.dumps({"clean": not left, "stores": held, "seconds": round(time.monotonic() - begun, 3)}))
    for name, what in left.items():
        print(f"{name}: {what}", file=sys.stderr)
    print(
        f"not clean after {seconds:g} s; ask again with the same command, removing twice is harmless"
        if left
        else "every store is clean; the brokers' disks follow with their next compaction (docs/security.md)",
        file=sys.stderr,
    )
    return 1 if left else 0
