"""Moves misplaced records: a worker sends each to its key's partition, and leaves a mark in the old one.

The record keeps its revision, so that sending it twice changes nothing. The mark is sent after the record was
acknowledged: a mark without its record would lose it, while a record without a mark is only moved once more.
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
from data.telemetry.traces import TRACEPARENT
from stream_processor import metrics
from stream_processor.worker.newest import COMPACTED

LOG = logging.getLogger("matchstream.shards")


class Moves:
    """The records that a shard moves out of its partitions, since it was opened.

    Parameters
    ----------
    connection : KafkaConnection
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._marks: dict[str, dict[bytes, int]] = {}

    def move(self, item: Input, event: Event) -> tuple[list[Record], list[Record]]:
        """Move a misplaced record.

        Returns
        -------
        records : list of Record
            Records to send.
        marks : list of Record
            Marks to send once those are acknowledged. A removal needs none; applications, which are kept by time, can't
            have any, and their copies change nothing.
        """
        metrics.MISPLACED.labels(item.topic).inc()
        key = item.key or b""
        if item.topic not in COMPACTED:
            return [_traced(item, event)], []
        if item.topic not in self._marks:
            self._marks[item.topic] = self._marked(item)
        if self._marks[item.topic].get(key, 0) > item.offset:
            return [], []  # its removal may be compacted away, and must not be undone
        return [_traced(item, event)], self.marks(item)

    def marks(self, item: Input) -> list[Record]:
        """The mark for a misplaced record that was moved, or that became a dead letter; a removal needs none."""
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


def _traced(item: Input, event: Event) -> Record:
    """The event as a record that bears the trace of another."""
    traceparent, record = item.traceparent, encode(event)
    return record if traceparent is None else record.bearing((TRACEPARENT, traceparent))


def warn(items: Iterable[Input]) -> None:
    """Log how many records were moved, by topic and partition; no keys."""
    by_place: dict[tuple[str, int], int] = {}
    for item in items:
        by_place[item.topic, item.partition] = by_place.get((item.topic, item.partition), 0) + 1
    for (topic, partition), number in by_place.items():
        LOG.warning(
            "%s/%d: %d records lay in another partition than their keys' and were moved: their sender's partitioner "
            "is not murmur2 (docs/api.md)",
            topic, partition, number,
        )  # fmt: skip
