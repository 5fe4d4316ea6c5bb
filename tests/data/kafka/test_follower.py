"""What is followed: records in order, ends noted, errors by one rule."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from data.kafka import follower as module
from data.kafka.follower import Follower

JOBS, APPLICANTS = ("jobs", 0), ("applicants", 1)


class Client:
    """A consumer that hands over what it is given, and keeps what is asked of it."""

    def __init__(self) -> None:
        self.coming: list[Any] = []
        self.assigned: dict[tuple[str, int], int] = {}
        self.is_closed = False

    def assign(self, places: list[Any]) -> None:
        self.assigned = {(place.topic, place.partition): place.offset for place in places}

    def incremental_assign(self, places: list[Any]) -> None:
        self.assigned |= {(place.topic, place.partition): place.offset for place in places}

    def incremental_unassign(self, places: list[Any]) -> None:
        for place in places:
            del self.assigned[place.topic, place.partition]

    def consume(self, limit: int, _seconds: float) -> list[Any]:
        come, self.coming = self.coming[:limit], self.coming[limit:]
        return come

    def close(self) -> None:
        self.is_closed = True


def message(partition: tuple[str, int], offset: int = 0, error: KafkaError | None = None) -> Any:
    topic, number = partition
    return SimpleNamespace(
        topic=lambda: topic, partition=lambda: number, offset=lambda: offset, error=lambda: error, value=lambda: b""
    )


def end(partition: tuple[str, int]) -> Any:
    return message(partition, error=KafkaError(KafkaError._PARTITION_EOF))


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    made = Client()
    monkeypatch.setattr(module, "reader", lambda _connection, _options: made)
    return made


def follow(positions: dict[tuple[str, int], int]) -> Follower:
    follower = Follower(SimpleNamespace(), {})  # type: ignore[arg-type]
    follower.assign(positions)
    return follower


def test_records_come_in_order_and_the_end_of_each_partition_is_noted(client: Client) -> None:
    follower = follow({JOBS: 3, APPLICANTS: 7})
    assert client.assigned == {JOBS: 3, APPLICANTS: 7}
    client.coming = [message(JOBS, 3), message(APPLICANTS, 7), end(JOBS), message(APPLICANTS, 8), end(APPLICANTS)]
    assert [(record.topic(), record.offset()) for record in follower.read(4, 0.0)] == [
        ("jobs", 3), ("applicants", 7), ("applicants", 8),
    ]  # fmt: skip
    assert (follower.at_end, follower.behind) == (True, {APPLICANTS})
    assert follower.read(4, 0.0) == []
    assert (follower.at_end, follower.behind) == (True, set())
    assert follower.read(4, 0.0) == []
    assert not follower.at_end


def test_what_is_assigned_anew_is_behind_again(client: Client) -> None:
    follower = follow({JOBS: 3})
    client.coming = [end(JOBS)]
    follower.read(1, 0.0)
    follower.assign({JOBS: 0, APPLICANTS: 0})
    assert (client.assigned, follower.behind) == ({JOBS: 0, APPLICANTS: 0}, {JOBS, APPLICANTS})


def test_partitions_come_and_go_while_the_others_go_on(client: Client) -> None:
    follower = follow({JOBS: 3})
    client.coming = [end(JOBS)]
    follower.read(1, 0.0)
    follower.add({APPLICANTS: 5})
    assert (client.assigned, follower.partitions) == ({JOBS: 3, APPLICANTS: 5}, {JOBS, APPLICANTS})
    assert follower.behind == {APPLICANTS}
    follower.drop({APPLICANTS})
    assert (client.assigned, follower.partitions, follower.behind) == ({JOBS: 3}, {JOBS}, set())


def test_an_error_that_may_pass_is_logged_and_what_comes_with_it_is_read(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    follower = follow({JOBS: 0})
    client.coming = [message(JOBS, error=KafkaError(KafkaError._TRANSPORT)), message(JOBS, 0)]
    with caplog.at_level(logging.WARNING):
        assert len(follower.read(10, 0.0)) == 1
    assert len(caplog.messages) == 1
    assert follower.behind == {JOBS}


def test_an_error_that_no_reading_comes_out_of_ends_it(client: Client) -> None:
    follower = follow({JOBS: 0})
    client.coming = [message(JOBS, error=KafkaError(KafkaError._FATAL, "fenced", True))]
    with pytest.raises(KafkaException, match="fenced"):
        follower.read(10, 0.0)
    follower.close()
    assert client.is_closed
