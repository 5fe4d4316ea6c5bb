"""Which applicants were removed: what the applicants topic says of them.

By the rule of the stream: of an applicant's events the newest counts, of equals the later in its partition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from confluent_kafka import TIMESTAMP_CREATE_TIME, Message

from data.contract.codec import decode
from data.contract.events import Event
from data.contract.records import Partition
from data.contract.topics import APPLICANTS
from data.contract.unreadable import Unreadable
from data.kafka.misplaced import is_mark, is_misplaced
from data.kafka.reading import KafkaConnection, headers_of, read, received_ms


@dataclass(frozen=True, slots=True)
class Removal:
    """That an applicant was removed.

    Attributes
    ----------
    revision : int
        Of the newest removal, in microseconds since 1970.
    stands : bool
        Whether nothing newer brought the applicant back.
    """

    revision: int
    stands: bool

    def covers(self, timestamp_ms: int) -> bool:
        """Whether what came at a time is to be erased: all, or what came before an applicant was back."""
        return self.stands or timestamp_ms * 1000 <= self.revision


class Fold:
    """Takes an applicant's records in, in the order of their offsets within a partition."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._removed: int | None = None
        self._stands = False

    def take(self, event: Event, *, is_misplaced: bool = False) -> None:
        """Take the next event in; one that lies elsewhere counts until it is moved, but against none of its time."""
        gone = event.entity is None
        if gone:
            self._removed = max(self._removed or 0, event.revision)
        if self._newest is None or event.revision >= self._newest + is_misplaced:
            self._newest, self._stands = event.revision, gone

    @property
    def removal(self) -> Removal | None:
        """The removal, if there was one."""
        return None if self._removed is None else Removal(self._removed, self._stands)


def event_of(message: Message) -> Event | None:
    """The event of an applicants record; None where it can't be read, or says only that others were moved."""
    headers, (kind, timestamp_ms) = headers_of(message), message.timestamp()
    if is_mark(message.value(), headers):
        return None
    try:
        return decode(
            message.topic() or "",
            message.key(),
            message.value(),
            headers,
            timestamp_ms,
            received_ms=received_ms(timestamp_ms, is_senders=kind == TIMESTAMP_CREATE_TIME),
        )
    except Unreadable:
        return None


def removals(connection: KafkaConnection, ids: Iterable[str], stops: Mapping[Partition, int]) -> dict[str, Removal]:
    """Those of some applicants who were removed.

    Parameters
    ----------
    connection : KafkaConnection
    ids : iterable of str
    stops : mapping of partition to offset
        The partitions of the applicants topic to look into, and where each look ends.
    """
    keys = {name.encode(): name for name in ids}
    folds = {name: Fold() for name in keys.values()}
    for message in read(connection, dict.fromkeys(stops, 0), stops) if keys else ():
        name = keys.get(message.key() or b"")
        event = None if name is None or lies_elsewhere(message, connection.partitions) else event_of(message)
        if name is not None and event is not None:
            folds[name].take(event)
    return {name: fold.removal for name, fold in folds.items() if fold.removal is not None}


def lies_elsewhere(message: Message, partitions: int) -> bool:
    """Whether a record lies in another partition than its key's; what it says comes again where it belongs."""
    return is_misplaced(message.topic() or "", message.partition() or 0, message.key(), partitions)


def names_removal(message: Message) -> bool:
    """Whether a record of the applicants topic removes somebody."""
    return message.topic() == APPLICANTS.name and message.value() is None and message.key() is not None
