"""Listens to what others write: foreign records in our shards' matches, and new champions.

A worker that was stopped and wakes may still write matches that it computed before another took its
shard. Kafka can't tell; the records can: each names its writer. Whoever has the shard sees the foreign
record after its own and writes the pair again as it is now.

Most of a matches topic need not be read for that: the broker acknowledges a shard's own records with their
offsets, and where these follow one another nobody else wrote. Only where they leave out some, or where none
are to come, is the topic read on.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from confluent_kafka import Message

from data.contract.matches import split_key
from data.contract.topics import MATCHES, MODELS
from data.kafka.champion import Champions
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection, headers_of
from stream_processor.join.match_records import WRITER, Pair
from stream_processor.worker.open_shard import OpenShard


@dataclass
class Heard:
    """What was heard since the last time.

    Attributes
    ----------
    foreign : dict of int to set of (job id, applicant id)
        By shard, the pairs that somebody else wrote.
    champion : str or None
        The announced champion, as far as the topic was read.
    """

    foreign: dict[int, set[Pair]] = field(default_factory=dict)
    champion: str | None = None


class Listener:
    """Reads on in the matches of some shards, and in the models topic, without a group."""

    def __init__(self, connection: KafkaConnection) -> None:
        options = {"enable.partition.eof": False, "fetch.wait.max.ms": 100, "fetch.error.backoff.ms": 100}
        self._follower = Follower(connection, options)
        self._follower.assign({(MODELS.name, 0): 0})
        self._champions = Champions()
        self._heard: dict[int, int] = {}
        self._read: set[int] = set()

    def hear(self, shards: Mapping[int, OpenShard]) -> Heard:
        """What came since the last time; does not wait.

        Parameters
        ----------
        shards : mapping of int to OpenShard
            Those that are healed; how far each was heard moves on.
        """
        heard = Heard()
        while messages := self._read_on(shards):
            for message in messages:
                if message.topic() == MODELS.name:
                    self._champions.take(message)
                    continue
                number, offset = message.partition() or 0, message.offset() or 0
                opened = shards.get(number)
                if opened is None or offset < opened.own_until:
                    continue  # acknowledged as its own meanwhile
                opened.review(offset + 1)
                if (WRITER, opened.writer) not in (headers_of(message) or ()):
                    with suppress(ValueError):  # what names no pair goes when the shard is opened next
                        heard.foreign.setdefault(number, set()).add(split_key(message.key() or b""))
            self._note(shards)
        heard.champion = self._champions.current
        return heard

    def _read_on(self, shards: Mapping[int, OpenShard]) -> list[Message]:
        """Read on in those shards whose own records have not moved on since the last time, and have none to come."""
        still = {
            number
            for number, opened in shards.items()
            if self._heard.get(number) == opened.own_until and (opened.is_interrupted or opened.is_idle)
        }
        if left := self._read - still:
            self._follower.drop({(MATCHES.name, number) for number in left})
        if new := still - self._read:
            self._follower.add({(MATCHES.name, number): shards[number].own_until for number in new})
        self._read = still
        self._note(shards)
        return self._follower.read(2000, 0.001)

    def _note(self, shards: Mapping[int, OpenShard]) -> None:
        self._heard = {number: opened.own_until for number, opened in shards.items()}
