"""Events in: CloudEvents over HTTP, read, stripped to the contract, and sent to Kafka.

All of a request's events are read before the first is sent, so a batch with a fault sends nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.http import HTTPMessage, from_binary, from_structured
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from confluent_kafka import KafkaException

from data.events import MAX_EVENT_BYTES, Event, Reason, Unreadable, encode, from_cloud_event
from data.topics import TopicsUnfit
from producers.sender import NotDelivered, Sender

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
BINARY = "application/json"

MAX_EVENTS = 1000
"""Events of one request; few requests are served at a time, and each waits for all of its own."""

_LOG = logging.getLogger("matchstream.gateway")

_FORMAT = JSONFormat()
_REQUIRED = ("id", "source", "type")


@dataclass(frozen=True, slots=True)
class Fault:
    """An event of a request that can't be read: its place, and why."""

    index: int
    reason: Reason
    detail: str


class Refused(ValueError):  # noqa: N818 -- what happened
    """A request's events can't be taken.

    Attributes
    ----------
    faults : list of Fault
    total : int
        How many events the request held.
    """

    def __init__(self, faults: list[Fault], total: int) -> None:
        super().__init__(f"{len(faults)} of {total} events can't be read")
        self.faults = faults
        self.total = total


class UnknownFormat(ValueError):  # noqa: N818 -- what happened
    """The content type is none of the CloudEvents HTTP binding's."""


class TopicsAway(RuntimeError):  # noqa: N818 -- what happened
    """The topics can't be sent to: the broker is away, or they are not as the contract has them."""


class Busy(RuntimeError):  # noqa: N818 -- what happened
    """Too many requests wait to be sent."""


class TooManyEvents(ValueError):  # noqa: N818 -- what happened
    """A batch holds more than `MAX_EVENTS`."""


class Ingest:
    """Takes events from HTTP to Kafka.

    Parameters
    ----------
    senders : sequence of Sender
        Each serves one request at a time: a sender counts its acknowledgements in the thread that waits
        for them, so requests must not share one.
    waiting : int
        Requests that may wait for a sender.
    check : callable
        Raises where the topics are not ready. Called before the first events are sent: a broker may make a
        topic up when it is first sent to, with a partition count of its own.
    """

    def __init__(self, senders: Sequence[Sender], waiting: int, check: Callable[[], None]) -> None:
        self._senders = senders
        self._check = check
        self._checked = False
        self._free: asyncio.LifoQueue[Sender] = asyncio.LifoQueue()
        for sender in senders:
            self._free.put_nowait(sender)
        self._room = len(senders) + waiting
        self._inside = 0

    async def accept(self, headers: Mapping[str, str], body: bytes) -> list[Event]:
        """Send a request's events; returns when Kafka has acknowledged every one.

        Raises
        ------
        UnknownFormat, Refused, TooManyEvents, Busy, TopicsAway, NotDelivered
        """
        if self._inside >= self._room:
            raise Busy
        self._inside += 1
        try:
            sender = await self._free.get()
            task = asyncio.ensure_future(asyncio.to_thread(self._read_and_send, sender, headers, body))
            # A client that goes away cancels the wait, not the thread: the sender stays taken until it is done.
            task.add_done_callback(lambda done: self._give_back(sender, done))
            return await asyncio.shield(task)
        finally:
            self._inside -= 1

    def close(self) -> None:
        """Let the connections to Kafka go."""
        for sender in self._senders:
            sender.close()

    def _give_back(self, sender: Sender, done: asyncio.Future[list[Event]]) -> None:
        self._free.put_nowait(sender)
        if not done.cancelled():
            done.exception()  # seen here, in case nobody waits any more

    def _read_and_send(self, sender: Sender, headers: Mapping[str, str], body: bytes) -> list[Event]:
        events = read(headers, body, now=datetime.now(UTC))
        records = [encode(event) for event in events]
        faults = [
            Fault(i, Reason.OVERSIZED, f"{len(record.value)} bytes, at most {MAX_EVENT_BYTES} are read")
            for i, record in enumerate(records)
            if record.value is not None and len(record.value) > MAX_EVENT_BYTES
        ]
        if faults:
            raise Refused(faults, len(events))
        self._check_once()
        try:
            sender.send(records)
        except NotDelivered as error:
            if error.code == "MSG_SIZE_TOO_LARGE":
                raise Refused(
                    [Fault(0, Reason.OVERSIZED, "the broker takes no record of this size")], len(events)
                ) from None
            raise
        return events

    def _check_once(self) -> None:
        if not self._checked:
            try:
                self._check()
            except (TopicsUnfit, KafkaException) as error:
                _LOG.error("events can't be sent to Kafka: %s", error)
                raise TopicsAway from None
            self._checked = True


def read(headers: Mapping[str, str], body: bytes, *, now: datetime) -> list[Event]:
    """Read the events of a request.

    Parameters
    ----------
    headers : mapping of str to str
        Names in lower case.
    body : bytes
    now : datetime
        Stands in where an event names no time.

    Raises
    ------
    UnknownFormat, Refused, TooManyEvents
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == BATCH:
        documents = _json(body)
        if not isinstance(documents, list):
            raise Refused([Fault(0, Reason.NO_CLOUD_EVENT, "a batch is a JSON array of events")], 1)
        if len(documents) > MAX_EVENTS:
            raise TooManyEvents
        return _all(documents, now)
    if kind == STRUCTURED:
        return _all([_json(body)], now)
    if kind == BINARY and "ce-type" in headers:
        return _one(_binary(headers, body, now), now)
    if kind == BINARY and any(name.startswith("ce-") for name in headers):
        raise Refused([Fault(0, Reason.NO_CLOUD_EVENT, "headers missing: ce-type")], 1)
    raise UnknownFormat(kind)


def _all(documents: list[Any], now: datetime) -> list[Event]:
    events: list[Event] = []
    faults: list[Fault] = []
    for i, document in enumerate(documents):
        try:
            events.append(from_cloud_event(_structured(document, now), now=now))
        except Unreadable as error:
            faults.append(Fault(i, error.reason, error.detail))
    if faults:
        raise Refused(faults, len(documents))
    return events


def _one(cloud: BaseCloudEvent | Unreadable, now: datetime) -> list[Event]:
    try:
        if isinstance(cloud, Unreadable):
            raise cloud
        return [from_cloud_event(cloud, now=now)]
    except Unreadable as error:
        raise Refused([Fault(0, error.reason, error.detail)], 1) from None


def _structured(document: Any, now: datetime) -> BaseCloudEvent:
    if not isinstance(document, dict):
        raise Unreadable(Reason.NO_CLOUD_EVENT, "an event is a JSON object")
    if document.get("specversion", "1.0") != "1.0":
        raise Unreadable(Reason.NO_CLOUD_EVENT, "specversion must be 1.0")
    message = HTTPMessage(headers={}, body=orjson.dumps(document))
    try:
        return from_structured(message, _FORMAT, lambda attributes, data: _make(attributes, data, now))
    except Unreadable:
        raise
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise Unreadable(Reason.NO_CLOUD_EVENT, "time is no RFC 3339 time, or data_base64 is no Base64") from None


def _binary(headers: Mapping[str, str], body: bytes, now: datetime) -> BaseCloudEvent | Unreadable:
    # The body is left to the codec: the library would hand on what it can't read as a text.
    attributes = {name: value for name, value in headers.items() if name.startswith("ce-")}
    message = HTTPMessage(headers=attributes, body=b"")
    try:
        return from_binary(message, _FORMAT, lambda known, _data: _make(known, body or None, now))
    except Unreadable as error:
        return error
    except (ValueError, TypeError, OverflowError):
        return Unreadable(Reason.NO_CLOUD_EVENT, "ce-time is no RFC 3339 time")


def _make(attributes: dict[str, Any], data: Any, now: datetime) -> CloudEvent:
    # The library makes up an absent id and an absent time; the first would hide a sender's fault.
    absent = [name for name in _REQUIRED if name not in attributes]
    if absent:
        raise Unreadable(Reason.NO_CLOUD_EVENT, f"attributes missing: {', '.join(absent)}")
    if attributes.get("time") is None:
        attributes["time"] = now
    try:
        return CloudEvent(attributes, data)
    except CloudEventValidationError as error:
        raise Unreadable(
            Reason.NO_CLOUD_EVENT, f"attributes that CloudEvents 1.0 forbids: {', '.join(error.errors)}"
        ) from None


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        detail = f"no JSON (RFC 8259) at line {error.lineno}, column {error.colno}"
        raise Refused([Fault(0, Reason.NO_JSON, detail)], 1) from None
