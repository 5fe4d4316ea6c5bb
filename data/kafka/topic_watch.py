"""Checks that the topics are still those for which progress was written, by Kafka's topic ids and partition counts.

A topic that was deleted and made anew has its old name, but other records at the same offsets, and another id
(KIP-516). A topic that was widened still has its records, but a key's next record goes to another partition.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
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
"""The topics whose ids are part of progress: the inputs, whose offsets it holds, and the matches topic."""

METADATA_MILLISECONDS = 5000
"""How old the watch's knowledge of the cluster may be."""
LOOK_SECONDS = 2.0
"""Interval between looks; an older result is not relied on."""

_NO_ID = str(Uuid(0, 0))


class Kind(StrEnum):
    """What happened to a topic."""

    MISSING = "missing"
    ANEW = "anew"
    PARTITIONS = "partitions"


class Shape(NamedTuple):
    """Id and partition count of a topic on the broker; brokers before Kafka 2.8 give no id."""

    id: str | None
    partitions: int


class Change(NamedTuple):
    """A topic that differs from what progress recorded.

    Attributes
    ----------
    topic : str
    kind : Kind
    says : str
        What happened, and what to do.
    """

    topic: str
    kind: Kind
    says: str


class Known(NamedTuple):
    """The topics for which all shards' progress was written.

    Attributes
    ----------
    ids : mapping of str to set of str
        Ids by topic; more than one where shards disagree.
    partitions : set of int
    next : mapping of partition to offset
    """

    ids: Mapping[str, set[str]]
    partitions: set[int]
    next: Mapping[Partition, int]


def shapes(admin: AdminClient, seconds: float) -> dict[str, Shape]:
    """Ask the broker for the shape of each topic; missing topics are left out.

    Raises
    ------
    KafkaException
        When the broker does not answer in time, or does not allow describing a topic.
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
    """Read from the progress of all shards for which topics it was written."""
    held = last(connection, range(shards))
    known = Known({}, set(), {(topic, shard): at for shard, one in held.items() for topic, at in one.next.items()})
    for one in held.values():
        for topic, identity in one.topics.ids.items():
            known.ids.setdefault(topic, set()).add(identity)  # type: ignore[attr-defined]
        known.partitions.update({one.topics.partitions} - {0})
    return known


class TopicWatch:
    """Looks at the topics, and reports those that differ from what progress recorded; safe for several threads.

    Where no progress was written yet, topics are compared with what they were at the first look.

    Parameters
    ----------
    connection : KafkaConnection
    tell : callable, optional
        Called at each look with the changed topics, by name and kind.
    is_follower : bool, default False
        Whether progress is read again while topics differ from it. For a program without state from the topics, which
        may therefore go on as soon as the change was accepted.
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
        # It asks the controller, and learns who that is with metadata: by default every five minutes.
        self._admin = AdminClient(connection.client() | {"topic.metadata.refresh.interval.ms": METADATA_MILLISECONDS})
        self._known: Known | None = None
        self._first: dict[str, Shape] = {}
        self._looked = self._doubted = float("-inf")
        self._looking = threading.Lock()
        self.changes: tuple[Change, ...] = ()

    @property
    def topics(self) -> Topics:
        """The topics that this program works with, as progress stores them: those of its first look."""
        return Topics({name: self.ids[name] for name in WRITTEN_FOR if name in self.ids}, self._connection.partitions)

    @property
    def ids(self) -> dict[str, str]:
        """The ids of all topics at the first look, where they are known."""
        return {name: shape.id for name, shape in self._first.items() if shape.id}

    def former(self, topic: str) -> str:
        """The former id of a topic that was made anew; the word "former" where progress has none."""
        return next(iter(sorted(self._known.ids.get(topic, ()) if self._known else ())), "former")

    def look(self, seconds: float = LOOK_SECONDS) -> tuple[Change, ...]:
        """Look at the topics; returns the changes.

        Raises
        ------
        KafkaException, NothingRead
            When the broker does not answer.
        """
        with self._looking:
            begun = self._clock()
            self._admin.poll(0)  # delivers errors of the connection, which pile up otherwise
            now = shapes(self._admin, seconds)
            if self._known is None or (self.changes and self._is_follower):
                has_progress = SHARD_PROGRESS.name in now
                self._known = remembered(self._connection, now[SHARD_PROGRESS.name].partitions if has_progress else 0)
                self._first = dict(now)
            self._note(tuple(self._compared(now, self._known, seconds)))
            self._looked = begun
            return self.changes

    def recent(self, seconds: float) -> tuple[Change, ...]:
        """The result of a look no older than `LOOK_SECONDS` or than a doubt; looks again if there is none."""
        is_new = max(self._doubted, self._clock() - LOOK_SECONDS) < self._looked
        return self.changes if is_new else self.look(seconds)

    def heard(self, topics: Iterable[str]) -> None:
        """Note topics that another program reports as changed; those unknown here put the last look in doubt."""
        if not {change.topic for change in self.changes}.issuperset(topics):
            self._doubted = self._clock()

    def require(self) -> None:
        """Look, and raise an error if something changed.

        Raises
        ------
        TopicsUnfit
            With every change and what to do.
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
        """Topics without an id that end below the offsets of the progress."""
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
    """Compare the topics with the contract and with progress; returns a watch that can go on with `tell`.

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
