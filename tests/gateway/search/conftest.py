"""Records of the topics, and an index that takes them in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.contract.events import EventType, event
from data.kafka.inputs import Input
from data.kafka.partitions import partition_of
from gateway.search.index import SearchIndex
from model.registry import Registry
from model.scoring.scorer import Scorer

PARTITIONS = 4
START = datetime(2026, 5, 4, tzinfo=UTC)
TYPES = {
    Job: (EventType.JOB_UPSERTED, EventType.JOB_REMOVED),
    Applicant: (EventType.APPLICANT_UPSERTED, EventType.APPLICANT_REMOVED),
}


@pytest.fixture(scope="session")
def reader(registry):
    return Scorer.load(Registry(registry).resolve("champion")).reader


def told(kind, name, seconds=0, **fields):
    """The event of an entity, or of its removal if there are no fields."""
    upserted, removed = TYPES[kind]
    entity = kind(id=name, **fields) if fields else name
    time = START + timedelta(seconds=seconds)
    return event(upserted if fields else removed, entity, time=time, source="/test", id="1")


def record(what, partition=None):
    """An event as it is read."""
    sent = encode(what)
    place = partition_of(sent.key, PARTITIONS) if partition is None else partition
    return Input(sent.topic, place, 0, sent.key, sent.value, sent.headers, int(START.timestamp() * 1000))


@pytest.fixture
def index():
    made = SearchIndex()
    made.is_known = True
    return made


@pytest.fixture
def put(index, reader):
    """Let the index take in an entity, or its removal."""

    def taken(kind, name, seconds=0, **fields):
        index.take(record(told(kind, name, seconds, **fields)), reader, PARTITIONS)

    return taken
