"""Forgets an applicant: sends the removal, and reports when every store is clean (LGPD art. 18, GDPR art. 17).

An id that no store knows is reported as unknown, not as clean, and nothing is sent: it is probably misspelt.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import redis
from pydantic import TypeAdapter, ValidationError

from data.contract.codec import encode
from data.contract.entities import Id
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, DAY_MS, DEAD_LETTERS, WEBHOOK_MESSAGES
from data.errors import ExitCode, MatchstreamError
from data.redis.connection import RedisConnection
from data.redis.faults import fault_of
from data.store.connection import StoreConnection
from producers.erasure.decisions import DecisionsTopic, DecisionStore
from producers.erasure.receipt import Receipt, now, offsets, sha256
from producers.erasure.stores import Applicants, Applications, Letters, Matches, Redis, Store, Worker
from producers.erasure.tail import Tail
from producers.settings import ProducerSettings

FORGOTTEN_DAYS = int(APPLICANTS.config["delete.retention.ms"]) // DAY_MS
"""Days after which compaction may drop the record of a removal."""

LOOK_EVERY = 0.5
"""Seconds between looks at a store that is not clean yet."""


class RedisAway(MatchstreamError):
    """Redis alone could know of an applicant, and can't be asked."""

    retryable = True


class ForgetSettings(ProducerSettings, RedisConnection, StoreConnection):
    """Settings of the producers, of Redis and of the store of decisions."""


def applicant_id(text: str) -> str:
    """Read an id from the command line.

    Raises
    ------
    ValueError
        Where the text is no id; says what an id is.
    """
    try:
        return TypeAdapter(Id).validate_python(text)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def removal(applicant: str, source: str) -> Record:
    """The removal of an applicant, without a time of its own: Kafka's timestamp is its time."""
    kind = EventType.APPLICANT_REMOVED
    return encode(event(kind, applicant, time=datetime.now(UTC), source=source, id=str(uuid4())), is_timed=False)


class Stores:
    """All stores that may hold something of an applicant.

    Parameters
    ----------
    settings : ForgetSettings
    applicant : str
    """

    def __init__(self, settings: ForgetSettings, applicant: str) -> None:
        self._applicants = Applicants(settings, applicant)
        self._applications = Applications(settings, applicant)
        self._worker = Worker(settings)
        self._matches = Matches(settings, applicant)
        self._redis = Redis(settings, applicant, self._matches.tail, self._applicants.tail)
        self._letters = Letters("dead letters", applicant, Tail(settings, DEAD_LETTERS))
        self._messages = Letters("webhook messages", applicant, Tail(settings, WEBHOOK_MESSAGES))
        self._store = DecisionStore(settings, applicant, self._applicants.tail)
        self._decisions = DecisionsTopic(settings, applicant)

    @property
    def in_order(self) -> list[Store]:
        """The stores to be cleaned, in the order in which the removal reaches them."""
        first: list[Store] = [self._applicants, self._worker, self._matches, self._redis]
        return [*first, self._letters, self._messages, self._store, self._decisions]

    def found(self) -> dict[str, int | list[str]]:
        """What each store holds before the removal: numbers of records and dead letters, and descriptions from Redis.

        Raises
        ------
        RedisAway
            Where Redis can't be asked, and nothing else knows anything.
        """
        self._applications.look()
        topics = (self._applicants, self._matches, self._letters, self._messages, self._decisions)
        for store in topics:
            store.held()
        found: dict[str, int | list[str]] = {
            store.name: store.found for store in (topics[0], self._applications, *topics[1:])
        }
        found[self._store.name] = self._store.found()
        try:
            found[self._redis.name] = self._redis.found()
        except redis.RedisError as error:
            if not any(found.values()):
                raise RedisAway(
                    f"the topics know nothing of this id, and Redis can't be asked ({fault_of(error).says}): nothing "
                    "was erased, ask again when it answers"
                ) from error
            found[self._redis.name] = [f"it can't be asked: {fault_of(error).says}"]
        return found

    @property
    def removal(self) -> dict[str, str | int] | None:
        """Topic, partition and offset of the last removal."""
        place = self._applicants.removed_at
        return None if place is None else dict(zip(("topic", "partition", "offset"), place, strict=True))

    @property
    def read_to(self) -> dict[str, list[int]]:
        """For each topic, the offset in each partition up to which it was read."""
        stores = (
            self._applicants,
            self._applications,
            self._matches,
            self._letters,
            self._messages,
            self._decisions,
        )
        tails = [store.tail for store in stores]
        return offsets({place: offset for tail in tails for place, offset in tail.next.items()})


def watch(
    wanted: Sequence[Store],
    seconds: float,
    tell: Callable[[str], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, str]:
    """Check stores until all are clean or the time is over.

    They are checked in order, each until it is clean, because data of an earlier store may still reach a later one.

    Parameters
    ----------
    wanted : sequence of Store
    seconds : float
        Time limit; each store is checked at least once.
    tell : callable
        Called for each store that becomes clean.

    Returns
    -------
    dict of str to str
        For each store by name, a description of what it still holds; empty where it is clean.
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


def run(
    settings: ForgetSettings,
    applicant: str,
    seconds: float,
    send: Callable[[Record], object],
    *,
    as_json: bool,
    path: Path | None = None,
) -> int:
    """Remove an applicant, report how the stores become clean, and write the receipt.

    Parameters
    ----------
    settings : ForgetSettings
    applicant : str
    seconds : float
        How long to wait for the stores.
    send : callable
        Sends the removal, and returns when Kafka has it.
    as_json : bool
        Whether the receipt is printed.
    path : Path, optional
        Where it is written.

    Returns
    -------
    int
        The exit code: 0 if no store holds anything any more, 1 if one does, `ExitCode.UNKNOWN` where nothing was known.

    Raises
    ------
    RedisAway
        Where Redis can't be asked, and nothing else knows anything; nothing was sent then.
    """
    begun = time.monotonic()
    places = Stores(settings, applicant)
    receipt = Receipt(sha256(applicant), known=False, found={}, begun=now())
    receipt.found = places.found()
    receipt.known = any(receipt.found.values())
    if receipt.known:
        send(removal(applicant, settings.source))
        _say("the removal is in Kafka")
        receipt.stores = watch(places.in_order, seconds, _say)
        receipt.clean = not any(receipt.stores.values())
        receipt.removal = places.removal
    receipt.read_to = places.read_to
    receipt.ended, receipt.seconds = now(), round(time.monotonic() - begun, 3)
    if path is not None:
        path.write_text(receipt.text() + "\n", encoding="utf-8")
    if as_json:
        print(receipt.text())
    return _told(receipt, seconds)


def _told(receipt: Receipt, seconds: float) -> int:
    """Print the result; returns the exit code."""
    if not receipt.known:
        _say(
            "nothing is known under this id in any store, and nothing was erased: check its spelling. (Of an applicant "
            f"who was removed more than {FORGOTTEN_DAYS} days ago nothing is known either.)"
        )
        return ExitCode.UNKNOWN
    for name, what in receipt.stores.items():
        if what:
            _say(f"{name}: {what}")
    if not receipt.clean:
        _say(f"not clean after {seconds:g} s; ask again with the same command, removing twice is harmless")
        return ExitCode.FAILED
    _say("every store is clean; the brokers' disks follow with their next compaction (docs/security.md)")
    return ExitCode.OK


def _say(line: str) -> None:
    print(line, file=sys.stderr)
