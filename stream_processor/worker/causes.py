"""What the unpublished changes of a shard follow from: the events that it took in, and the traces of some.

A match is a function of two entities and an application, and tells of no event. So the trace of an event goes into a
header of those matches that name what the event was about, for as long as they are not published. What changed beside
them, because another pair left a list, follows from the event only in a roundabout way, and gets no header.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple

from data.contract.entities import Application
from data.contract.events import Event
from data.contract.matches import split_key
from data.contract.topics import JOBS, MATCHES
from data.telemetry.spans import Facts, Stage, told
from data.telemetry.traces import Trace

Pair = tuple[str, str]


class Cause(NamedTuple):
    """A traced event that is told: its topic, its time, and when it was taken in, in seconds since 1970."""

    topic: str
    revision: int
    taken: float


class Causes:
    """The events that a shard took in, until their matches are published.

    Attributes
    ----------
    times : list of (str, int)
        Topic, and time in microseconds since 1970, of each that was applied.
    """

    def __init__(self) -> None:
        self.times: list[tuple[str, int]] = []
        self._jobs: dict[str, bytes] = {}
        self._applicants: dict[str, bytes] = {}
        self._pairs: dict[Pair, bytes] = {}
        self._told: dict[Trace, Cause] = {}

    @property
    def are_traced(self) -> bool:
        """Whether any bears a trace."""
        return bool(self._jobs or self._applicants or self._pairs)

    def note(self, event: Event, traceparent: bytes) -> None:
        """Note an event that was taken in, and the value of its record's header; of no effect where that is none."""
        trace = Trace.read(traceparent)
        if trace is None:
            return
        held = trace.value.encode()
        if isinstance(event.entity, Application):
            self._pairs[event.entity.id_vaga, event.key] = held
        elif event.topic is JOBS:
            self._jobs[event.key] = held
        else:
            self._applicants[event.key] = held
        if trace.is_sampled:
            self._told[trace] = Cause(event.topic.name, event.revision, time.time())

    def applied(self, events: Iterable[Event]) -> None:
        """Note events that the shard's lists hold now."""
        self.times += [(event.topic.name, event.revision) for event in events]

    def of(self, key: bytes) -> bytes | None:
        """The header's value for a match, by its key; of several events that of the closest: application, applicant."""
        job, applicant = pair = split_key(key)
        return self._pairs.get(pair) or self._applicants.get(applicant) or self._jobs.get(job)

    @property
    def are_told(self) -> bool:
        """Whether a trace is told."""
        return bool(self._told)

    def exemplars(self) -> dict[tuple[str, int], Trace]:
        """Traces that are told, by topic and time of their events."""
        return {(cause.topic, cause.revision): trace for trace, cause in self._told.items()}

    def tell(self, shard: int, traceparents: list[bytes | None]) -> None:
        """Tell that the matches of all these events are in Kafka.

        Parameters
        ----------
        shard : int
        traceparents : list of bytes or None
            Of each match that was published.
        """
        for trace, cause in self._told.items():
            facts: Facts = {
                "messaging.destination.name": MATCHES.name,
                "messaging.source.name": cause.topic,
                "shard": shard,
                "matches": traceparents.count(trace.value.encode()),
            }
            told(Stage("matches published", cause.taken, facts), trace)
