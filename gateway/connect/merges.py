"""The applications of somebody whose record was merged into another's: read back from Kafka, which has them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from data.contract.codec import Received, decode
from data.contract.entities import Application
from data.contract.events import Event
from data.contract.topics import APPLICATIONS
from data.contract.unreadable import Unreadable
from data.kafka.misplaced import is_mark
from data.kafka.partitions import shard_of
from data.kafka.reading import KafkaConnection, headers_of, read
from producers.connectors.outcome import Merged

Applications = Callable[[str], list[Event]]
"""The newest event of each application of an applicant."""


def applications_of(connection: KafkaConnection, applicant: str) -> list[Event]:
    """Read the newest event of each application of an applicant.

    Parameters
    ----------
    connection : KafkaConnection
    applicant : str

    Raises
    ------
    NothingRead, Refused, KafkaException
    """
    key = applicant.encode()
    newest: dict[str, Event] = {}
    partition = (APPLICATIONS.name, shard_of(applicant, connection.partitions))
    for message in read(connection, {partition: 0}):
        if message.key() != key:
            continue
        headers = headers_of(message)
        if is_mark(message.value(), headers):
            continue
        try:
            event = decode(APPLICATIONS.name, key, message.value(), headers, message.timestamp()[1])
        except Unreadable:
            continue  # the worker makes a dead letter of it
        if isinstance(event.entity, Application):
            held = newest.get(event.entity.id_vaga)
            if held is None or event.revision >= held.revision:
                newest[event.entity.id_vaga] = event
    return list(newest.values())


def moved(merge: Merged, source: str, applications: list[Event]) -> list[Received]:
    """The same applications as the survivor's, at the same times: where both applied to one job, the newer counts."""
    found = []
    for event in applications:
        assert isinstance(event.entity, Application)
        found.append(
            Received(
                replace(
                    event,
                    id=f"{merge.id}/{event.entity.id_vaga}",
                    source=source,
                    key=merge.survivor,
                    entity=event.entity.model_copy(update={"id_candidato": merge.survivor}),
                )
            )
        )
    return found
