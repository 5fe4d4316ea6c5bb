"""Whether the topics are still those that progress was written for: known by Kafka's topic ids and partition counts.

A topic that was deleted and made anew has its name, but other records under the same offsets, and another id
(KIP-516). A topic that was widened has its records, but a key's next record goes to another partition.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from confluent_kafka import KafkaError, KafkaException, TopicCollection, TopicPartition, Uuid
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]

from data.contract.records import Partition
from data.contract.topics import ALL, APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD, MATCHES, SHARD_PROGRESS
from data.kafka import topic_admin
from data.kafka.progress import Topics, last
from data.kafka.reading import KafkaConnection
from data.kafka.topic_admin import TopicsUnfit

LOG = logging.getLogger("matchstream.topics")

WRITTEN_FOR = tuple(topic.name for topic in (JOBS, JOBS_BY_SHARD, APPLICANTS, APPLICATIONS, MATCHES))
"""The topics whose ids stand in progress: those it tells offsets of, and the one that holds what follows from them."""

LOOK_SECONDS = 2.0
"""A look that is older is not relied on."""

_NO_ID = str(Uuid(0, 0))


class Kind(StrEnum):
    """What became of a topic."""

    MISSING = "missing"
    ANEW = "anew"
    PARTITIONS = "partitions"


class Shape(NamedTuple):
    """A topic as the broker has it; a broker before Kafka 2.8 tells no id."""

    id: str | None
    partitions: int


class Change(NamedTuple):
    """A topic that is not as progress knows it.

    Attributes
    ----------
    topic : str
    kind : Kind
    says : str
        What it is, and the way on.
    """

    topic: str
    kind: Kind
    says: str


class Known(NamedTuple):
    """What all shards' progress says of the topics it was written for.

    Attributes
    ----------
    ids : mapping of str to set of str
        By topic; more than one where shards disagree.
    partitions : set of int
    next : mapping of partition to offset
    """

    ids: Mapping[str, set[str]]
    partitions: set[int]
    next: Mapping[Partition, int]


def shapes(admin: AdminClient, seconds: float) -> dict[str, Shape]:
    """The topics as they are; those that are missing are left out.

    Raises
    ------
    KafkaException
        When the broker does not answer in time, or does not let a topic be described.
    """
    found = {}
    asked = TopicCollection([topic.name for topic in ALL])
    for name, answer in admin.describe_topics(asked, request_timeout=seconds).items():
        try:
            told = answer.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
                raise
        else:
            identity = str(told.topic_id)
            found[name] = Shape(None if identity == _NO_ID else identity, len(told.partitions))
    return found


def remembered(connection: KafkaConnection, shards: int) -> Known:
    """What the progress of so many shards says of its topics."""
    held = last(connection, range(shards))
    known = Known({}, set(), {(topic, shard): at for shard, one in held.items() for topic, at in one.next.items()})
    for one in held.values():
        for topic, identity in one.topics.ids.items():
            known.ids.setdefault(topic, set()).add(identity)  # type: ignore[attr-defined]
        known.partitions.update({one.topics.partitions} - {0})
    return known


class TopicWatch:
    """Looks at the topics, and tells which are not as progress knows them; several threads may ask.

    What no progress tells, because none was written yet, is as it was at the first look.

    Parameters
    ----------
    connection : KafkaConnection
    tell : callable, optional
        Told at each look which topics changed, by name and kind.
    is_follower : bool, default False
        Whether progress is read again while topics differ from it: of a program that keeps nothing of its own from
        them, so that it may go on once the change was accepted.
    clock : callable
        Monotonic seconds.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        tell: Callable[[Mapping[str, Kind]], None] = lambda _: None,
        *,
        is_follower: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._tell = tell
        self._is_follower = is_follower
        self._clock = clock
        self._admin = AdminClient(connection.client())
        self._known: Known | None = None
        self._first: dict[str, Shape] = {}
        self._looked = float("-inf")
        self._looking = threading.Lock()
        self.changes: tuple[Change, ...] = ()

    @property
    def topics(self) -> Topics:
        """Which topics this program works with, as progress keeps them; those of its first look."""
        ids = {name: shape.id for name, shape in self._first.items() if name in WRITTEN_FOR and shape.id}
        return Topics(ids, self._connection.partitions)

    def former(self, topic: str) -> str:
        """The id that progress knows of a topic that was made anew; a word where it knows none."""
        return next(iter(sorted(self._known.ids.get(topic, ()) if self._known else ())), "former")

    def look(self, seconds: float = LOOK_SECONDS) -> tuple[Change, ...]:
        """Look, and answer what changed.

        Raises
        ------
        KafkaException, NothingRead
            When the broker does not answer.
        """
        with self._looking:
            self._admin.poll(0)  # errors of the connection come through it, else they pile up
            now = shapes(self._admin, seconds)
            if self._known is None or (self.changes and self._is_follower):
                has_progress = SHARD_PROGRESS.name in now
                self._known = remembered(self._connection, now[SHARD_PROGRESS.name].partitions if has_progress else 0)
                self._first = dict(now)
            self._note(tuple(self._compared(now, self._known, seconds)))
            self._looked = self._clock()
            return self.changes

    def recent(self, seconds: float) -> tuple[Change, ...]:
        """What a look found that is no older than `LOOK_SECONDS`; looks where there is none."""
        if self._clock() - self._looked > LOOK_SECONDS:
            return self.look(seconds)
        return self.changes

    def require(self) -> None:
        """Look, and refuse to go on where something changed.

        Raises
        ------
        TopicsUnfit
            With every change and the way on.
        """
        changes = self.look(self._connection.kafka_timeout)
        if changes:
            raise TopicsUnfit("; ".join(change.says for change in changes))

    def _note(self, changes: tuple[Change, ...]) -> None:
        if changes != self.changes:
            if changes:
                LOG.error("the topics changed: %s", "; ".join(change.says for change in changes))
            else:
                LOG.warning("the topics are again as progress knows them")
        self.changes = changes
        self._tell({change.topic: change.kind for change in changes})

    def _compared(self, now: Mapping[str, Shape], known: Known, seconds: float) -> list[Change]:
        wanted = self._connection.partitions
        most = max([wanted, *(now[topic.name].partitions for topic in ALL if topic.sharded and topic.name in now)])
        below = self._below(now, known, seconds)
        found = []
        for topic in ALL:
            shape = now.get(topic.name)
            if shape is None:
                found.append(_missing(topic.name))
                continue
            first = self._first.get(topic.name)
            ids = known.ids.get(topic.name) or {first.id if first and first.id else ""}
            if shape.partitions != topic.partitions(wanted):
                found.append(_another_count(topic.name, shape.partitions, topic.partitions(wanted), most))
            elif (shape.id is not None and ids != {shape.id}) or topic.name in below:
                found.append(_anew(topic.name))
        for written in sorted(known.partitions - {wanted}):
            if not any(change.kind is Kind.PARTITIONS for change in found):
                found.append(_another_count(SHARD_PROGRESS.name, wanted, written, most))
        return found

    def _below(self, now: Mapping[str, Shape], known: Known, seconds: float) -> set[str]:
        """Where no id is told: topics that end below what was taken in of them."""
        asked = [
            TopicPartition(topic, shard)
            for (topic, shard) in known.next
            if topic in now and now[topic].id is None and shard < now[topic].partitions
        ]
        if not asked:
            return set()
        spec = OffsetSpec.latest()  # type: ignore[no-untyped-call]
        answers = self._admin.list_offsets(dict.fromkeys(asked, spec), request_timeout=seconds)
        ends = {(place.topic, place.partition): answer.result().offset for place, answer in answers.items()}
        return {topic for (topic, shard), end in ends.items() if 0 <= end < known.next[topic, shard]}


def _missing(topic: str) -> Change:
    return Change(
        topic,
        Kind.MISSING,
        f"{topic} is missing: make it anew with `python -m producers topics`, and accept it as a topic made anew: "
        "stop all programs, `python -m producers topics --adopt`, start them",
    )


def _anew(topic: str) -> Change:
    return Change(
        topic,
        Kind.ANEW,
        f"{topic} was made anew, and progress was written for the one before: stop all programs, accept it with "
        "`python -m producers topics --adopt`, start them",
    )


def _another_count(topic: str, has: int, wanted: int, most: int) -> Change:
    return Change(
        topic,
        Kind.PARTITIONS,
        f"{topic} has {has} partitions, and progress or MATCHSTREAM_PARTITIONS says {wanted}: set that to what all "
        f"topics have; where more are wanted, or a topic was widened, stop all programs, set it to {most} or more, "
        "bring all topics to that with `python -m producers topics --grow`, start them",
    )


def check(connection: KafkaConnection, tell: Callable[[Mapping[str, Kind]], None] = lambda _: None) -> TopicWatch:
    """Hold the topics against the contract and against what progress was written for; answers who watches them on.

    Parameters
    ----------
    connection : KafkaConnection
    tell : callable, optional
        As `TopicWatch` takes it.

    Raises
    ------
    TopicsUnfit
        With every difference and what to do about it.
    Refused
        When the connection is refused.
    """
    topic_admin.check(connection, connection.partitions)
    watch = TopicWatch(connection, tell)
    watch.require()
    return watch
