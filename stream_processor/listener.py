"""Listens to what others write: foreign records in our shards' matches, and new champions.

A worker that was stopped and wakes may still write matches that it computed before another took its
shard. Kafka can't tell; the records can: each names its writer. Whoever has the shard sees the foreign
record after its own and writes the pair again as it is now.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from confluent_kafka import TopicPartition

from data.kafka import KafkaConnection, reader
from data.matches import split_key
from data.models import version_of
from data.topics import MATCHES, MODELS
from stream_processor.records import WRITER, Pair

LOG = logging.getLogger("matchstream.listener")


@dataclass
class Heard:
    """What was heard since the last time.

    Attributes
    ----------
    foreign : dict of int to set of (job id, applicant id)
        By shard, the pairs that somebody else wrote.
    champion : str or None
        The version that became champion last.
    """

    foreign: dict[int, set[Pair]] = field(default_factory=dict)
    champion: str | None = None


class Listener:
    """Reads the matches of some shards and the models topic, without a group."""

    def __init__(self, connection: KafkaConnection) -> None:
        options = {"enable.partition.eof": False, "fetch.wait.max.ms": 100, "fetch.error.backoff.ms": 100}
        self._consumer = reader(connection, options)
        self._writers: dict[int, bytes] = {}

    def follow(self, shards: Mapping[int, tuple[int, bytes]]) -> None:
        """Follow the matches of these shards from here on.

        Parameters
        ----------
        shards : mapping of int to (int, bytes)
            Of each shard, the offset where listening begins and who writes it rightfully.
        """
        held = {p.partition: p for p in self._consumer.position([TopicPartition(MATCHES.name, n) for n in shards])}
        self._consumer.assign(
            [TopicPartition(MODELS.name, 0, 0)]
            + [
                TopicPartition(MATCHES.name, number, max(begin, held[number].offset))
                for number, (begin, _) in shards.items()
            ]
        )
        self._writers = {number: writer for number, (_, writer) in shards.items()}

    def hear(self) -> Heard:
        """What came since the last time; does not wait."""
        heard = Heard()
        while messages := self._consumer.consume(2000, 0.001):
            for message in messages:
                if message.error() is not None:
                    continue  # the broker is away or busy; librdkafka goes on by itself
                if message.topic() == MODELS.name:
                    heard.champion = version_of(message) or heard.champion
                    continue
                number = message.partition() or 0
                if (WRITER, self._writers.get(number)) not in (message.headers() or ()):
                    heard.foreign.setdefault(number, set()).add(split_key(message.key() or b""))
        return heard

    def close(self) -> None:
        """Let the connection go."""
        self._consumer.close()
