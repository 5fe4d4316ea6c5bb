"""The one producer: what counts as sent, and where a key goes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiokafka.partitioner import murmur2

from data import topics
from data.events import Record
from data.kafka import KafkaConnection, read
from data.topics import APPLICANTS
from deploy.local.brokers import EmbeddedBroker
from producers.sender import NotDelivered, Sender

pytestmark = pytest.mark.embedded
SHARDS = 4


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    running = EmbeddedBroker(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def connection(broker: EmbeddedBroker) -> KafkaConnection:
    held = KafkaConnection(
        kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=SHARDS, kafka_timeout=2.0
    )
    topics.create(held, SHARDS, 1)
    return held


def written(connection: KafkaConnection) -> dict[bytes | None, int | None]:
    starts = {(APPLICANTS.name, number): 0 for number in range(SHARDS)}
    return {message.key(): message.partition() for message in read(connection, starts)}


def test_keys_go_where_java_and_faust_would_put_them(connection: KafkaConnection) -> None:
    keys = [f"{n}".encode() for n in range(200)]
    with Sender(connection) as sender:
        assert sender.send(Record(APPLICANTS.name, key, b"{}") for key in keys).number == 200
    assert written(connection) == {key: (murmur2(key) & 0x7FFFFFFF) % SHARDS for key in keys}


def test_several_threads_send_through_one_sender(connection: KafkaConnection) -> None:
    with Sender(connection) as sender, ThreadPoolExecutor(8) as pool:
        batches = [[Record(APPLICANTS.name, f"{b}/{n}".encode(), b"{}") for n in range(300)] for b in range(8)]
        assert [sent.number for sent in pool.map(sender.send, batches)] == [300] * 8
    assert len(written(connection)) == 2400


def test_the_offsets_are_told_of_records_that_stand_in_a_row(connection: KafkaConnection) -> None:
    def records(number: int, partition: int = 0) -> list[Record]:
        return [Record(APPLICANTS.name, b"k", b"{}", (), partition)] * number

    with Sender(connection) as sender, Sender(connection) as other:
        assert sender.send([]).row is None
        assert sender.send(records(3)).row == range(3)
        other.send(records(2))
        assert sender.send(records(300)).row == range(5, 305)
        assert sender.send(records(1) + records(1, partition=1)).row is None


def test_what_the_broker_did_not_acknowledge_is_not_sent(connection: KafkaConnection, broker: EmbeddedBroker) -> None:
    with Sender(connection) as sender:
        sender.send([Record(APPLICANTS.name, b"1", b"{}")])
        broker.kill()
        with pytest.raises(NotDelivered, match="2 of 2 records were not acknowledged") as caught:
            sender.send([Record(APPLICANTS.name, b"2", b"{}")] * 2)
    assert caught.value.may_pass


def test_what_can_never_be_sent_is_told_apart(connection: KafkaConnection) -> None:
    with Sender(connection) as sender, pytest.raises(NotDelivered) as caught:
        sender.send([Record(APPLICANTS.name, b"1", b"x" * (11 << 20))])
    assert not caught.value.may_pass
