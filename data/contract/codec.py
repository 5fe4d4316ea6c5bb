"""Reads and writes events: CloudEvents 1.0, in Kafka's modes and in HTTP's.

`encode`, `decode` and their HTTP counterparts are the only doors between bytes and entities. They trust nothing:
whatever they can't read they refuse as `Unreadable`, with a reason that is fit for a dead letter (no value of a field,
nothing personal).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from cloudevents.core.bindings.kafka import to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import TypeAdapter, ValidationError

from data.contract.cloud_events import (
    CONTENT_TYPE,
    HTTP,
    KAFKA,
    Attributes,
    check,
    is_structured,
    of_document,
    of_http,
    of_kafka,
    parse,
    read_time,
    revision_of,
)
from data.contract.doubts import doubts
from data.contract.entities import Entity, Id
from data.contract.events import BY_TOPIC, KINDS, LAST_REVISION, REMOVALS, Event, EventType, Kind, to_revision
from data.contract.job_status import CLOSED
from data.contract.records import Headers, Record
from data.contract.unreadable import Fault, Reason, Unreadable, refusing

TIME = f"{KAFKA}time"
"""Header of an event's time."""

MAX_EVENT_BYTES = 1 << 20
"""Largest value that is read, in bytes; Kafka's own default for a record."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of when it was received an event may claim to be: as long as it is ahead, it keeps every event of its
entity out whose clock is right. Clocks that are set by the network differ by less."""

_SKEW = CLOCK_SKEW // timedelta(microseconds=1)
_MINUTES = CLOCK_SKEW // timedelta(minutes=1)
_ID: TypeAdapter[str] = TypeAdapter(Id)
_JSON = JSONFormat()


class Received(NamedTuple):
    """An event that came over HTTP, and what its sender should know of it."""

    event: Event
    doubts: tuple[Fault, ...] = ()
    is_timed: bool = True
    """Whether its sender told its time."""


@refusing
def from_document(document: Any, *, now: datetime) -> Received:
    """Read an event that stands whole in a JSON document.

    Parameters
    ----------
    document : object
        As JSON gave it.
    now : datetime
        The receiver's clock; stands in where the event names no time.

    Raises
    ------
    Unreadable
    """
    attributes, data = of_document(document)
    return _received(attributes, data, now, "")


@refusing
def from_http(headers: Mapping[str, str], body: bytes, *, now: datetime) -> Received:
    """Read an event whose attributes are a request's headers and whose data is its body.

    Parameters
    ----------
    headers : mapping of str to str
        Names in lower case.
    body : bytes
        JSON, or nothing.
    now : datetime
        As `from_document` takes it.

    Raises
    ------
    Unreadable
    """
    return _received(of_http(headers), parse(body) if body else None, now, HTTP)


def _received(attributes: Attributes, data: Any, now: datetime, prefix: str) -> Received:
    check(attributes, prefix)
    kind = _type(attributes, prefix)
    revision = _revision(attributes, to_revision(now), prefix)
    if kind in REMOVALS or kind is EventType.JOB_CLOSED:
        data = _named(data, attributes)
    entity: Entity | None = None
    if kind in REMOVALS:
        key = _key(data.get("id"))
    else:
        entity = _entity(kind, data)
        key = str(getattr(entity, KINDS[kind].key))
    event = Event(kind, attributes["id"], attributes["source"], revision, key, entity)
    return Received(event, doubts(entity, data), "time" in attributes)


def _named(data: Any, attributes: Attributes) -> dict[str, Any]:
    """What an event says whose entity may be named by the subject alone."""
    said = data if isinstance(data, dict) else {}
    return said if said.get("id") is not None else said | {"id": attributes.get("subject")}


def encode(what: Event, *, is_timed: bool = True) -> Record:
    """Write an event as a Kafka record: headers `ce_*`, the entity as JSON, a null value for a removal.

    Without a time its time is when Kafka has it.
    """
    cloud = CloudEvent(
        {
            "id": what.id,
            "source": what.source,
            "type": what.type.value,
            "time": what.time,  # the library makes up one that is absent
            "datacontenttype": "application/json",
        }
    )
    value = orjson.dumps(what.entity.model_dump(exclude_none=True)) if what.entity else None
    message = to_binary(cloud, _JSON)
    headers = tuple(held for held in message.headers.items() if is_timed or held[0] != TIME)
    return Record(what.topic.name, what.key.encode(), value, headers)


@refusing
def decode(
    topic: str,
    key: bytes | None,
    value: bytes | None,
    headers: Headers | None,
    timestamp_ms: int,
    *,
    received_ms: int | None = None,
) -> Event:
    """Read a Kafka record as an event.

    Parameters
    ----------
    topic : str
        One of the input topics.
    key, value, headers
        As Kafka delivered them; headers are None where they could not be told.
    timestamp_ms : int
        The record's own timestamp, in milliseconds; it stands in where `ce_time` is absent.
    received_ms : int, optional
        When the record was received. Default is its own timestamp.

    Raises
    ------
    Unreadable
    """
    kind = BY_TOPIC[topic]
    name = _name(kind, key, value)
    if headers is None:
        raise Unreadable(Reason.NO_CLOUD_EVENT, "the name of a header is no UTF-8")
    if not 0 <= timestamp_ms <= LAST_REVISION // 1000:
        raise Unreadable(Reason.BAD_TIMESTAMP, "the record's own timestamp is no time from 1970 to 9999")
    attributes, data = _parts(kind, value, headers)
    check(attributes, KAFKA)
    what = _type(attributes, KAFKA)
    if KINDS[what] is not kind:
        raise Unreadable(Reason.UNKNOWN_TYPE, f"{what} does not flow through {topic}")
    if (value is None) != (what in REMOVALS):
        raise Unreadable(Reason.INVALID, f"{what} {'has no' if value is None else 'carries a'} value")
    revision = _revision(attributes, timestamp_ms * 1000, KAFKA, received_ms)
    entity = None if value is None else _entity(what, data)
    if entity is not None and getattr(entity, kind.key) != name:
        raise Unreadable(Reason.KEY_MISMATCH, f"the record's key and the entity's {kind.key} differ")
    return Event(what, attributes["id"], attributes["source"], revision, name, entity)


def _name(kind: Kind, key: bytes | None, value: bytes | None) -> str:
    """The entity's id, of a record that may be read."""
    if value is not None and len(value) > MAX_EVENT_BYTES:
        raise Unreadable(Reason.OVERSIZED, f"{len(value)} bytes, at most {MAX_EVENT_BYTES} are read")
    if key is None:
        raise Unreadable(Reason.NULL_KEY, f"the key of {kind.topic.name} is the entity's id ({kind.key})")
    try:
        name = _key(key.decode())
    except UnicodeDecodeError:
        raise Unreadable(Reason.BAD_KEY, "the key is no UTF-8") from None
    if name.encode() != key:  # its partition and its compaction rest on the bytes
        raise Unreadable(Reason.BAD_KEY, "the key is not in Unicode's normal form NFC, as ids are")
    return name


def _parts(kind: Kind, value: bytes | None, headers: Headers) -> tuple[Attributes, Any]:
    """Attributes and data of a record, in either of Kafka's modes."""
    attributes, is_whole = of_kafka(headers)
    if value is not None:
        document = parse(value)
        # Python's SDK before 2.0 names the data's content type over a whole event. Nothing else has no attribute.
        is_whole = is_whole or (not attributes and isinstance(document, dict) and "specversion" in document)
        return of_document(document) if is_whole else (attributes, document)
    if kind.removal is None:
        raise Unreadable(Reason.INVALID, f"{kind.topic.name} knows no removal by a null value")
    return {"type": kind.removal, "id": "tombstone", "source": kind.topic.name} | attributes, None


def told_revision(headers: Headers | None, timestamp_ms: int) -> int | None:
    """The revision that a record has if it can be read; None where only reading it whole can tell.

    A fraction of the cost of `decode`: enough to know which records of an entity need not be read at all.

    Parameters
    ----------
    headers, timestamp_ms
        As `decode` takes them.
    """
    told = None
    for name, value in headers or ():
        if value is None:
            continue
        if len(name) == len(TIME) and name.lower() == TIME:
            told = value
        elif len(name) == len(CONTENT_TYPE) and name.lower() == CONTENT_TYPE and is_structured(value):
            return None
    if told is None:
        # Without any attribute, the value may be a whole event.
        has_attributes = any(name[: len(KAFKA)].lower() == KAFKA for name, _ in headers or ())
        return timestamp_ms * 1000 if has_attributes else None
    try:
        return read_time(told.decode())
    except ValueError:
        return None


def _type(attributes: Attributes, prefix: str) -> EventType:
    try:
        return EventType(attributes["type"])
    except ValueError:
        raise Unreadable(
            Reason.UNKNOWN_TYPE,
            f"{prefix}type is none of this contract's event types",
            Fault(f"{prefix}type", "unknown_type"),
        ) from None


def _revision(attributes: Attributes, stamped: int, prefix: str, received_ms: int | None = None) -> int:
    revision = revision_of(attributes, stamped, prefix)
    if revision > (stamped if received_ms is None else received_ms * 1000) + _SKEW:
        raise Unreadable(
            Reason.TIME_IN_FUTURE,
            f"{prefix}time is over {_MINUTES} minutes after the event was received",
            Fault(f"{prefix}time", "in_future", (_MINUTES,)),
        )
    return revision


def _key(value: object) -> str:
    try:
        return _ID.validate_python(value)
    except ValidationError as error:
        raise Unreadable.of_validation(Reason.BAD_KEY, error, "id") from None


def _entity(kind: EventType, document: Any) -> Entity:
    try:
        entity = KINDS[kind].entity.model_validate(document)
    except ValidationError as error:
        raise Unreadable.of_validation(Reason.INVALID, error, "data") from None
    if kind is EventType.JOB_CLOSED:
        entity = entity.model_copy(update={"status": CLOSED})
    return entity
