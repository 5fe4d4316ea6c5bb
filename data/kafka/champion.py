"""The champion among the model versions, computed from the records of the models topic.

Kafka has no compare-and-set. So a promotion names the version that it replaces, and the topic has one partition. Every
reader applies the records in the order of their offsets, by one rule: a promotion counts only if it replaces the
champion of that moment. Of two promotions at once the first in the topic counts, for every reader; the other changes
nothing. Each promotion has a key of its own, because compaction keeps only the last record of a key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

import orjson
from confluent_kafka import Message

from data.contract.records import Record
from data.contract.topics import MODELS
from data.kafka.reading import KafkaConnection, read
from data.kafka.topic_follower import TopicFollower

_UNCONDITIONAL = b"champion"
"""Key of promotions by older programs: they don't name what they replace, and always count."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """The announcement that a version becomes champion.

    Attributes
    ----------
    version : str
    replaces : str or None
        The champion that it replaces; None for the first one.
    rollback : bool
        Whether it returns to the previous champion.
    id : str
        Identifies the promotion.
    """

    version: str
    replaces: str | None
    rollback: bool = False
    id: str = field(default_factory=lambda: str(uuid4()))

    def to_record(self) -> Record:
        """The record that announces it."""
        value = {"version": self.version, "replaces": self.replaces, "rollback": self.rollback}
        return Record(MODELS.name, self.id.encode(), orjson.dumps(value))


class Champions:
    """The history of champions, built from the topic's records one by one.

    Attributes
    ----------
    past : list of str
        All champions so far except those rolled back; the last one is the present champion.
    counted : set of bytes
        Keys of the promotions that counted.
    """

    def __init__(self) -> None:
        self.past: list[str] = []
        self.counted: set[bytes] = set()
        self._last = -1

    @property
    def current(self) -> str | None:
        """The champion; None while there is none."""
        return self.past[-1] if self.past else None

    def take(self, message: Message) -> None:
        """Apply the topic's next record; one that can't be read is ignored."""
        offset = message.offset() or 0
        if offset <= self._last:  # the topic was made anew
            self.past, self.counted = [], set()
        self._last = offset
        key = message.key() or b""
        try:
            value = orjson.loads(message.value() or b"")
            version, replaces, back = value["version"], value.get("replaces"), value.get("rollback")
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        if not isinstance(version, str) or not (key == _UNCONDITIONAL or replaces == self.current):
            return
        self.counted.add(key)
        if back is True and self.past[-2:-1] == [version]:
            self.past.pop()
        elif version != self.current:
            self.past.append(version)


def champions(connection: KafkaConnection) -> Champions:
    """Read the topic to its present end.

    Raises
    ------
    NothingRead, Refused, KafkaException
    """
    found = Champions()
    for message in read(connection, {(MODELS.name, 0): 0}):
        found.take(message)
    return found


def announced(connection: KafkaConnection) -> str | None:
    """The announced champion; None where none was announced yet."""
    return champions(connection).current


class ChampionFollower(TopicFollower):
    """Follows the topic, for a program that must go on without Kafka.

    Parameters
    ----------
    connection : KafkaConnection
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._champions = Champions()
        super().__init__(connection, MODELS, self._champions.take)

    @property
    def current(self) -> str | None:
        """The champion, as far as the topic was read; None where there is none, or the topic could not be read yet."""
        return self._champions.current if self.is_known else None
