"""Which model version is champion: what the models topic holds."""

from __future__ import annotations

import orjson
from confluent_kafka import Message

from data.events import Record
from data.kafka import KafkaConnection, read
from data.topics import MODELS

CHAMPION = b"champion"


def to_record(version: str) -> Record:
    """The record that makes a version champion."""
    return Record(MODELS.name, CHAMPION, orjson.dumps({"version": version}))


def version_of(message: Message) -> str | None:
    """The version that a record of the models topic makes champion, if it does and can be read."""
    value = message.value()
    if message.key() != CHAMPION or value is None:
        return None
    try:
        return str(orjson.loads(value)["version"])
    except (ValueError, KeyError, TypeError):
        return None


def announced(connection: KafkaConnection) -> str | None:
    """The champion that the topic names; None while it names none."""
    last = None
    for message in read(connection, {(MODELS.name, 0): 0}):
        last = version_of(message) or last
    return last
