"""Where the newest revision of each entity stands in its topic, and which event is newest."""

from __future__ import annotations

from typing import NamedTuple

from data.contract.events import Event
from data.contract.topics import JOBS_BY_SHARD
from data.kafka.inputs import Input
from stream_processor.worker.newest import COMPACTED

_MILLISECOND = 999
"""Microseconds that Kafka's timestamps leave out at most."""


class Place(NamedTuple):
    """Where the newest revision of an entity stands in its topic."""

    revision: int
    offset: int
    is_removal: bool = False


def overrules(item: Input, event: Event, newest: Place) -> bool:
    """Whether an event removes its entity though the one that counts has the same time, or a newer one.

    What stands before a removal was received before it. So a time that is later than when the removal was received is
    that of a clock that is ahead. Shards' copies of jobs follow what was decided where the jobs came in.
    """
    if event.entity is not None or newest.is_removal or item.topic == JOBS_BY_SHARD.name:
        return False
    is_ahead = newest.revision > item.received_ms * 1000 + _MILLISECOND
    return event.revision == newest.revision or (event.revision < newest.revision and is_ahead)


class Places:
    """The places of the newest revisions in a shard's compacted inputs."""

    def __init__(self) -> None:
        self._by_topic: dict[str, dict[str, Place]] = {topic: {} for topic in COMPACTED}

    def find(self, topic: str, key: str) -> Place | None:
        """Where the newest revision of an entity stands, if it is known."""
        return self._by_topic.get(topic, {}).get(key)

    def note(self, item: Input, event: Event) -> Place | None:
        """Note where an entity's newest revision stands; returns where, if this one does not count as it is.

        It does not where it is older, or a removal of the same time: that is written again, just after what it removes.
        """
        places = self._by_topic.get(item.topic)
        if places is None:
            return None
        newest, is_removal = places.get(event.key), event.entity is None
        if newest is not None and (event.revision < newest.revision or overrules(item, event, newest)):
            return newest
        places[event.key] = Place(event.revision, item.offset, is_removal)
        return None
