"""For programs that send events to Matchstream: what an applicant tracking system publishes, typed.

The client side of `producers/`: it loads neither models nor servers. `pip wheel deploy/client` packs it, with what it
needs of `data/`, as `matchstream_client`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from data.contract.codec import decode, encode
from data.contract.entities import Applicant, Application, Entity, Id, Job
from data.contract.events import KINDS, Event, EventType, event
from data.contract.unreadable import Reason, Unreadable
from data.kafka.connection import KafkaConnection
from producers.sender import NotDelivered, Sender

__all__ = [
    "Applicant",
    "Application",
    "Event",
    "EventType",
    "Job",
    "KafkaConnection",
    "NotDelivered",
    "Publisher",
    "Unreadable",
]


Fields = Mapping[str, Any]

_ID: TypeAdapter[str] = TypeAdapter(Id)


class Publisher:
    """Publishes the events of one source; several threads may share one.

    Parameters
    ----------
    source : str
        Who sends: `ce_source`, a URI reference, as "my-ats".
    connection : KafkaConnection, optional
        Default is what the environment says (`MATCHSTREAM_KAFKA_BOOTSTRAP` and so on).

    Raises
    ------
    ValueError
        When there is no source, or what the environment says can't be used.
    """

    def __init__(self, source: str, connection: KafkaConnection | None = None) -> None:
        if not source:
            raise ValueError("the source of events is not empty: it says who sends them")
        self._source = source
        self._sender = Sender(connection or KafkaConnection())

    def event(self, kind: EventType, entity: Fields | Entity | str, *, time: datetime, id: str) -> Event:  # noqa: A002
        """Make an event that Matchstream can read: what it would refuse is refused here, before anything is sent.

        Parameters
        ----------
        kind : EventType
        entity : mapping, Applicant, Job, Application or str
            Its fields by their names in the schemas; those that are absent are "no data". For a removal the id alone.
        time : datetime
            When it was changed, with a time zone; of two revisions of an entity the newer wins, whichever comes first.
        id : str
            Of the event; the same when it is sent again.

        Returns
        -------
        Event

        Raises
        ------
        ValueError
            When a field is unknown, when a removal is given an entity, another event an id alone or an entity of
            another kind, or when the time is none with a time zone.
        Unreadable
            When a field has a value that it can't have, the entity's id is none, the event is too large, or its time is
            over five minutes ahead of this machine's clock.
        """
        if not isinstance(time, datetime) or time.tzinfo is None:
            raise ValueError("the time of an event is a datetime with a time zone")
        if not (isinstance(id, str) and id):
            raise ValueError("the id of an event is a text that is not empty")
        kind = _kind(kind)
        made = event(kind, _what(kind, entity), time=time, source=self._source, id=id)
        written = encode(made)
        now = int(datetime.now(UTC).timestamp() * 1000)
        return decode(written.topic, written.key, written.value, written.headers, now)

    def publish(self, *events: Event) -> int:
        """Send events, and return how many: all, for it returns when Kafka has acknowledged each.

        Raises
        ------
        NotDelivered
            When some were not acknowledged in time; where it is `retryable`, publish the same events again.
        """
        return self._sender.send(encode(one) for one in events)

    def close(self) -> None:
        """Close the connection."""
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _kind(kind: EventType) -> EventType:
    try:
        return EventType(kind)
    except ValueError:
        raise ValueError(f"there is no such type of event; there are {', '.join(EventType)}") from None


def _what(kind: EventType, given: Fields | Entity | str) -> Entity | str:
    """The entity, or the id of one that is removed."""
    if isinstance(given, Mapping):
        return _entity(kind, given)
    if isinstance(given, Entity):
        if type(given) is not (wanted := KINDS[kind].entity):
            raise ValueError(f"{kind} takes a {wanted.__name__}, not a {type(given).__name__}")
        return given
    try:
        return _ID.validate_python(given)
    except ValidationError as error:
        raise Unreadable.of_validation(Reason.BAD_KEY, error, "id") from None


def _entity(kind: EventType, fields: Fields) -> Entity:
    entity = KINDS[kind].entity
    if unknown := set(fields) - set(entity.model_fields):
        raise ValueError(f"{entity.__name__} has no such fields: {', '.join(sorted(unknown))}")
    try:
        return entity.model_validate(fields)
    except ValidationError as error:
        raise Unreadable.of_validation(Reason.INVALID, error, "data") from None
