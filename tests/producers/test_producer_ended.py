"""An error that ends librdkafka's producer for good ends no program: those who sent are told, and a new one is made."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from confluent_kafka import KafkaError, KafkaException

from data.contract.records import Record
from data.kafka.reading import KafkaConnection, read
from producers.sender import NotDelivered, Sender
from tests.producers.mock_cluster import INIT_PRODUCER_ID, PRODUCE, MockCluster
from tests.waiting import eventually

TOPIC = "ends"
PARTITIONS = 4
"""As many as the mock cluster gives a topic."""
LOST_COUNT = KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER


@pytest.fixture
def cluster() -> Iterator[MockCluster]:
    with MockCluster() as running:
        yield running


@pytest.fixture
def connection(cluster: MockCluster) -> KafkaConnection:
    return KafkaConnection(kafka_bootstrap=cluster.bootstrap, kafka_idempotence=True, kafka_timeout=10.0)


def records(*names: str) -> list[Record]:
    return [Record(TOPIC, name.encode(), b"{}") for name in names]


def keys(connection: KafkaConnection) -> set[bytes | None]:
    return {message.key() for message in read(connection, {(TOPIC, number): 0 for number in range(PARTITIONS)})}


@pytest.mark.parametrize("in_row", [False, True])
def test_who_sent_is_told_and_sends_again(
    cluster: MockCluster, connection: KafkaConnection, caplog: pytest.LogCaptureFixture, in_row: bool
) -> None:
    with Sender(connection) as sender:
        send = sender.send_in_row if in_row else sender.send
        send(records("a"))
        cluster.refuse(PRODUCE, LOST_COUNT)
        with pytest.raises(NotDelivered, match=r"records .* desynchronization") as caught:
            send(records("b", "b", "b"))
        assert caught.value.retryable
        assert "is made anew" not in caplog.text
        assert send(records("b", "b", "b"))
        assert "Kafka's producer ended for good, and is made anew" in caplog.text
        sender.send(records("c"))
    assert keys(connection) == {b"a", b"b", b"c"}
    assert caplog.text.count("is made anew") == 1


def test_what_ends_it_while_nobody_sends_is_seen_at_the_next_record(
    cluster: MockCluster, connection: KafkaConnection
) -> None:
    with Sender(connection) as sender:
        sender.send(records("a"))
        cluster.refuse(PRODUCE, LOST_COUNT)

        def takes_nothing() -> bool:
            try:
                sender._driver._producer.produce(TOPIC, b"{}", b"lost")
            except KafkaException:
                return True
            return False

        eventually(takes_nothing, "that the producer ended")
        with pytest.raises(NotDelivered) as caught:
            sender.send(records("b"))
        assert caught.value.retryable
        assert sender.send(records("b")) == 1
        cluster.refuse(PRODUCE, LOST_COUNT)
        sender._driver.produce(*records("lost"), None)
        eventually(lambda: sender.tend() or sender._driver.ended, "that the producer ended")
        assert sender.send(records("c")) == 1
    assert {b"a", b"b", b"c"} <= keys(connection)


def test_several_threads_lose_nothing(cluster: MockCluster, connection: KafkaConnection) -> None:
    wanted = [f"{thread}/{number}" for thread in range(4) for number in range(100)]

    failures: list[NotDelivered] = []

    def send(thread: int) -> None:
        for name in wanted[thread * 100 : (thread + 1) * 100]:
            if name.endswith("50"):
                cluster.refuse(PRODUCE, LOST_COUNT)
            while True:
                try:
                    sender.send(records(name))
                except NotDelivered as error:
                    failures.append(error)
                else:
                    break

    with Sender(connection) as sender, ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [None] * 4
    assert failures
    assert all(error.retryable for error in failures)
    assert keys(connection) == {name.encode() for name in wanted}


def test_what_would_end_the_next_one_too_is_no_reason_to_send_again(
    cluster: MockCluster, connection: KafkaConnection
) -> None:
    cluster.refuse(INIT_PRODUCER_ID, *[KafkaError.CLUSTER_AUTHORIZATION_FAILED] * 2)
    with Sender(connection) as sender:
        for _ in range(2):
            with pytest.raises(NotDelivered) as caught:
                sender.send(records("a"))
            assert not caught.value.retryable
        assert sender.send(records("a")) == 1, "the right was given"
