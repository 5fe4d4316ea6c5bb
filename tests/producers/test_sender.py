"""The one producer: what counts as sent, and where a key goes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from data.contract.records import Record
from data.contract.topics import APPLICANTS
from data.kafka import topic_admin
from data.kafka.partitions import shard_of
from data.kafka.reading import KafkaConnection, read
from deploy.local.brokers import EmbeddedBroker
from deploy.local.ports import free_port
from producers.sender import NotDelivered, Sender
from tests.waiting import eventually

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
    held = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=SHARDS)
    topic_admin.create(held, SHARDS, 1)
    return held


def written(connection: KafkaConnection) -> dict[bytes | None, int | None]:
    starts = {(APPLICANTS.name, number): 0 for number in range(SHARDS)}
    return {message.key(): message.partition() for message in read(connection, starts)}


def in_partition(number: int, key: bytes = b"k") -> list[Record]:
    return [Record(APPLICANTS.name, key, b"{}", (), 0)] * number


def test_keys_go_where_java_and_faust_would_put_them(connection: KafkaConnection) -> None:
    names = [f"{n}" for n in range(200)]
    with Sender(connection) as sender:
        assert sender.send(Record(APPLICANTS.name, name.encode(), b"{}") for name in names) == 200
    assert written(connection) == {name.encode(): shard_of(name, SHARDS) for name in names}


def test_several_threads_send_through_one_sender(connection: KafkaConnection) -> None:
    with Sender(connection) as sender, ThreadPoolExecutor(8) as pool:
        batches = [[Record(APPLICANTS.name, f"{b}/{n}".encode(), b"{}") for n in range(300)] for b in range(8)]
        assert list(pool.map(sender.send, batches)) == [300] * 8
    assert len(written(connection)) == 2400


def test_the_offsets_are_told_of_records_that_stand_in_a_row(connection: KafkaConnection) -> None:
    with Sender(connection) as sender, Sender(connection) as other:
        assert sender.send_in_row([]) is None
        assert sender.send_in_row(in_partition(1)) == range(1)
        assert sender.send_in_row(in_partition(3)) == range(1, 4)
        other.send(in_partition(2))
        assert sender.send_in_row(in_partition(300)) == range(6, 306)


def test_what_does_not_stand_in_a_row_is_sent_again(
    connection: KafkaConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sender(connection) as sender, Sender(connection) as other:
        produce, sent = sender._driver.produce, count(1)

        def disturbed(*arguments: Any) -> None:
            produce(*arguments)
            if next(sent) == 2:
                sender._driver._producer.flush(10)
                other.send(in_partition(1, key=b"between"))

        monkeypatch.setattr(sender._driver, "produce", disturbed)
        assert sender.send_in_row(in_partition(4)) == range(5, 9)
    assert [message.key() for message in read(connection, {(APPLICANTS.name, 0): 0})].index(b"between") == 2


def test_what_the_broker_did_not_acknowledge_is_not_sent(connection: KafkaConnection, broker: EmbeddedBroker) -> None:
    with Sender(connection.model_copy(update={"kafka_timeout": 0.5})) as sender:

        def is_acknowledged() -> bool:
            with suppress(NotDelivered):
                return sender.send(in_partition(1)) == 1
            return False

        eventually(is_acknowledged, "that the broker is there")
        broker.kill()
        for send in (sender.send, sender.send_in_row):
            with pytest.raises(NotDelivered, match="3 of 3 records were not acknowledged") as caught:
                send(in_partition(3))
            assert caught.value.retryable


def test_what_can_never_be_sent_is_told_apart(connection: KafkaConnection) -> None:
    with Sender(connection) as sender, pytest.raises(NotDelivered) as caught:
        sender.send([Record(APPLICANTS.name, b"1", b"x" * (11 << 20))])
    assert not caught.value.retryable


def test_what_the_driver_says_while_nothing_is_sent_is_taken(caplog: pytest.LogCaptureFixture) -> None:
    nowhere = KafkaConnection(kafka_bootstrap=f"127.0.0.1:{free_port()}", kafka_idempotence=False)
    with Sender(nowhere) as sender:

        def is_told() -> bool:
            sender.tend()
            return "Connection refused" in caplog.text

        eventually(is_told, "that the broker is away")
