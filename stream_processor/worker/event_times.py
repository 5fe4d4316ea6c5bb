"""The times of events that a shard has taken in and whose matches are not published yet."""

from __future__ import annotations

from collections.abc import Iterable

from data.contract.events import Event


class EventTimes:
    """Topics and times of events, until somebody takes them."""

    def __init__(self) -> None:
        self._times: list[tuple[str, int]] = []

    def note(self, events: Iterable[Event]) -> None:
        """Note events that were taken in."""
        self._times += [(event.topic.name, event.revision) for event in events]

    def take(self) -> list[tuple[str, int]]:
        """The topic and the time, in microseconds since 1970, of each event noted since the last call."""
        taken, self._times = self._times, []
        return taken
