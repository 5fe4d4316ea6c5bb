"""A production profile refuses topics that would lose what they acknowledged."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from data.kafka import topic_admin
from data.kafka.connection import KafkaConnection
from data.kafka.durability import weaknesses
from data.kafka.topic_admin import TopicsUnfit
from deploy.local.brokers import EmbeddedBroker


def told(replicas: int, in_sync: str | None, unclean: str | None = None) -> list[str]:
    partitions = {number: SimpleNamespace(replicas=list(range(many))) for number, many in enumerate((5, replicas))}
    topic = SimpleNamespace(partitions=partitions)
    held = {"min.insync.replicas": in_sync, "unclean.leader.election.enable": unclean}
    return list(weaknesses("t", topic, {name: SimpleNamespace(value=value) for name, value in held.items()}))


@pytest.mark.parametrize(("replicas", "in_sync"), [(3, "2"), (4, "2"), (5, "3")])
def test_what_keeps_what_it_acknowledged_is_fit(replicas: int, in_sync: str) -> None:
    assert told(replicas, in_sync) == []


@pytest.mark.parametrize(
    ("replicas", "in_sync", "unclean", "why"),
    [
        (2, "2", None, "2 replicas, 3 are needed"),
        (1, "2", "false", "1 replicas, 3 are needed"),
        (3, "1", None, "min.insync.replicas=1"),
        (3, "3", None, "min.insync.replicas=3"),
        (3, None, None, "min.insync.replicas=(not told)"),
        (3, "2", "true", "unclean.leader.election.enable=true"),
    ],
)
def test_each_weakness_is_told(replicas: int, in_sync: str | None, unclean: str | None, why: str) -> None:
    [one] = told(replicas, in_sync, unclean)
    assert why in one


def test_production_needs_an_idempotent_producer() -> None:
    with pytest.raises(ValidationError, match="MATCHSTREAM_KAFKA_IDEMPOTENCE is off"):
        KafkaConnection(profile="production", kafka_idempotence=False)


@pytest.mark.embedded
def test_a_broker_that_is_too_weak_is_refused_in_production_alone(tmp_path) -> None:
    broker = EmbeddedBroker(tmp_path / "broker")
    broker.start()
    try:
        local = KafkaConnection(kafka_bootstrap=broker.bootstrap, partitions=2)
        topic_admin.create(local, 2, None)
        topic_admin.check(local, 2)
        production = KafkaConnection(kafka_bootstrap=broker.bootstrap, partitions=2, profile="production")
        with pytest.raises(TopicsUnfit, match=r"recruiting\.applicants\.v1 has 1 replicas, 3 are needed"):
            topic_admin.check(production, 2)
    finally:
        broker.stop()
