"""What a gateway in these tests stands on: the embedded broker with topics and events, and Redis with matches."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from data.contract.codec import encode
from data.contract.entities import Job
from data.contract.events import EventType, event
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender
from tests.waiting import DEADLINE, eventually

PARTITIONS = 1
TIME = datetime(2026, 5, 4, tzinfo=UTC)


def settings_of(bootstrap):
    return {"MATCHSTREAM_KAFKA_BOOTSTRAP": bootstrap, "MATCHSTREAM_PARTITIONS": str(PARTITIONS)}


def broker_with_topics(folder):
    """A broker that runs, and how it is reached."""
    broker = EmbeddedBroker(folder)
    broker.start()
    connection = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=PARTITIONS)
    topic_admin.create(connection, PARTITIONS, 1)
    return broker, connection


def tell(connection, *entities):
    """Send the events of jobs and applicants."""
    with Sender(connection) as sender:
        sender.send([encode(_event(entity)) for entity in entities])


def tell_through(broker, *entities):
    """Send the events of jobs and applicants to a broker that runs."""
    tell(KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=PARTITIONS), *entities)


def decides(address):
    """Wait until a gateway has compared its store with Kafka, so that decisions are taken."""
    eventually(
        lambda: httpx.get(f"{address}/health", timeout=DEADLINE).json()["store"] == "up", "the store is compared"
    )


def _event(entity):
    kind = EventType.JOB_UPSERTED if isinstance(entity, Job) else EventType.APPLICANT_UPSERTED
    return event(kind, entity, time=TIME, source="/tests", id=entity.id)
