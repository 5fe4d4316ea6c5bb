"""Reading of stretches: where brief fetches get nothing, longer ones go on where they were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import Consumer, Message

from data.contract.records import Record
from data.contract.topics import MATCHES
from data.kafka import reading, topic_admin
from data.kafka.reading import KafkaConnection, read
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender

pytestmark = pytest.mark.embedded

PARTITIONS = range(4)
BATCHES = 150
WAITS_MS = (1, 250)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaConnection]:
    """Of a broker that holds many small batches."""
    broker = EmbeddedBroker(tmp_path_factory.mktemp("kafka"))
    broker.start()
    held = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=len(PARTITIONS))
    topic_admin.create(held, len(PARTITIONS), 1)
    with Sender(held) as sender:
        for number in range(BATCHES):
            sender.send([Record(MATCHES.name, b"j|a", str(number).encode(), (), shard) for shard in PARTITIONS])
    yield held
    broker.kill()


@pytest.mark.parametrize("starved", [1, 2, 5, 10])
@pytest.mark.parametrize("stop", [None, 100])
def test_whoever_starves_reads_on_with_longer_waits(
    connection: KafkaConnection, starved: int, stop: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []

    class Starving(Consumer):
        """Gives little and often nothing where fetches wait briefly."""

        def __init__(self, options: dict[str, Any]) -> None:
            super().__init__(options)
            waits.append(options["fetch.wait.max.ms"])
            self.asked = 0

        def consume(self, num_messages: int = 1, timeout: float = -1) -> list[Message]:
            self.asked += 1
            if waits[-1] != WAITS_MS[0]:
                return super().consume(num_messages, timeout)
            return super().consume(10, timeout) if self.asked % 2 else []

    monkeypatch.setattr(reading, "Consumer", Starving)
    monkeypatch.setattr(reading, "_FETCH_WAITS_MS", WAITS_MS)
    monkeypatch.setattr(reading, "_STARVED", starved)
    starts = {(MATCHES.name, number): 3 for number in PARTITIONS}
    stops = None if stop is None else dict.fromkeys(starts, stop)
    found: dict[int, list[int]] = {number: [] for number in PARTITIONS}
    for message in read(connection, starts, stops):
        found[message.partition() or 0].append(message.offset() or 0)
    assert found == {number: list(range(3, stop or BATCHES)) for number in found}
    assert waits == list(WAITS_MS)
