"""Reads events from requests, drops fields that are not in the contract, and sends them to Kafka."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, NamedTuple

from confluent_kafka import KafkaException

from data.contract.codec import MAX_EVENT_BYTES, Received, encode
from data.contract.records import Record
from data.contract.unreadable import Fault, Reason
from data.errors import ExitCode, MatchstreamError
from data.kafka.reading import NothingRead
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import Change
from data.telemetry.spans import Kind, Stage, told_as
from data.telemetry.traces import CURRENT
from gateway.deps import from_state
from gateway.events.event_requests import BadEvent, Refused, read
from producers.sender import NotDelivered, Sender

_LOG = logging.getLogger("matchstream.gateway")


class TopicsAway(MatchstreamError):
    """The topics can't be sent to: the broker is away, or they are not as the contract has them."""

    retryable = True


class TopicsChanged(MatchstreamError):
    """Topics are not those that workers read: what were acknowledged might never be read.

    Attributes
    ----------
    changes : tuple of Change
    """

    exit_code = ExitCode.CONFIGURE

    def __init__(self, changes: tuple[Change, ...]) -> None:
        super().__init__("; ".join(change.says for change in changes))
        self.changes = changes


class Busy(MatchstreamError):
    """Too many requests wait to be sent."""

    retryable = True


NOT_SENT = (Busy, TopicsAway, TopicsChanged, NotDelivered)
"""Why what should be sent did not reach Kafka."""


class Batch(NamedTuple):
    """What is sent together: events, and records besides."""

    received: list[Received]
    records: tuple[Record, ...] = ()


class Ingest:
    """Passes events from HTTP to Kafka.

    Parameters
    ----------
    senders : sequence of Sender
        Each serves one request at a time: a sender counts its acknowledgements in the thread that waits for them, so
        requests must not share one.
    waiting : int
        Requests that may wait for a sender.
    check : callable
        Raises an error where the topics are not ready. Called before the first events are sent, because a broker may
        create a missing topic when it is first written to, with a partition count of its own.
    changed : callable, optional
        Returns the topics that are no longer those that workers read. Called before events are sent.
    """

    def __init__(
        self,
        senders: Sequence[Sender],
        waiting: int,
        check: Callable[[], None],
        changed: Callable[[], tuple[Change, ...]] = tuple,
    ) -> None:
        self._senders = senders
        self._changed = changed
        self._check = check
        self._checked = False
        self._free: asyncio.LifoQueue[Sender] = asyncio.LifoQueue()
        for sender in senders:
            self._free.put_nowait(sender)
        self._room = len(senders) + waiting
        self._inside = 0

    async def accept(self, headers: Mapping[str, str], body: bytes) -> list[Received]:
        """Send a request's events; returns when Kafka has acknowledged every one.

        Raises
        ------
        UnknownFormat, Refused, TooManyEvents, Busy, TopicsAway, TopicsChanged, NotDelivered
        """
        return await self.send(lambda: Batch(read(headers, body, now=datetime.now(UTC))))

    async def send(self, make: Callable[[], Batch]) -> list[Received]:
        """Send a batch; returns when Kafka has acknowledged all of it.

        Parameters
        ----------
        make : callable
            Makes the batch, in a thread, once it is its turn.

        Raises
        ------
        Refused, Busy, TopicsAway, TopicsChanged, NotDelivered
            And what `make` raises.
        """
        if self._inside >= self._room:
            raise Busy
        self._inside += 1
        try:
            sender = await self._free.get()
            task = asyncio.ensure_future(asyncio.to_thread(self._make_and_send, sender, make))
            # A client that disconnects cancels the wait, not the thread: the sender stays in use until it is done.
            task.add_done_callback(lambda done: self._give_back(sender, done))
            return await asyncio.shield(task)
        finally:
            self._inside -= 1

    def close(self) -> None:
        """Close the connections to Kafka."""
        for sender in self._senders:
            sender.close()

    def _give_back(self, sender: Sender, done: asyncio.Future[list[Received]]) -> None:
        self._free.put_nowait(sender)
        if not done.cancelled():
            done.exception()  # retrieved here, in case nobody waits any more

    def _make_and_send(self, sender: Sender, make: Callable[[], Batch]) -> list[Received]:
        received, more = make()
        begun, request = time.time(), CURRENT.get()
        traces = [] if request is None else [request.child() for _ in received]
        # A removal without a time gets Kafka's timestamp, so that only the broker's clock decides about it.
        records = [encode(one.event, is_timed=one.is_timed or one.event.entity is not None) for one in received]
        too_large = [
            BadEvent(i, Reason.OVERSIZED, (Fault("", "too_large", (MAX_EVENT_BYTES,)),))
            for i, record in enumerate(records)
            if record.value is not None and len(record.value) > MAX_EVENT_BYTES
        ]
        if too_large:
            raise Refused(too_large, len(received))
        self._check_topics()
        try:
            traced = [record.bearing(trace.header) for record, trace in zip(records, traces, strict=False)]
            sender.send([*(traced or records), *more])
        except NotDelivered as error:
            if error.code == "MSG_SIZE_TOO_LARGE":
                fault = Fault("", "too_large_for_broker")
                raise Refused([BadEvent(0, Reason.OVERSIZED, (fault,))], len(received)) from None
            raise
        for record, trace in zip(records, traces, strict=False):
            stage = Stage("event sent", begun, {"messaging.destination.name": record.topic}, Kind.PRODUCER)
            told_as(stage, trace, request, trace.span_id)
        return received

    def _check_topics(self) -> None:
        try:
            changes = self._changed()
            if not changes and not self._checked:
                self._check()
                self._checked = True
        except (TopicsUnfit, NothingRead, KafkaException) as error:
            _LOG.error("events can't be sent to Kafka: %s", error)
            raise TopicsAway from None
        if changes:
            raise TopicsChanged(changes)


IngestDep = Annotated[Ingest, from_state("parts.ingest")]
