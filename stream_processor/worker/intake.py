"""Turns delivered records into the events of a shard: each record once, in order, as an event or a dead letter.

Deliveries may repeat and skip records: those below the shard's position are ignored, a gap above it is read from the
topic. A record of another shard's key is sent to the right partition.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace

from data.contract.codec import MAX_EVENT_BYTES, TIME, encode
from data.contract.entities import Job
from data.contract.events import LAST_REVISION, Event, completed
from data.contract.job_status import JobState
from data.contract.records import Record
from data.contract.topics import JOBS
from data.contract.unreadable import Unreadable
from data.kafka.inputs import Input, fan_out
from data.kafka.reading import KafkaConnection, read
from data.telemetry.spans import Stage, told
from data.telemetry.traces import Trace
from stream_processor import metrics
from stream_processor.worker.moving import warn
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.places import Place, overrules

LOG = logging.getLogger("matchstream.shards")


@dataclass
class Taken:
    """The result of a batch.

    Attributes
    ----------
    events : list of Event
        Events for the shard, in the order of their topics.
    records : list of Record
        Records to send: jobs for all shards, dead letters, newest records once more, records of other shards' keys.
    marks : list of Record
        Records to send once those are acknowledged.
    moved : list of Input
        Input records of other shards' keys.
    """

    events: list[Event] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    marks: list[Record] = field(default_factory=list)
    moved: list[Input] = field(default_factory=list)


def take(connection: KafkaConnection, opened: OpenShard, items: list[Input]) -> Taken:
    """Read a batch, and move the shard's position in the topics behind it.

    Parameters
    ----------
    connection : KafkaConnection
    opened : OpenShard
    items : list of Input
        In the order of their offsets within a topic, perhaps with repetitions and gaps.
    """
    taken = Taken()
    for item in items:
        at = opened.next[item.topic]
        if item.offset < at:
            metrics.REPEATS.labels(item.topic).inc()
            continue
        is_stand_in = item.headers is None  # for all records up to its offset; they are read from the topic
        if item.offset > at or is_stand_in:
            _fill(connection, opened, item, at, item.offset + is_stand_in, taken)
        if not is_stand_in:
            _read(connection, opened, item, taken)
        opened.advance(item)
    warn(taken.moved)
    return taken


def _fill(connection: KafkaConnection, opened: OpenShard, item: Input, at: int, stop: int, taken: Taken) -> None:
    """Read the records of a gap; after compaction there may be none."""
    partition = (item.topic, item.partition)
    for message in read(connection, {partition: at}, {partition: stop}):
        metrics.GAPS.labels(item.topic).inc()
        _read(connection, opened, Input.of_message(message), taken)


def _read(connection: KafkaConnection, opened: OpenShard, item: Input, taken: Taken) -> None:
    metrics.EVENTS.labels(item.topic).inc()
    if item.is_mark:
        return
    try:
        event = item.read()
    except Unreadable as why:
        _refuse(connection, opened, item, why, taken)
        return
    if item.is_misplaced(connection.partitions):
        records, marks = opened.moves(connection).move(item, event)
        taken.records.extend(records)
        taken.marks.extend(marks)
        taken.moved.append(item)
        return
    known = opened.places.find(item.topic, event.key) if event.closes_by_id else None
    newest = opened.places.note(item, event)
    if newest is not None:
        raises = overrules(item, event, newest)
        taken.records.extend(
            [_raised(item, event, newest)] if raises else _put_back(connection, item, event, newest.offset)
        )
    elif item.topic == JOBS.name:
        taken.records.extend(fan_out(event, connection.partitions, item.traceparent))
        if known is not None:
            taken.records.extend(_completed(connection, item, event, known.offset))
        metrics.UNKNOWN_STATUSES.inc(isinstance(event.entity, Job) and event.entity.state is JobState.UNKNOWN)
    if item.topic != JOBS.name:
        taken.events.append(event)
        if (traceparent := item.traceparent) is not None:
            opened.causes.note(event, traceparent)


def _refuse(connection: KafkaConnection, opened: OpenShard, item: Input, why: Unreadable, taken: Taken) -> None:
    """Make a dead letter, and write the entity's newest record again: compaction keeps only the last of a key."""
    metrics.DEAD_LETTERS.labels(why.reason.value).inc()
    taken.records.append(item.dead_letter(why))
    if (trace := Trace.read(item.traceparent)) is not None:
        told(
            Stage("dead letter", time.time(), {"messaging.source.name": item.topic, "reason": why.reason.value}), trace
        )
    if item.is_misplaced(connection.partitions):
        taken.marks.extend(opened.moves(connection).marks(item))
    elif (newest := opened.places.find(item.topic, (item.key or b"").decode(errors="replace"))) is not None:
        taken.records.extend(_put_back(connection, item, None, newest.offset))


def _raised(item: Input, event: Event, newest: Place) -> Record:
    """The removal once more, with a time just after what it removes, so that all readers agree that it counts."""
    later = replace(event, revision=min(newest.revision + 1, LAST_REVISION))
    return encode(later)._replace(partition=item.partition)


def _put_back(connection: KafkaConnection, late: Input, event: Event | None, newest: int) -> list[Record]:
    """An entity's newest record once more, after an older or unreadable one: compaction keeps only the last."""
    held = _at(connection, late, newest)
    if held is None:
        LOG.error("%s/%d: offset %d is gone, another revision stands after it", late.topic, late.partition, newest)
        return []
    metrics.PUT_BACK.labels(late.topic).inc()
    whole = completed(held.read(), event) if late.topic == JOBS.name and event is not None else None
    if whole is not None:
        return [encode(whole)]
    if any(name.lower() == TIME for name, _ in held.headers or ()):
        return [held.again()]
    # Its time was Kafka's timestamp, which will be another for the new record: it is written out.
    timed = encode(held.read())._replace(topic=held.topic, partition=held.partition)
    return [timed if len(timed.value or b"") <= MAX_EVENT_BYTES else held.again()]


def _completed(connection: KafkaConnection, item: Input, closing: Event, known: int) -> list[Record]:
    """A job's closing by id once more, with the job's other fields: else compaction would leave only the id."""
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
