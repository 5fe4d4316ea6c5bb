"""The applications of somebody whose record was merged, as a broker has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.contract.codec import encode
from data.contract.entities import Application
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICATIONS
from data.kafka import misplaced, topic_admin
from data.kafka.partitions import shard_of
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from gateway.connect.merges import applications_of, moved
from producers.connectors.outcome import Merged
from producers.sender import Sender

TIME = datetime(2026, 11, 3, 12, tzinfo=UTC)


def told(kind, job, minutes, applicant="p1"):
    pair = Application(id_vaga=job, id_candidato=applicant)
    time = TIME + timedelta(minutes=minutes)
    return encode(event(kind, pair, time=time, source="urn:ats", id=f"{job}/{minutes}"))


@pytest.mark.embedded
def test_of_each_application_the_newest_is_moved(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    try:
        kafka = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2)
        topic_admin.create(kafka, 2, 1)
        shard = shard_of("p1", 2)
        with Sender(kafka) as sender:
            sender.send(
                [
                    told(EventType.APPLICATION_HIRED, "v1", 5),
                    told(EventType.APPLICATION_APPLIED, "v1", 0),
                    told(EventType.APPLICATION_APPLIED, "v2", 1),
                    told(EventType.APPLICATION_WITHDREW, "v2", 1),
                    told(EventType.APPLICATION_APPLIED, "v3", 2, applicant="p2"),
                    Record(APPLICATIONS.name, b"p1", b"{", (), shard),
                    misplaced.mark(APPLICATIONS.name, shard, b"p1", 2),
                ]
            )
        found = applications_of(kafka, "p1")
        assert applications_of(kafka, "nobody") == []
    finally:
        broker.kill()
    again = moved(Merged("p1", "p9", "m"), "urn:ats:x", found)
    assert {
        (one.event.type, one.event.key, one.event.entity.id_vaga, one.event.id, one.event.source) for one in again
    } == {
        (EventType.APPLICATION_HIRED, "p9", "v1", "m/v1", "urn:ats:x"),
        (EventType.APPLICATION_WITHDREW, "p9", "v2", "m/v2", "urn:ats:x"),
    }
    assert {one.event.time for one in again} == {TIME + timedelta(minutes=5), TIME + timedelta(minutes=1)}
