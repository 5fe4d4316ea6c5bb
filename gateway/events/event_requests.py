"""Reads the events of a request, in each content mode of the CloudEvents HTTP binding.

All events of a request are read before the first is sent, so that a batch with a fault sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from data.contract.cloud_events import CONTENT_TYPE, HTTP, is_json, parse
from data.contract.codec import Received, from_document, from_http
from data.contract.unreadable import Fault, Reason, Unreadable
from data.errors import MatchstreamError

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
BINARY = "application/json"
"""The documented content type of binary mode; any other JSON type is accepted too."""

MAX_EVENTS = 1000
"""Most events of one request: few requests are served at a time, and each waits for all of its events."""


@dataclass(frozen=True, slots=True)
class BadEvent:
    """An event that can't be accepted: its index in the request, and why."""

    index: int
    reason: Reason
    faults: tuple[Fault, ...]


class Refused(MatchstreamError, ValueError):
    """A request's events can't be taken.

    Attributes
    ----------
    bad : list of BadEvent
    total : int
        Number of events in the request.
    """

    def __init__(self, bad: list[BadEvent], total: int) -> None:
        super().__init__(f"{len(bad)} of {total} events can't be read")
        self.bad = bad
        self.total = total


class UnknownFormat(MatchstreamError, ValueError):
    """The content type is none of the CloudEvents HTTP binding's, or says that the data are no JSON."""


class TooManyEvents(MatchstreamError, ValueError):
    """A batch holds more than `MAX_EVENTS`."""


def read(headers: Mapping[str, str], body: bytes, *, now: datetime) -> list[Received]:
    """Read the events of a request.

    Parameters
    ----------
    headers : mapping of str to str
        Names in lower case.
    body : bytes
    now : datetime
        The time of events that have none.

    Raises
    ------
    UnknownFormat, Refused, TooManyEvents
    """
    kind = headers.get(CONTENT_TYPE, "").partition(";")[0].strip().lower()
    if kind == BATCH:
        documents = _document(body)
        if not isinstance(documents, list):
            raise Refused([BadEvent(0, Reason.NO_CLOUD_EVENT, (Fault("", "no_array"),))], 1)
        if len(documents) > MAX_EVENTS:
            raise TooManyEvents
        return _each([partial(from_document, document, now=now) for document in documents])
    if kind == STRUCTURED:
        return _each([partial(from_document, _document(body), now=now)])
    # An absent body needs no content type: a removal by its subject has none, or whatever the client adds.
    if any(name.startswith(HTTP) for name in headers) and (not body or not kind or is_json(kind)):
        return _each([partial(from_http, headers, body, now=now)])
    raise UnknownFormat(kind)


def _document(body: bytes) -> Any:
    try:
        return parse(body)
    except Unreadable as error:
        raise Refused([BadEvent(0, error.reason, error.faults)], 1) from None


def _each(reads: list[Callable[[], Received]]) -> list[Received]:
    found: list[Received] = []
    bad: list[BadEvent] = []
    for index, read_one in enumerate(reads):
        try:
            found.append(read_one())
        except Unreadable as error:
            bad.append(BadEvent(index, error.reason, error.faults))
    if bad:
        raise Refused(bad, len(reads))
    return found
