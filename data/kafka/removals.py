"""Finds which applicants were removed, from the applicants topic.

The rule is that of the stream: of an applicant's events the newest counts; of several with one time, the last in the
partition.
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
    """The removal of an applicant.

    Attributes
    ----------
    revision : int
        Time of the newest removal, in microseconds since 1970.
    stands : bool
        Whether no newer event brought the applicant back.
    """

    revision: int
    stands: bool

    def covers(self, timestamp_ms: int) -> bool:
        """Whether something recorded at this time must be erased.

        While the removal stands, everything is; after the applicant came back, only what is older than the removal.
        """
        return self.stands or timestamp_ms * 1000 <= self.revision


class Fold:
    """The state of one applicant, from the records in the order of their offsets within a partition."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._removed: int | None = None
        self._stands = False

    def take(self, event: Event, *, is_misplaced: bool = False) -> None:
        """Apply the next event.

        A misplaced one counts until it is moved, but loses to an event of the same time in the right partition.
        """
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
    """The event in a record of the applicants topic; None for a mark, and for a record that can't be read."""
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
    """Find those of some applicants who were removed.

    Parameters
    ----------
    connection : KafkaConnection
    ids : iterable of str
    stops : mapping of partition to offset
        The partitions of the applicants topic to read, and where reading of each ends.
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
    """Whether a record is in another partition than its key's; a worker sends it again to the right one."""
    return is_misplaced(message.topic() or "", message.partition() or 0, message.key(), partitions)


def names_removal(message: Message) -> bool:
    """Whether a record of the applicants topic removes somebody."""
    return message.topic() == APPLICANTS.name and message.value() is None and message.key() is not None
