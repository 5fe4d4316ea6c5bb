"""Asks Kafka, before anything is written, whether it knows more of the log than the store does.

A store that was lost, or restored from an old copy, would otherwise go on from an entry after which Kafka has others:
two ends of one log, of which one would overwrite the other.
"""

from __future__ import annotations

from contextlib import closing
from enum import StrEnum
from typing import NamedTuple

from confluent_kafka import Message, TopicPartition
from sqlalchemy import Connection, Engine, func, select

from data.contract.decision_log import Entry, Head
from data.contract.topics import DECISIONS
from data.kafka.reading import KafkaConnection, read, reader
from data.store.connection import reading
from data.store.tables import CHAIN, ENTRIES, PROGRESS, SETTINGS

PLACE = (DECISIONS.name, 0)


class Verdict(StrEnum):
    """How the store and the topic stand to each other."""

    FITS = "fits"
    EMPTY = "empty"
    """The store is new, and the topic is not: the store can be built."""
    BEHIND = "behind"
    """All of the store is in the topic, and the topic goes on: the store can be built anew."""
    ANEW = "anew"
    """The topic does not have what was sent to it: it was made anew, and all can be sent again."""
    CONFLICT = "conflict"
    """Each has what the other does not: a person must choose."""


class Stand(NamedTuple):
    """How far the store is.

    Attributes
    ----------
    chain : str
    head : Head
    next : int
        Offset of the topic from which on it was not read.
    is_new : bool
        Whether nothing was ever written to it.
    """

    chain: str
    head: Head
    next: int
    is_new: bool


def stand(connection: Connection) -> Stand:
    """How far the store is."""
    row = connection.execute(select(CHAIN)).one()
    query = select(PROGRESS.c.next).where(PROGRESS.c.topic == PLACE[0], PROGRESS.c.partition == PLACE[1])
    following = connection.execute(query).scalar_one_or_none() or 0
    settings = connection.execute(select(func.count()).select_from(SETTINGS)).scalar_one()
    return Stand(row.id, Head(row.seq, row.digest), following, is_new=not (row.seq or settings or following))


def judge(kafka: KafkaConnection, engine: Engine) -> Verdict:
    """Read what the topic has beyond what is known to be in it, and compare.

    Raises
    ------
    NothingRead, Refused, KafkaException
        When Kafka can't be asked.
    StoreAway
    """
    with reading(engine) as connection:
        before = stand(connection)
    if before.next and _is_empty(kafka):
        return Verdict.ANEW
    begin = max(0, before.next - 1)  # the last that was sent must still be there
    tail = _Tail()
    for message in read(kafka, {PLACE: begin}):
        tail.take(message)
    if before.next and (tail.first is None or tail.first < begin):
        return Verdict.ANEW if not tail.entries else Verdict.CONFLICT
    with reading(engine) as connection:  # again: another gateway may have written and sent meanwhile
        return _judged(connection, stand(connection), tail)


def _is_empty(kafka: KafkaConnection) -> bool:
    """Whether nothing was ever written to the topic: a broker need not answer who reads on behind its end."""
    with closing(reader(kafka, {})) as consumer:
        _, end = consumer.get_watermark_offsets(TopicPartition(*PLACE), timeout=kafka.kafka_timeout)
    return bool(end == 0)


class _Tail:
    """What was read of the topic."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.entries: dict[tuple[str, int], Entry] = {}
        self.has_settings = False

    def take(self, message: Message) -> None:
        """Note a record; what can't be read is no entry."""
        if self.first is None:
            self.first = message.offset()
        value, (first, _, _) = message.value(), (message.key() or b"").partition(b"|")
        if value is None:
            return
        try:
            entry = Entry.of_value(value)
        except (ValueError, KeyError, TypeError):
            self.has_settings |= bool(first)
            return
        self.entries[entry.chain, entry.seq] = entry.erased()


def _judged(connection: Connection, now: Stand, tail: _Tail) -> Verdict:
    chains = {chain for chain, _ in tail.entries}
    if now.is_new:
        return Verdict.EMPTY if chains or tail.has_settings else Verdict.FITS
    if chains - {now.chain}:
        return Verdict.CONFLICT
    ours = {entry.seq: entry for entry in tail.entries.values()}
    beyond = [seq for seq in ours if seq > now.head.seq]
    for seq in sorted(ours.keys() - set(beyond)):
        query = select(ENTRIES.c.digest).where(ENTRIES.c.seq == seq)
        if connection.execute(query).scalar_one_or_none() not in (None, ours[seq].digest):  # none: pruned
            return Verdict.CONFLICT
    if not beyond:
        return Verdict.FITS
    follows = ours[min(beyond)].previous == now.head.digest and min(beyond) == now.head.seq + 1
    return Verdict.BEHIND if follows else Verdict.CONFLICT
