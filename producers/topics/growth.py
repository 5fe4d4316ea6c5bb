"""Raises partitions: what lies in another partition than its key's from then on is sent there, as a worker moves it.

Kafka adds empty partitions and moves nothing; a key's next record goes elsewhere than its last ("Modifying topics" in
Kafka's documentation). Consumers keep their offsets of the partitions there were. So do the shards: their progress
stays, and a new shard begins at the beginning of its partitions, where all that is its own then stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from confluent_kafka import Message

from data.contract.codec import encode, told_revision
from data.contract.events import BY_TOPIC
from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD, MATCHES, Topic
from data.kafka import topic_admin, topic_edits
from data.kafka.misplaced import is_mark, mark, moved_below
from data.kafka.progress import Progress, last
from data.kafka.reading import headers_of, read
from data.kafka.removals import event_of, lies_elsewhere
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import Kind, TopicWatch
from producers.sender import Sender
from producers.settings import ProducerSettings
from producers.topics.adoption import require_stopped, write_progress

BATCH = 1000
"""Records that are acknowledged before the next are read."""

Slot = tuple[int, bytes]
"""Partition and key."""


class Growth(NamedTuple):
    """What was done.

    Attributes
    ----------
    widened : list of str
        The topics that had fewer partitions.
    moved : int
        Records that were sent to where their keys belong.
    """

    widened: list[str]
    moved: int


def grow(settings: ProducerSettings) -> Growth:
    """Raise the partitions of all sharded topics to the setting, and move what then lies elsewhere than its key says.

    Topics that were widened before, some or all of them, are brought in order too. The matches are made anew: a pair
    that goes to another shard would leave the one after it came to the other. It may be repeated after it was
    interrupted: to move a record twice changes nothing, and progress, which names the number, is written last.

    Returns
    -------
    Growth

    Raises
    ------
    TopicsUnfit
        While workers run, where topics are missing or made anew, where one has more partitions than the setting, or
        where the broker can't raise them.
    """
    require_stopped(settings)
    changes = TopicWatch(settings).look(settings.kafka_timeout)
    if others := [c.says for c in changes if c.kind is not Kind.PARTITIONS and c.topic != MATCHES.name]:
        raise TopicsUnfit("; ".join(others))
    if not changes:
        return Growth([], 0)
    widened = topic_edits.widen(settings)
    topic_edits.delete(settings, [MATCHES.name])
    topic_admin.create(settings, settings.partitions, settings.replication, settings.min_insync)
    topic_admin.check(settings, settings.partitions)
    with Sender(settings) as sender:
        moved = rearrange(settings, sender)
        write_progress(settings, sender, ())
    return Growth(widened, moved)


def rearrange(settings: ProducerSettings, sender: Sender) -> int:
    """Send what lies elsewhere to its key's partition, and all jobs to the shards that are new.

    Parameters
    ----------
    settings : ProducerSettings
        With the partitions that there are now.
    sender : Sender

    Returns
    -------
    int
        How many records were sent to their keys' partitions.
    """
    moved = sum(_move(settings, sender, topic) for topic in (JOBS, APPLICANTS, APPLICATIONS))
    _send(sender, _all_jobs(settings))
    return moved


class _Places:
    """Where the records of a compacted topic lie, and which of them were moved before.

    Attributes
    ----------
    marked : dict of Slot to int
        The offset below which the records were moved.
    standing : dict of bytes to set of int
        By key, the partitions that hold a record that no mark follows.
    newest : dict of Slot to (int, int)
        Of the records that lie elsewhere, were taken in, and no mark follows: the newest revision, and its offset.
    """

    def __init__(self, messages: Iterable[Message], partitions: int, progress: Mapping[int, Progress]) -> None:
        self._progress = progress
        self.marked: dict[Slot, int] = {}
        self.standing: dict[bytes, set[int]] = {}
        self.newest: dict[Slot, tuple[int, int]] = {}
        ends: dict[Slot, int] = {}
        for message in messages:
            slot, offset, headers = _slot(message), message.offset() or 0, headers_of(message)
            places = self.standing.setdefault(slot[1], set())
            if is_mark(message.value(), headers):
                below = self.marked[slot] = max(self.marked.get(slot, 0), moved_below(headers, offset))
                if ends.get(slot, -1) < below:
                    places.discard(slot[0])
                if self.newest.get(slot, (0, -1))[1] < below:
                    self.newest.pop(slot, None)
                continue
            ends[slot] = offset
            places.add(slot[0])
            is_read = self.is_taken(message) and lies_elsewhere(message, partitions) and not self.was_elsewhere(message)
            event = event_of(message) if is_read else None
            if event is not None:
                self.newest[slot] = max(self.newest.get(slot, (event.revision, offset)), (event.revision, offset))

    def is_taken(self, message: Message) -> bool:
        """Whether its shard has taken a record in, or moved it."""
        held = self._progress.get(message.partition() or 0)
        return held is not None and (message.offset() or 0) < held.next.get(message.topic() or "", 0)

    def was_elsewhere(self, message: Message) -> bool:
        """Whether a record lay in another partition than its key's with the number that its shard was written for."""
        held = self._progress.get(message.partition() or 0)
        return held is not None and held.topics.partitions > 0 and lies_elsewhere(message, held.topics.partitions)

    def counts(self, message: Message) -> bool:
        """Whether a record that lies elsewhere makes up its shard's state, or is still to be taken in."""
        _, newest = self.newest.get(_slot(message), (0, -1))
        return message.offset() == newest or not self.is_taken(message)

    def is_moved(self, message: Message) -> bool:
        """Whether a worker has moved a record; removals, which need none, have no mark."""
        is_marked = (message.offset() or 0) < self.marked.get(_slot(message), 0)
        return is_marked or (self.is_taken(message) and self.was_elsewhere(message))

    def is_gone(self, message: Message) -> bool:
        """Whether a record was moved, and nothing is left where it was moved to: its removal was forgotten since."""
        return message.value() is not None and self.is_moved(message) and not self.standing.get(_slot(message)[1])


def _move(settings: ProducerSettings, sender: Sender, topic: Topic) -> int:
    """Send a topic's records to their keys' partitions; then mark the old places, in a topic that is compacted."""
    starts = {(topic.name, number): 0 for number in range(settings.partitions)}
    is_compacted = topic is not APPLICATIONS
    progress = last(settings, range(settings.partitions))
    places = _Places(_keyed(read(settings, starts)) if is_compacted else (), settings.partitions, progress)
    left: dict[Slot, Record] = {}

    def moved() -> Iterator[Record]:
        for message in _keyed(read(settings, starts)):
            is_elsewhere = lies_elsewhere(message, settings.partitions)
            event = None
            if is_elsewhere and not places.is_moved(message):
                event = event_of(message) if not is_compacted or places.counts(message) else None
                if is_compacted and (message.value() is not None or _slot(message) in left):
                    place, key = _slot(message)
                    left[place, key] = mark(topic.name, place, key, (message.offset() or 0) + 1)
            elif not is_elsewhere and places.is_gone(message) and (copy := event_of(message)) is not None:
                # It lay elsewhere, and lies where it should now: nobody is to take it for one that was never moved.
                event = replace(copy, type=BY_TOPIC[topic.name].removal or copy.type, entity=None)
            if event is not None:
                yield encode(event)

    number = _send(sender, moved())
    _send(sender, left.values())
    return number


def _all_jobs(settings: ProducerSettings) -> Iterator[Record]:
    """The shards' copies of the jobs, for shards that made no progress; the first has all, as every old one has."""
    new = [shard for shard, held in last(settings, range(settings.partitions)).items() if shard and not held.next]
    newest: dict[bytes | None, tuple[int, Record]] = {}
    for message in read(settings, {(JOBS_BY_SHARD.name, 0): 0}) if new else ():
        headers = tuple((name, value) for name, value in headers_of(message) or () if value is not None)
        revision = told_revision(headers, message.timestamp()[1])
        if revision is not None and revision >= newest.get(message.key(), (revision,))[0]:
            newest[message.key()] = revision, Record(JOBS_BY_SHARD.name, message.key(), message.value(), headers, 0)
    for _, record in newest.values():
        yield from (record._replace(partition=shard) for shard in new)


def _send(sender: Sender, records: Iterable[Record]) -> int:
    waiting, total = iter(records), 0
    while sent := sender.send(islice(waiting, BATCH)):
        total += sent
    return total


def _keyed(messages: Iterable[Message]) -> Iterator[Message]:
    """Those that have a key: without one, no partition is the wrong one."""
    return (message for message in messages if message.key() is not None)


def _slot(message: Message) -> Slot:
    return message.partition() or 0, message.key() or b""
