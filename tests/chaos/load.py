"""Load: events sent at a rate in a thread of its own, each one remembered once Kafka has acknowledged it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count, islice
from random import Random
from types import TracebackType
from typing import Self

from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.contract.events import Event, EventType, event
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from data.kafka.reading import KafkaConnection, read
from data.synthetic import Generator
from producers.sender import NotDelivered, Sender
from producers.simulate import Simulator

AGAIN = 0.05
"""Share of the events that is sent a second time, later."""

_numbers = count(1)


def trickle() -> Iterator[Event]:
    """People come, apply, change and leave; jobs open and close. Ids differ from those of every other trickle.

    Of two people in five nothing is known, as in every `Population`; a change makes some known, and others unknown.
    """
    number = next(_numbers)
    return Simulator(number, f"chaos/{number}", number * 10_000_000).events()


class Population:
    """Jobs and applicants that stay the same in number and change for ever.

    Parameters
    ----------
    jobs, applicants : int
        How many of each.
    """

    def __init__(self, jobs: int, applicants: int) -> None:
        number = next(_numbers)
        self._source = f"chaos/{number}"
        self._generator = Generator(number, number * 10_000_000)
        self._chance = Random(number)
        self._serial = count(1)
        self.jobs = [self._generator.job() for _ in range(jobs)]
        self.applicants = [self._generator.applicant() for _ in range(applicants)]

    def all(self) -> list[Event]:
        """Every member once."""
        return [self._event(EventType.JOB_UPSERTED, job) for job in self.jobs] + [
            self._event(EventType.APPLICANT_UPSERTED, applicant) for applicant in self.applicants
        ]

    def changes(self) -> Iterator[Event]:
        """Changes without end: of ten, nine of an applicant and one of a job."""
        while True:
            if self._chance.random() < 0.1:
                yield self.change_job(self._chance.choice(self.jobs))
            else:
                yield self.change_applicant(self._chance.choice(self.applicants))

    def change_job(self, job: Job) -> Event:
        """A job with other contents."""
        return self._event(EventType.JOB_UPSERTED, self._generator.job().model_copy(update={"id": job.id}))

    def change_applicant(self, applicant: Applicant) -> Event:
        """An applicant with other contents."""
        grown = self._generator.applicant().model_copy(update={"id": applicant.id})
        return self._event(EventType.APPLICANT_UPSERTED, grown)

    def _event(self, kind: EventType, what: Job | Applicant) -> Event:
        return event(kind, what, time=datetime.now(UTC), source=self._source, id=str(next(self._serial)))


class Load:
    """Sends events until the block ends; while Kafka does not acknowledge, it tries again.

    Parameters
    ----------
    connection : KafkaConnection
    events : iterator of Event
    rate : float
        Events a second.
    tick : float
        Seconds between two sendings: the pace of the load, nothing waits on it.
    again : float
        Share that is sent a second time.

    Attributes
    ----------
    sent : int
        Records that were acknowledged, repeated ones included.
    acknowledged : set of (source, id)
        The events among them.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        events: Iterator[Event],
        rate: float,
        *,
        tick: float,
        again: float = AGAIN,
    ) -> None:
        self.rate = rate
        self.sent = 0
        self.acknowledged: set[tuple[str, str]] = set()
        self._tick = tick
        self._connection = connection
        self._events = events
        self._again = again
        self._past: list[Event] = []
        self._chance = Random(1)
        self._changed = threading.Condition()
        self._ending = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        if self._failure is not None:
            if error is None:
                raise self._failure
            error.add_note(f"the load had ended before: {self._failure!r}")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Send nothing new while the block lasts: where events keep coming, a busy machine never comes to rest."""
        rate, self.rate = self.rate, 0.0
        try:
            yield
        finally:
            self.rate = rate

    def wait_sent(self, total: int, deadline_seconds: float) -> None:
        """Wait until so many records were acknowledged."""
        with self._changed:
            done = self._changed.wait_for(lambda: self.sent >= total or self._failure, deadline_seconds)
        if self._failure is not None:
            raise self._failure
        assert done, f"{self.sent} of {total} events sent in {deadline_seconds:g} s"

    def send(self, events: Iterable[Event]) -> None:
        """Send more events at once, in the caller's thread."""
        with Sender(self._connection) as sender:
            self._deliver(sender, list(events))

    def lost(self) -> int:
        """How many acknowledged events the input topics do not hold."""
        return len(self.acknowledged - held(self._connection))

    def _run(self) -> None:
        try:
            with Sender(self._connection) as sender:
                due = time.monotonic()
                owed = 0.0
                while not self._ending.is_set():
                    owed += self.rate * self._tick
                    batch = list(islice(self._events, int(owed)))
                    owed -= len(batch)
                    repeated = [e for e in batch if self._chance.random() < self._again]
                    self._deliver(sender, batch + self._past)
                    self._past = repeated
                    due = max(due + self._tick, time.monotonic() - 1)
                    self._ending.wait(max(0.0, due - time.monotonic()))
        except BaseException as error:  # noqa: BLE001 -- handed to the test's own thread
            with self._changed:
                self._failure = error
                self._changed.notify_all()

    def _deliver(self, sender: Sender, events: list[Event]) -> None:
        records = [encode(e) for e in events]
        while True:
            try:
                sender.send(records)
            except NotDelivered as error:
                if not error.retryable:
                    raise
                if self._ending.is_set():
                    return
            else:
                break
        with self._changed:
            self.acknowledged.update((e.source, e.id) for e in events)
            self.sent += len(events)
            self._changed.notify_all()


def held(connection: KafkaConnection) -> set[tuple[str, str]]:
    """Source and id of every event in the input topics."""
    found: set[tuple[str, str]] = set()
    topics = (APPLICANTS, JOBS, APPLICATIONS)
    for message in read(connection, {(t.name, n): 0 for t in topics for n in range(connection.partitions)}):
        headers = dict(message.headers() or ())
        found.add((_text(headers.get("ce_source")), _text(headers.get("ce_id"))))
    return found


def _text(header: str | bytes | None) -> str:
    return header.decode(errors="replace") if isinstance(header, bytes) else header or ""
