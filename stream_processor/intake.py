"""What a shard takes in of what is delivered: each record once, in order, as an event or as a dead letter.

Deliveries may repeat and leave out: what stands below the shard's place is skipped, a gap above it is read
from the topic.
"""

from __future__ import annotations

import logging
from typing import NamedTuple

from data.entities import Job
from data.events import Event, Record, Unreadable, completed, encode
from data.job_status import JobState
from data.kafka import KafkaConnection, read
from data.topics import JOBS
from stream_processor import metrics
from stream_processor.inputs import Input, fan_out
from stream_processor.opening import OpenShard

LOG = logging.getLogger("matchstream.shards")


class Taken(NamedTuple):
    """What came of a batch.

    Attributes
    ----------
    events : list of Event
        For the shard, in the order of their topics.
    records : list of Record
        To be sent: jobs for all shards, dead letters, newest records once more.
    """

    events: list[Event]
    records: list[Record]


def take(connection: KafkaConnection, opened: OpenShard, items: list[Input]) -> Taken:
    """Take a batch in and move the shard's place in the topics behind it.

    Parameters
    ----------
    connection : KafkaConnection
    opened : OpenShard
    items : list of Input
        In the order of their offsets within a topic; they may repeat and pass over some.
    """
    taken = Taken([], [])
    for item in items:
        at = opened.next[item.topic]
        if item.offset < at:
            metrics.REPEATS.labels(item.topic).inc()
            continue
        is_stand_in = item.headers is None  # for what lies between, itself included
        if item.offset > at or is_stand_in:
            _fill(connection, opened, item, at, item.offset + is_stand_in, taken)
        if not is_stand_in:
            _read(connection, opened, item, taken)
        opened.next[item.topic] = item.offset + 1
    return taken


def _fill(connection: KafkaConnection, opened: OpenShard, item: Input, at: int, stop: int, taken: Taken) -> None:
    """Read what lies between; after compaction there may be nothing."""
    partition = (item.topic, item.partition)
    for message in read(connection, {partition: at}, {partition: stop}):
        metrics.GAPS.labels(item.topic).inc()
        _read(connection, opened, Input.of_message(message), taken)


def _read(connection: KafkaConnection, opened: OpenShard, item: Input, taken: Taken) -> None:
    metrics.EVENTS.labels(item.topic).inc()
    try:
        event = item.read()
    except Unreadable as why:
        metrics.DEAD_LETTERS.labels(why.reason.value).inc()
        taken.records.append(item.dead_letter(why))
        return
    known = opened.places[item.topic].get(event.key) if event.closes_by_id else None
    newest = opened.note(item, event)
    if newest is not None:
        taken.records.extend(_put_back(connection, item, event, newest))
    elif item.topic == JOBS.name:
        taken.records.extend(fan_out(event, connection.partitions))
        if known is not None:
            taken.records.extend(_completed(connection, item, event, known.offset))
        metrics.UNKNOWN_STATUSES.inc(isinstance(event.entity, Job) and event.entity.state is JobState.UNKNOWN)
    if item.topic != JOBS.name:
        taken.events.append(event)


def _put_back(connection: KafkaConnection, late: Input, event: Event, newest: int) -> list[Record]:
    """The newest record of an entity once more, after an older one that came late: compaction keeps the last."""
    held = _at(connection, late, newest)
    if held is None:
        LOG.error("%s/%d: offset %d is gone, an older revision stands after it", late.topic, late.partition, newest)
        return []
    metrics.PUT_BACK.labels(late.topic).inc()
    whole = completed(held.read(), event) if late.topic == JOBS.name else None
    return [held.again() if whole is None else encode(whole)]


def _completed(connection: KafkaConnection, item: Input, closing: Event, known: int) -> list[Record]:
    """A job's closing by its id once more, with what was known of the job: compaction would keep the id alone."""
    held = _at(connection, item, known)
    whole = None if held is None else completed(closing, held.read())
    return [] if whole is None else [encode(whole)]


def _at(connection: KafkaConnection, item: Input, offset: int) -> Input | None:
    """The record of the same key at another offset; None where it is gone."""
    partition = (item.topic, item.partition)
    for message in read(connection, {partition: offset}, {partition: offset + 1}):
        held = Input.of_message(message)
        if held.key == item.key:
            return held
    return None
