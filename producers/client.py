"""For programs that send events to Matchstream: what an applicant tracking system publishes, typed.

The client side of `producers/`: it loads neither models nor servers. `pip wheel deploy/client` packs it, with what it
needs of `data/`, as `matchstream_client`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from data.contract.codec import encode
from data.contract.entities import Applicant, Application, Entity, Job
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


class Publisher:
    """Publishes the events of one source; several threads may share one.

    Parameters
    ----------
    source : str
        Who sends: `ce_source`, a URI reference, as "my-ats".
    connection : KafkaConnection, optional
        Default is what the environment says (`MATCHSTREAM_KAFKA_BOOTSTRAP` and so on).
    """

    def __init__(self, source: str, connection: KafkaConnection | None = None) -> None:
        self._source = source
        self._sender = Sender(connection or KafkaConnection())

    def event(self, kind: EventType, entity: Fields | Entity | str, *, time: datetime, id: str) -> Event:  # noqa: A002
        """Make an event.

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
            When a field is unknown, when a removal is given an entity, or another event an id alone, or when the time
            has no time zone.
        Unreadable
            When a field has a value that it can't have.
        """
        if time.tzinfo is None:
            raise ValueError("the time of an event needs a time zone")
        made = _entity(kind, entity) if isinstance(entity, Mapping) else entity
        return event(kind, made, time=time, source=self._source, id=id)

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


def _entity(kind: EventType, fields: Fields) -> Entity:
    entity = KINDS[kind].entity
    if unknown := set(fields) - set(entity.model_fields):
        raise ValueError(f"{entity.__name__} has no such fields: {', '.join(sorted(unknown))}")
    try:
        return entity.model_validate(fields)
    except ValidationError as error:
        raise Unreadable.of_validation(Reason.INVALID, error, "data") from None
