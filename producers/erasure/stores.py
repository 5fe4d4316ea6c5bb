"""The stores that may hold something of a removed applicant; each can describe what it still holds."""

from __future__ import annotations

from typing import Protocol

import redis
from confluent_kafka import Message

from data.contract.matches import split_key
from data.contract.records import Partition
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD, MATCHES
from data.kafka.erasable import Concerning
from data.kafka.misplaced import is_mark
from data.kafka.progress import last
from data.kafka.reading import KafkaConnection, headers_of, read
from data.kafka.removals import Fold, event_of, lies_elsewhere
from data.redis import layout as results
from data.redis.connection import RedisConnection
from data.redis.faults import fault_of
from producers.erasure.tail import Tail

INPUTS = (APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD)
"""The inputs of workers: earlier events in them may still produce data of the applicant."""


class Store(Protocol):
    """A store that may hold something of an applicant."""

    name: str

    def held(self) -> str:
        """A description of what it still holds; empty where it is clean."""


class Applicants:
    """The applicants topic: its newest record of the applicant, and the last in each partition, are removals.

    Attributes
    ----------
    found : int
        Records of the applicant that were read.
    removed_at : tuple of (topic, partition, offset) or None
        Place of the last removal.
    """

    name = "applicants topic"

    def __init__(self, connection: KafkaConnection, applicant: str) -> None:
        self.tail = Tail(connection, APPLICANTS)
        self._key = applicant.encode()
        self._fold = Fold()
        self._connection = connection
        self._live: dict[int, bool] = {}
        """By partition that holds a last record of the applicant with a value, whether it is another than the key's."""
        self.found = 0
        self.removed_at: tuple[str, int, int] | None = None

    def held(self) -> str:
        """What it still holds."""
        for message in self.tail.new():
            if message.key() == self._key:
                self._take(message)
        removal = self._fold.removal
        if removal is None:
            return "the removal is not there yet"
        if any(self._live.values()):
            return "an event lies in another partition than its key's; a worker is to move it: does one run?"
        if not removal.stands:
            return (
                "an event with a newer time than the removal: it came later and brought the applicant back, or it came "
                "earlier and a worker is to write the removal again"
            )
        return "an older event came later; the worker is to write the removal again" if self._live else ""

    def _take(self, message: Message) -> None:
        elsewhere, number = lies_elsewhere(message, self._connection.partitions), message.partition() or 0
        if message.value() is None:
            self._live.pop(number, None)
        else:
            self._live[number] = elsewhere
        if is_mark(message.value(), headers_of(message)):
            return
        self.found += 1
        if message.value() is None:
            self.removed_at = message.topic() or "", number, message.offset() or 0
        event = event_of(message)
        if event is not None:
            self._fold.take(event, is_misplaced=elsewhere)


class Applications:
    """The applications topic, which keeps records for a year: those of the applicant are counted, and stay.

    Attributes
    ----------
    found : int
        Records of the applicant that were read.
    """

    name = "applications topic"

    def __init__(self, connection: KafkaConnection, applicant: str) -> None:
        self.tail = Tail(connection, APPLICATIONS)
        self._key = applicant.encode()
        self.found = 0

    def look(self) -> None:
        """Read the new records."""
        self.found += sum(message.key() == self._key for message in self.tail.new())


class Worker:
    """The workers' state: clean once every shard's progress is past the inputs' ends at the time of the removal."""

    name = "worker state"

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._ends: dict[Partition, int] | None = None

    def held(self) -> str:
        """A description of the inputs that were not processed yet."""
        numbers = range(self._connection.partitions)
        progress = last(self._connection, numbers)
        stand = {
            (topic.name, number): progress[number].next.get(topic.name, 0) for topic in INPUTS for number in numbers
        }
        if self._ends is None:
            self._ends = dict(stand)
            for message in read(self._connection, stand):
                self._ends[message.topic() or "", message.partition() or 0] = (message.offset() or 0) + 1
        left = sum(max(0, end - stand[partition]) for partition, end in self._ends.items())
        return f"{left} earlier events are still to be taken in: does a worker run?" if left else ""


class Matches:
    """The matches topic: the last record of each of the applicant's pairs is a removal.

    Attributes
    ----------
    found : int
        Records of the applicant's pairs that were read.
    """

    name = "matches topic"

    def __init__(self, connection: KafkaConnection, applicant: str) -> None:
        self.tail = Tail(connection, MATCHES)
        self._applicant = applicant
        self._id = applicant.encode()
        self._live: set[bytes] = set()
        self.found = 0

    def held(self) -> str:
        """What it still holds."""
        for message in self.tail.new():
            key = message.key() or b""
            if not key.endswith(self._id) or split_key(key)[1] != self._applicant:  # a pair's key ends in the id
                continue
            self.found += 1
            (self._live.add if message.value() is not None else self._live.discard)(key)
        return f"{len(self._live)} matches" if self._live else ""


class Redis:
    """Redis: no entity, no match, no member of a list and no push of the applicant, and none on its way.

    Parameters
    ----------
    connection : RedisConnection
    applicant : str
    *tails : Tail
        The cache must have processed the topics as far as these have read them.
    """

    name = "Redis"

    def __init__(self, connection: RedisConnection, applicant: str, *tails: Tail) -> None:
        self._connection = connection
        self._applicant = applicant
        self._tails = tails

    def found(self) -> list[str]:
        """What it holds now, one line per kind of data.

        Raises
        ------
        redis.RedisError
        """
        with self._client() as client:
            return list(results.held_of(client, self._applicant))

    def held(self) -> str:
        """What it still holds."""
        try:
            with self._client() as client:
                behind = self._behind(client)
            return behind or ", ".join(self.found())
        except redis.RedisError as error:
            return f"it can't be asked: {fault_of(error).says}"

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(**self._connection.redis_client(), decode_responses=True)

    def _behind(self, client: redis.Redis) -> str:
        stand = client.hgetall(results.PROGRESS)
        left = sum(
            max(0, end - int(stand.get(results.progress_field(*partition), 0)))
            for tail in self._tails
            for partition, end in tail.next.items()
        )
        return f"{left} records are still to be written to it: does the cache writer run?" if left else ""


class Letters:
    """Dead letters, or messages of webhooks: none mentions the applicant.

    Parameters
    ----------
    name : str
    applicant : str
    tail : Tail
        Reads their topic.
    """

    def __init__(self, name: str, applicant: str, tail: Tail) -> None:
        self.name = name
        self.tail = tail
        self._concerning = Concerning(lambda letter: bool(letter.concerned({applicant})))

    @property
    def found(self) -> int:
        """Number of those that do, as far as the topic was read."""
        return len(self._concerning.held)

    def held(self) -> str:
        """What it still holds."""
        for message in self.tail.new():
            self._concerning.take(message)
        places = sorted(self._concerning.held.values())
        more = f" and {len(places) - 5} more" if len(places) > 5 else ""
        return f"{len(places)} at {', '.join(places[:5])}{more}: does the cache writer run?" if places else ""
