"""Dead letters: send them, look at them, and send them again once what was wrong is mended.

Sending again is idempotent: the original bytes go to the original topic under the original key, and an event
that was taken in before changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data.dead_letters import DeadLetter, addressed, standing
from data.events import Record
from data.kafka import KafkaConnection
from data.topics import DEAD_LETTERS
from producers.sender import Sender


class AddressingSender(Sender):
    """The worker's sender: a dead letter leaves under a key of its own, so that it can be erased by itself."""

    def send(self, records: Iterable[Record]) -> int:
        """Send records and return when every one is acknowledged."""
        return super().send(addressed(held) if held.topic == DEAD_LETTERS.name else held for held in records)


def find(
    connection: KafkaConnection, *, reason: str | None = None, topic: str | None = None, place: str | None = None
) -> Iterator[DeadLetter]:
    """The dead letters that fit all that is named."""
    for letter in standing(connection):
        if reason in (None, letter.reason) and topic in (None, letter.original.topic) and place in (None, letter.place):
            yield letter
