"""What a worker does with a record in another partition than its key's: it sends it there, and marks its old place.

The record keeps its revision, so that to send it twice changes nothing. The mark is sent once the record is
acknowledged: a mark without its record would be a loss, a record without its mark is moved once more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from data.contract.codec import encode
from data.contract.events import Event
from data.contract.records import Record
from data.kafka.inputs import Input
from data.kafka.misplaced import mark, moved_below
from data.kafka.reading import KafkaConnection, read
from stream_processor import metrics
from stream_processor.worker.newest import COMPACTED

LOG = logging.getLogger("matchstream.shards")


class Moves:
    """What a shard moves out of its partitions since it was opened.

    Parameters
    ----------
    connection : KafkaConnection
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._marks: dict[str, dict[bytes, int]] = {}

    def move(self, item: Input, event: Event) -> tuple[list[Record], list[Record]]:
        """Have a misplaced record moved.

        Returns
        -------
        records : list of Record
            What is to be sent.
        marks : list of Record
            What is to be sent once that is acknowledged. A removal needs none, and applications, which are kept by
            time, can have none: their copies change nothing.
        """
        metrics.MISPLACED.labels(item.topic).inc()
        key = item.key or b""
        if item.topic not in COMPACTED:
            return [encode(event)], []
        if item.topic not in self._marks:
            self._marks[item.topic] = self._marked(item)
        if self._marks[item.topic].get(key, 0) > item.offset:
            return [], []  # its removal may be compacted away, and must not be undone
        return [encode(event)], self.marks(item)

    def marks(self, item: Input) -> list[Record]:
        """What is to be sent behind a misplaced record that stands where it should, be it as a dead letter."""
        if item.value is None or item.key is None or item.topic not in COMPACTED:
            return []
        return [mark(item.topic, item.partition, item.key, item.offset + 1)]

    def _marked(self, first: Input) -> dict[bytes, int]:
        """How far each key was moved, by the marks behind a record: those that others wrote; our own are never read."""
        found: dict[bytes, int] = {}
        for message in read(self._connection, {(first.topic, first.partition): first.offset}):
            held = Input.of_message(message)
            if held.is_mark:
                key = held.key or b""
                found[key] = max(found.get(key, 0), moved_below(held.headers, held.offset))
        return found


def warn(items: Iterable[Input]) -> None:
    """Say in one line what was moved; nothing of whom."""
    by_place: dict[tuple[str, int], int] = {}
    for item in items:
        by_place[item.topic, item.partition] = by_place.get((item.topic, item.partition), 0) + 1
    for (topic, partition), number in by_place.items():
        LOG.warning(
            "%s/%d: %d records lay in another partition than their keys' and were moved: their sender's partitioner "
            "is not murmur2 (docs/api.md)",
            topic, partition, number,
        )  # fmt: skip
