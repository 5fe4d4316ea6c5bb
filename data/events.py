"""Events: CloudEvents 1.0 in Kafka's binary mode, to and from the entities.

`encode` and `decode` are the only doors between bytes and entities. `decode` trusts nothing: whatever it
can't read it refuses as `Unreadable`, with a reason that is fit for a dead letter (no value of a field,
nothing personal).

Source: CloudEvents 1.0.2, Kafka protocol binding, section 3.2 (binary content mode).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import orjson
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import TypeAdapter, ValidationError

from data.entities import Applicant, Application, Entity, Id, Job, Stage
from data.topics import APPLICANTS, APPLICATIONS, JOBS, Topic

MAX_EVENT_BYTES = 1 << 20
"""Largest value that is read, in bytes; Kafka's own default for a record."""

CLOCK_SKEW = timedelta(days=1)
"""How far ahead of its Kafka timestamp an event may claim to be: one that names a year far ahead would
otherwise keep every later revision of its entity out."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class EventType(StrEnum):
    """What happened to an entity: `ce_type`."""

    APPLICANT_UPSERTED = "recruiting.applicant.upserted"
    APPLICANT_REMOVED = "recruiting.applicant.removed"
    JOB_UPSERTED = "recruiting.job.upserted"
    JOB_CLOSED = "recruiting.job.closed"
    JOB_REMOVED = "recruiting.job.removed"
    APPLICATION_APPLIED = "recruiting.application.applied"
    APPLICATION_STAGE_CHANGED = "recruiting.application.stage_changed"
    APPLICATION_HIRED = "recruiting.application.hired"
    APPLICATION_REJECTED = "recruiting.application.rejected"
    APPLICATION_WITHDREW = "recruiting.application.withdrew"


class _Kind(NamedTuple):
    topic: Topic
    entity: type[Entity]
    key: str
    """The field that is the record's key."""
    removal: EventType | None = None
    """What a record without a value means; none where the topic knows no removal."""


_APPLICANT = _Kind(APPLICANTS, Applicant, "id", EventType.APPLICANT_REMOVED)
_JOB = _Kind(JOBS, Job, "id", EventType.JOB_REMOVED)
_APPLICATION = _Kind(APPLICATIONS, Application, "id_candidato")

_KINDS: dict[EventType, _Kind] = {
    EventType.APPLICANT_UPSERTED: _APPLICANT,
    EventType.APPLICANT_REMOVED: _APPLICANT,
    EventType.JOB_UPSERTED: _JOB,
    EventType.JOB_CLOSED: _JOB,
    EventType.JOB_REMOVED: _JOB,
    EventType.APPLICATION_APPLIED: _APPLICATION,
    EventType.APPLICATION_STAGE_CHANGED: _APPLICATION,
    EventType.APPLICATION_HIRED: _APPLICATION,
    EventType.APPLICATION_REJECTED: _APPLICATION,
    EventType.APPLICATION_WITHDREW: _APPLICATION,
}
_BY_TOPIC: dict[str, _Kind] = {kind.topic.name: kind for kind in (_APPLICANT, _JOB, _APPLICATION)}
_REMOVALS = {EventType.APPLICANT_REMOVED, EventType.JOB_REMOVED}

STAGES: dict[EventType, Stage] = {
    EventType.APPLICATION_APPLIED: Stage.APPLIED,
    EventType.APPLICATION_STAGE_CHANGED: Stage.IN_PROCESS,
    EventType.APPLICATION_HIRED: Stage.HIRED,
    EventType.APPLICATION_REJECTED: Stage.REJECTED,
    EventType.APPLICATION_WITHDREW: Stage.WITHDREW,
}
"""The stage that an application event puts its application into."""

_ID: TypeAdapter[str] = TypeAdapter(Id)
_JSON = JSONFormat()


class Reason(StrEnum):
    """Why an event can't be read: the `reason` of its dead letter."""

    OVERSIZED = "oversized"
    NULL_KEY = "null_key"
    BAD_KEY = "bad_key"
    NO_CLOUD_EVENT = "no_cloud_event"
    UNKNOWN_TYPE = "unknown_type"
    TIME_IN_FUTURE = "time_in_future"
    NO_JSON = "no_json"
    INVALID = "invalid"
    KEY_MISMATCH = "key_mismatch"


class Unreadable(ValueError):  # noqa: N818 -- it names a state of the event; the reader's word for it
    """An event that can't be read.

    Attributes
    ----------
    reason : Reason
    detail : str
        What is wrong, without any value of the event.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


Headers = Iterable[tuple[str, bytes | None]]


class Record(NamedTuple):
    """A Kafka record to be sent; `partition` is None where the key decides."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one entity.

    Attributes
    ----------
    type : EventType
    id, source : str
        Together they identify the event.
    revision : int
        `ce_time` in microseconds since 1970: the newer revision of an entity wins; of two with the same
        time the one that arrived later.
    key : str
        The entity's id (of an application: the applicant's).
    entity : Job, Applicant, Application or None
        None where the entity was removed.
    """

    type: EventType
    id: str
    source: str
    revision: int
    key: str
    entity: Entity | None

    @property
    def time(self) -> datetime:
        """`ce_time` as a datetime in UTC."""
        return _EPOCH + timedelta(microseconds=self.revision)

    @property
    def topic(self) -> Topic:
        """Where events of this type flow."""
        return _KINDS[self.type].topic


def to_revision(time: datetime) -> int:
    """Microseconds since 1970, without rounding."""
    return (time - _EPOCH) // _MICROSECOND


def event(kind: EventType, entity: Entity | str, *, time: datetime, source: str, id: str) -> Event:  # noqa: A002
    """Make an event of an entity, or of the id of one that is removed."""
    key = entity if isinstance(entity, str) else str(getattr(entity, _KINDS[kind].key))
    body = None if isinstance(entity, str) else entity
    if (body is None) != (kind in _REMOVALS):
        raise ValueError(f"{kind} takes {'an id' if kind in _REMOVALS else 'an entity'}")
    return Event(type=kind, id=id, source=source, revision=to_revision(time), key=key, entity=body)


def from_cloud_event(cloud: BaseCloudEvent, *, now: datetime) -> Event:
    """Read a CloudEvent as the gateway receives it: the data still a JSON document.

    Parameters
    ----------
    cloud : BaseCloudEvent
        Its data a dict, or JSON bytes; of a removal `{"id": ...}` or the subject names the entity.
    now : datetime
        The receiver's clock.

    Raises
    ------
    Unreadable
    """
    kind = _type(cloud.get_type())
    document = cloud.get_data()
    if isinstance(document, str | bytes):
        document = _document(document if isinstance(document, bytes) else document.encode())
    entity: Entity | None = None
    if kind in _REMOVALS:
        key = _key(document.get("id") if isinstance(document, dict) else cloud.get_subject())
    else:
        entity = _entity(kind, document)
        key = str(getattr(entity, _KINDS[kind].key))
    return Event(kind, cloud.get_id(), cloud.get_source(), _revision(cloud, now), key, entity)


def encode(what: Event) -> Record:
    """Write an event as a Kafka record: headers `ce_*`, the entity as JSON, a null value for a removal."""
    cloud = CloudEvent(
        {
            "id": what.id,
            "source": what.source,
            "type": what.type.value,
            "time": what.time,
            "datacontenttype": "application/json",
        }
    )
    value = orjson.dumps(what.entity.model_dump(exclude_none=True)) if what.entity else None
    message = to_binary(cloud, _JSON)
    return Record(what.topic.name, what.key.encode(), value, tuple(message.headers.items()))


def decode(topic: str, key: bytes | None, value: bytes | None, headers: Headers, timestamp_ms: int) -> Event:
    """Read a Kafka record as an event.

    Parameters
    ----------
    topic : str
        One of the input topics.
    key, value, headers
        As Kafka delivered them.
    timestamp_ms : int
        The record's own timestamp, in milliseconds; it stands in where `ce_time` is absent.

    Raises
    ------
    Unreadable
    """
    kind = _BY_TOPIC[topic]
    if value is not None and len(value) > MAX_EVENT_BYTES:
        raise Unreadable(Reason.OVERSIZED, f"{len(value)} bytes, at most {MAX_EVENT_BYTES} are read")
    if key is None:
        raise Unreadable(Reason.NULL_KEY, f"the key of {topic} is the entity's id ({kind.key})")
    name = _name(key)
    received = _EPOCH + timedelta(milliseconds=timestamp_ms)
    known = {name: held for name, held in headers if held is not None}
    if value is None:
        if kind.removal is None:
            raise Unreadable(Reason.INVALID, f"{topic} knows no removal by a null value")
        known.setdefault("ce_type", kind.removal.encode())
        known.setdefault("ce_id", b"tombstone")
        known.setdefault("ce_source", topic.encode())
    cloud = _cloud_event(known, received)
    what = _type(cloud.get_type())
    if _KINDS[what] is not kind:
        raise Unreadable(Reason.UNKNOWN_TYPE, f"{what} does not flow through {topic}")
    if (value is None) != (what in _REMOVALS):
        raise Unreadable(Reason.INVALID, f"{what} {'has no' if value is None else 'carries a'} value")
    revision = _revision(cloud, received)
    if value is None:
        return Event(what, cloud.get_id(), cloud.get_source(), revision, name, None)
    entity = _entity(what, _document(value))
    if getattr(entity, kind.key) != name:
        raise Unreadable(Reason.KEY_MISMATCH, f"the record's key and the entity's {kind.key} differ")
    return Event(what, cloud.get_id(), cloud.get_source(), revision, name, entity)


def _cloud_event(headers: dict[str, bytes], received: datetime) -> BaseCloudEvent:
    def make(attributes: dict[str, Any], data: Any) -> CloudEvent:
        # The library makes up an absent id and an absent time: the first would hide a sender's fault, the
        # second would differ at every reading.
        absent = [name for name in ("id", "source", "type") if name not in attributes]
        if absent:
            raise Unreadable(Reason.NO_CLOUD_EVENT, f"headers missing: {', '.join('ce_' + name for name in absent)}")
        attributes.setdefault("time", time)
        return CloudEvent(attributes, data)

    time = received
    with suppress(KeyError, ValueError):
        # The library's own reading of a time takes a third of all it does; it reads what the standard library can't.
        time = _time(headers["ce_time"])
        del headers["ce_time"]
    try:
        return from_binary(KafkaMessage(headers=headers, key=None, value=b""), _JSON, make)
    except CloudEventValidationError as error:
        wrong = ", ".join(f"ce_{name}" for name in error.errors)
        raise Unreadable(Reason.NO_CLOUD_EVENT, f"headers that CloudEvents 1.0 forbids: {wrong}") from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(Reason.NO_CLOUD_EVENT, "headers are no UTF-8, or ce_time is no RFC 3339 time") from None


def _time(text: bytes) -> datetime:
    return datetime.fromisoformat(text.decode())


def told_revision(headers: Headers, timestamp_ms: int) -> int | None:
    """The revision that a record has if it can be read; None where only reading it whole can tell.

    A sixteenth of the cost of `decode`: enough to know which records of an entity need not be read at all.

    Parameters
    ----------
    headers, timestamp_ms
        As `decode` takes them.
    """
    told = {name: held for name, held in headers if held is not None}.get("ce_time")
    if told is None:
        return timestamp_ms * 1000
    try:
        return to_revision(_time(told))
    except (ValueError, TypeError):  # written in a way that only the library reads; without a time zone
        return None


def _type(name: str) -> EventType:
    try:
        return EventType(name)
    except ValueError:
        raise Unreadable(Reason.UNKNOWN_TYPE, "ce_type is none of this contract's event types") from None


def _revision(cloud: BaseCloudEvent, received: datetime) -> int:
    time = cloud.get_time() or received
    if time > received + CLOCK_SKEW:
        raise Unreadable(Reason.TIME_IN_FUTURE, f"ce_time is over {CLOCK_SKEW.days} day after the record's own time")
    return to_revision(time)


def _key(value: object) -> str:
    try:
        return _ID.validate_python(value)
    except ValidationError as error:
        raise Unreadable(Reason.BAD_KEY, _explain(error)) from None


def _name(key: bytes) -> str:
    """The id that a record's key is: to the byte, for its partition and its compaction rest on the bytes."""
    try:
        name = _key(key.decode())
    except UnicodeDecodeError:
        raise Unreadable(Reason.BAD_KEY, "the key is no UTF-8") from None
    if name.encode() != key:
        raise Unreadable(Reason.BAD_KEY, "the key is not in Unicode's normal form NFC, as ids are")
    return name


def _document(value: bytes) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise Unreadable(Reason.NO_JSON, f"no JSON (RFC 8259) at line {error.lineno}, column {error.colno}") from None


def _entity(kind: EventType, document: Any) -> Entity:
    try:
        entity = _KINDS[kind].entity.model_validate(document)
    except ValidationError as error:
        raise Unreadable(Reason.INVALID, _explain(error)) from None
    if kind is EventType.JOB_CLOSED:
        entity = entity.model_copy(update={"status": "fechada"})
    return entity


def _explain(error: ValidationError) -> str:
    """Which fields are wrong and how, without their values."""
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(str(part) for part in fault['loc']) or 'it'}: {fault['msg']}" for fault in faults)
