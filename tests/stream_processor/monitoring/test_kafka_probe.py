"""A program that stands on Kafka is not ready while Kafka does not answer, and says so."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError, KafkaException

from data.kafka.reading import KafkaConnection
from stream_processor import metrics
from stream_processor.monitoring.kafka_probe import AWAY_SECONDS, KafkaProbe
from tests.waiting import eventually

CONNECTION = KafkaConnection(kafka_bootstrap="kafka-1:9092")
READY = {"ready": True, "status": "ready", "progress_age_seconds": 0.0, "shards": [0, 1]}


class Broker:
    def __init__(self) -> None:
        self.up = True
        self.now = 0.0
        self.asked = 0

    def ask(self) -> None:
        self.asked += 1
        if not self.up:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def silences() -> list[float]:
    return []


@pytest.fixture
def probe(broker: Broker, silences: list[float]) -> KafkaProbe:
    return KafkaProbe(CONNECTION, broker.ask, [silences.append], lambda: broker.now)


def test_while_kafka_answers_a_program_s_own_health_counts(probe: KafkaProbe, broker: Broker) -> None:
    health = probe.health(lambda: dict(READY))
    for second in range(100):
        broker.now = float(second)
        probe.turn()
        assert health() == READY


def test_kafka_away_is_told_with_its_age_and_what_to_do_until_it_is_back(
    probe: KafkaProbe, broker: Broker, silences: list[float]
) -> None:
    health = probe.health(lambda: dict(READY))
    broker.up = False
    broker.now = AWAY_SECONDS - 0.1
    probe.turn()
    assert health() == READY, "a moment's silence is none"
    broker.now = 42.0
    probe.turn()
    state = health()
    assert (state["ready"], state["status"], state["progress_age_seconds"]) == (False, "Kafka is away", 42.0)
    assert "kafka-1:9092 has not answered for 42 s" in state["reasons"][0]
    assert state["shards"] == [0, 1]
    assert silences == [AWAY_SECONDS - 0.1, 42.0]
    for registry in (metrics.WORKER, metrics.CACHE):
        assert registry.get_sample_value("matchstream_kafka_silent_seconds") == 42.0
    broker.up = True
    probe.turn()
    assert health() == READY


def test_what_was_not_written_before_is_older_still(probe: KafkaProbe, broker: Broker) -> None:
    broker.now = 20.0
    state = probe.health(lambda: READY | {"progress_age_seconds": 99.0, "reasons": ["another"]})()
    assert state["progress_age_seconds"] == 99.0
    assert state["reasons"][1] == "another"


def test_it_asks_until_it_is_told_to_stop_whatever_goes_wrong(
    broker: Broker, silences: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stream_processor.monitoring.kafka_probe.EVERY_SECONDS", 0.001)

    def broken(silent: float) -> None:
        silences.append(silent)
        raise ValueError("a fault of ours")

    with KafkaProbe(CONNECTION, broker.ask, [broken]) as probe:
        eventually(lambda: len(silences) > 3, "several turns")
    assert not probe._thread.is_alive()
