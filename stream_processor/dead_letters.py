"""Dead letters: look at them, and send them again once what was wrong is mended.

Sending again is idempotent: the original bytes go to the original topic, and an event that was taken in
before changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.events import Record
from data.kafka import KafkaConnection, read
from data.topics import DEAD_LETTERS
from stream_processor.inputs import ERRORS, Input


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead letter.

    Attributes
    ----------
    place : str
        `<partition>:<offset>` in the dead letters topic: names it.
    origin : str
        `<topic>/<partition>:<offset>` of the original.
    reason, detail : str
        Why it could not be read.
    attempts : int
        How often it was tried.
    size : int
        Bytes of the original value.
    """

    place: str
    origin: str
    reason: str
    detail: str
    attempts: int
    size: int
    original: Record

    @classmethod
    def of(cls, item: Input) -> DeadLetter:
        """Read one from its record."""
        held = {
            name.removeprefix(ERRORS): (value or b"").decode()
            for name, value in item.headers
            if name.startswith(ERRORS)
        }
        kept = tuple((n, v) for n, v in item.headers if v is not None and not n.startswith(ERRORS))
        attempts = held.get("attempts", "1")
        return cls(
            place=f"{item.partition}:{item.offset}",
            origin=f"{held.get('topic')}/{held.get('partition')}:{held.get('offset')}",
            reason=held.get("reason", ""),
            detail=held.get("detail", ""),
            attempts=int(attempts),
            size=len(item.value or b""),
            # How often it was tried rides along, and is counted on where it fails again.
            original=Record(
                held.get("topic", ""), item.key, item.value, (*kept, (ERRORS + "attempts", attempts.encode()))
            ),
        )


def find(
    connection: KafkaConnection, *, reason: str | None = None, topic: str | None = None, place: str | None = None
) -> Iterator[DeadLetter]:
    """The dead letters that fit all that is named."""
    for message in read(connection, {(DEAD_LETTERS.name, number): 0 for number in range(connection.partitions)}):
        letter = DeadLetter.of(Input.of_message(message))
        if reason in (None, letter.reason) and topic in (None, letter.original.topic) and place in (None, letter.place):
            yield letter
