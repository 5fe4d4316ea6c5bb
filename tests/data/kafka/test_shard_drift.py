"""Of what shards counted the last record of each counts, and what is no such record is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from data.contract.drift import Decided, ShardDrift
from data.contract.records import Record
from data.contract.topics import DRIFT
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from data.kafka.shard_drift import DriftFollower, last
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender
from tests.waiting import eventually

pytestmark = pytest.mark.embedded


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[KafkaConnection]:
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    held = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=3)
    topic_admin.create(held, 3, 1)
    yield held
    broker.kill()


def one(number: int) -> ShardDrift:
    return ShardDrift("rf-1", "p", {}, {}, number, {}, [Decided(number, True, 50.0, 0.5, 7, 20 + number)])


def test_the_last_of_each_shard_counts(connection: KafkaConnection) -> None:
    assert last(connection, range(3)) == {}
    follower = DriftFollower(connection)
    with Sender(connection) as sender:
        for number in range(3):
            sender.send([one(number).to_record(0), one(10 + number).to_record(2)])
        assert last(connection, range(3)) == {0: one(2), 2: one(12)}
        assert last(connection, [1, 2]) == {2: one(12)}

        def seen() -> dict[int, int]:
            follower.look()
            return {shard: found.open_jobs for shard, found in follower.shards.items()}

        eventually(lambda: seen() == {0: 2, 2: 12}, "the last is followed")
        sender.send([Record(DRIFT.name, b"1", b"no record of ours", (), 1)])
        sender.send([one(3).to_record(1)])
        eventually(lambda: seen() == {0: 2, 1: 3, 2: 12}, "a foreign record is passed over")
    follower.close()


def test_a_version_before_reads_the_outcomes_too_and_its_own_are_read() -> None:
    told = orjson.loads(one(2).to_record(0).value or b"")
    assert told["outcomes"] == [[2, True, 50.0, 0.5, 7]], "of five values, as ever"
    del told["outcome_jobs"]
    held = ShardDrift.of(orjson.dumps(told))
    assert held == one(2)._replace(outcomes=[Decided(2, True, 50.0, 0.5, 7)])
