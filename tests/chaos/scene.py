"""A scene: one scenario on a running stack, from its load to its row."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from data.contract.codec import encode
from data.contract.events import Event, EventType, event
from data.contract.topics import APPLICANTS, JOBS, Topic
from data.contract.unreadable import Unreadable
from data.kafka.inputs import Input
from data.kafka.reading import read
from deploy.local.ports import fetch
from deploy.local.programs import Service
from deploy.local.stack import Stack
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.verification.stillness import wait_until_still
from stream_processor.verification.verify import Report, verify_at_rest
from tests.chaos.counters import Counters
from tests.chaos.forms import DEADLINE, Form
from tests.chaos.load import Load, trickle
from tests.chaos.rows import Row, Run
from tests.chaos.standstill import Movements
from tests.waiting import eventually

VERIFY_SECONDS = 180.0
LOOK_EVERY = 0.25
"""Seconds between questions to the workers, which are busy with shards then."""
PREFIX = "MATCHSTREAM_"
REPEATS = "matchstream_repeated_events_total"
REMOVALS = ((APPLICANTS, EventType.APPLICANT_REMOVED), (JOBS, EventType.JOB_REMOVED))


@dataclass
class Scene:
    """One scenario.

    Attributes
    ----------
    stack : Stack
        Running.
    broker : str
    form : Form
    workers : list of Service
        Those that are counted; a scenario may add some.
    is_done : bool
        Whether its row was written: if not, the stack is not used again.
    """

    stack: Stack
    broker: str
    form: Form
    run: Run
    say: Callable[[str], None]
    workers: list[Service] = field(default_factory=list)
    is_done: bool = False
    _begun: float = field(default_factory=time.monotonic)
    _counters: Counters | None = None

    def __post_init__(self) -> None:
        self.workers = list(self.stack.workers)

    @property
    def settings(self) -> StreamSettings:
        """What the stack's programs read from their environment."""
        return StreamSettings(**{name.removeprefix(PREFIX).lower(): held for name, held in self.stack.settings.items()})

    @property
    def counters(self) -> Counters:
        """What the workers have counted in this scene."""
        assert self._counters is not None
        return self._counters

    @contextmanager
    def load(
        self, events: Iterator[Event] | None = None, *, rate: float | None = None, again: float = 0.05
    ) -> Iterator[Load]:
        """Events at the form's rate while the block lasts, with the workers' counters followed."""
        self.settle()
        rate, tick = self.form.rate if rate is None else rate, self.form.tick_seconds
        with (
            Counters(lambda: list(self.workers)) as self._counters,
            Load(self.settings, events or trickle(), rate, tick=tick, again=again) as load,
        ):
            yield load

    @contextmanager
    def movements(self) -> Iterator[Movements]:
        """Follow the shards' progress while the block lasts."""
        with Movements(self.settings) as movements:
            yield movements

    def health(self, worker: Service) -> dict[str, Any]:
        """What a worker says of itself; empty while it does not answer."""
        try:
            answer: dict[str, Any] = orjson.loads(fetch(worker.port, "/health"))
        except OSError:
            return {}
        return answer

    def shards(self, worker: Service) -> list[int]:
        """The shards that a worker says it has."""
        return list(self.health(worker).get("shards", []))

    def settle(self, workers: list[Service] | None = None) -> None:
        """Wait until every worker is up and all shards are shared out among them, each once."""
        waited = workers or self.stack.workers
        everything = list(range(self.settings.partitions))

        def shared() -> bool:
            held = [self.shards(worker) for worker in waited]
            return all(held) and sorted(number for numbers in held for number in numbers) == everything

        eventually(shared, f"shards shared out among {len(waited)} workers", DEADLINE, every=LOOK_EVERY)

    def wait_still(self, deadline_seconds: float, *, with_redis: bool = False) -> float:
        """Wait until nothing of the input is left to do; returns the seconds it took."""
        begun = time.monotonic()
        wait_until_still(self.settings, deadline_seconds, with_redis=with_redis)
        return time.monotonic() - begun

    def verify(self) -> Report:
        """Recompute the matches from the topics alone; the promise must hold."""
        report = verify_at_rest(self.settings, VERIFY_SECONDS, with_redis=True)
        assert report.holds, report
        return report

    def clear(self) -> None:
        """Remove every applicant and job, so that the next scenario begins with empty shards and no pushes."""
        now = datetime.now(UTC)
        with Sender(self.settings) as sender:
            sender.send(
                encode(event(removal, key, time=now, source="chaos/clear", id=f"{now.timestamp()}/{key}"))
                for topic, removal in REMOVALS
                for key, is_live in self.entities(topic).items()
                if is_live
            )
        self.wait_still(DEADLINE, with_redis=True)

    def entities(self, topic: Topic) -> dict[str, bool]:
        """Every entity of a topic by id, and whether its last event is no removal."""
        live: dict[str, bool] = {}
        settings = self.settings
        for message in read(settings, {(topic.name, n): 0 for n in range(settings.partitions)}):
            with suppress(Unreadable):
                item = Input.of_message(message)
                if item.counts_here(settings.partitions):
                    found = item.read()
                    live[found.key] = found.entity is not None
        return live

    def end(self, scenario: str, load: Load, *, recovery: float | None = None, besides: str = "") -> Row:
        """Verify, and write the row down."""
        for worker in self.stack.workers:
            self.stack.supervisor(worker).wait_ready(DEADLINE)
        waited = time.monotonic()
        report = self.verify()
        waited = time.monotonic() - waited
        assert report.pairs > 0, "the load left no lists to compare"
        assert report.unknown > 0, "the load left nobody of whom nothing is known"
        row = Row(
            scenario=scenario,
            broker=self.broker,
            form=self.form.name,
            events_in=load.sent,
            unique=len(load.acknowledged),
            lost=load.lost(),
            missing=report.missing,
            extra=report.extra,
            differing=report.differing,
            repeats=self.counters[REPEATS],
            recovery_seconds=recovery,
            seconds=time.monotonic() - self._begun,
            run=self.run.name,
            besides=besides,
        )
        self.say(f"{row}  (verification {waited:.1f} s)")
        assert row.lost == 0, row
        self.run.rows.append(row)
        self.is_done = True
        return row


def pause(seconds: float) -> None:
    """Let a fault last: the length is what is tested, nothing waits on it."""
    threading.Event().wait(seconds)
