"""Dead letters: look at them, and send them again once what was wrong is mended.

Sending again is idempotent: the original bytes go to the original topic under the original key, and an event
that was taken in before changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.dead_letters import DeadLetter, standing
from data.kafka import KafkaConnection


def find(
    connection: KafkaConnection, *, reason: str | None = None, topic: str | None = None, place: str | None = None
) -> Iterator[DeadLetter]:
    """The dead letters that fit all that is named."""
    for letter in standing(connection):
        if reason in (None, letter.reason) and topic in (None, letter.original.topic) and place in (None, letter.place):
            yield letter
