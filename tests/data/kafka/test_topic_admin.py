"""Topics against a real broker: created once, refused where they differ, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient, ClusterMetadata, NewTopic  # type: ignore[attr-defined]

from data.contract import topics
from data.contract.records import Record
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection, NothingRead, read
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender

pytestmark = pytest.mark.embedded


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    running = EmbeddedBroker(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def connection(broker: EmbeddedBroker) -> KafkaConnection:
    return KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=3)


def test_all_are_created_once_and_right(connection: KafkaConnection) -> None:
    with pytest.raises(topic_admin.TopicsUnfit, match=r"is missing: create it with `python -m producers topics`"):
        topic_admin.check(connection, 3)
    assert topic_admin.create(connection, 3, 1) == [topic.name for topic in topics.ALL]
    assert topic_admin.create(connection, 3, 1) == []
    topic_admin.check(connection, 3)


def test_created_means_that_the_brokers_know_them(connection: KafkaConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    described = topic_admin.described
    asked = []

    def late(to: KafkaConnection) -> tuple[AdminClient, ClusterMetadata]:
        admin, cluster = described(to)
        asked.append(to.kafka_bootstrap)
        if len(asked) < 4:
            cluster.topics = {}
        return admin, cluster

    monkeypatch.setattr(topic_admin, "described", late)
    topic_admin.create(connection, 3, 1)
    assert len(asked) == 4
    hasty = connection.model_copy(update={"kafka_timeout": 0.1})
    with pytest.raises(topic_admin.TopicsUnfit, match=r"created, but 127.0.0.1:\d+ does not know: recruiting"):
        topic_admin.wait_until_all(
            hasty, described(hasty)[1], lambda _: [topics.JOBS.name], "created, but {} does not know"
        )


def test_another_number_of_shards_is_refused_topic_by_topic(connection: KafkaConnection) -> None:
    topic_admin.create(connection, 3, 1)
    with pytest.raises(topic_admin.TopicsUnfit, match=r"applicants.v1 has 3 partitions, 5 are needed") as caught:
        topic_admin.check(connection, 5)
    assert str(caught.value).count("are needed") == sum(topic.sharded for topic in topics.ALL)


def test_a_cleanup_that_would_lose_state_is_refused(connection: KafkaConnection) -> None:
    admin = AdminClient(connection.client())
    made = admin.create_topics([NewTopic(topics.JOBS.name, 3, 1, config={"cleanup.policy": "delete"})])
    made[topics.JOBS.name].result()
    topic_admin.create(connection, 3, 1)
    with pytest.raises(topic_admin.TopicsUnfit, match=r"jobs.v1 has cleanup.policy=delete, compact is needed"):
        topic_admin.check(connection, 3)


def test_a_setting_by_which_what_is_erased_would_stay_is_refused(connection: KafkaConnection) -> None:
    admin = AdminClient(connection.client())
    old = {"cleanup.policy": "delete", "max.compaction.lag.ms": "9223372036854775807"}
    turned = topics.APPLICANTS.config | {"cleanup.policy": "compact", "max.compaction.lag.ms": "1"}
    configs = {topics.DEAD_LETTERS.name: old, topics.APPLICANTS.name: turned}
    for made in admin.create_topics([NewTopic(name, 3, 1, config=config) for name, config in configs.items()]).values():
        made.result()
    topic_admin.create(connection, 3, 1)
    with pytest.raises(topic_admin.TopicsUnfit) as caught:
        topic_admin.check(connection, 3)
    told = str(caught.value)
    assert "dead-letters.v1 has cleanup.policy=delete, compact,delete is needed" in told
    assert "--entity-name recruiting.dead-letters.v1 --add-config cleanup.policy=[compact,delete]`" in told
    assert "applicants.v1 has max.compaction.lag.ms=1, 86400000 is needed: what is removed would stay" in told
    assert told.count("is needed") == 3


def test_the_order_of_two_policies_is_no_difference(connection: KafkaConnection) -> None:
    admin = AdminClient(connection.client())
    config = topics.DEAD_LETTERS.config | {"cleanup.policy": "delete,compact"}
    admin.create_topics([NewTopic(topics.DEAD_LETTERS.name, 3, 1, config=config)])[topics.DEAD_LETTERS.name].result()
    topic_admin.create(connection, 3, 1)
    topic_admin.check(connection, 3)


class TestRead:
    """`data.kafka.reading.read`: stretches of partitions, to their end or to a stop."""

    @pytest.fixture
    def filled(self, connection: KafkaConnection) -> KafkaConnection:
        topic_admin.create(connection, 3, 1)
        with Sender(connection) as sender:
            sender.send(Record(topics.MATCHES.name, b"k", str(n).encode(), (), n % 2) for n in range(200))
        return connection

    def values(self, connection: KafkaConnection, starts: dict[int, int], stops: dict[int, int]) -> list[int]:
        found = read(
            connection,
            {(topics.MATCHES.name, p): at for p, at in starts.items()},
            {(topics.MATCHES.name, p): at for p, at in stops.items()},
        )
        return sorted(int(message.value() or b"") for message in found)

    def test_to_the_end_of_all_the_empty_one_too(self, filled: KafkaConnection) -> None:
        assert self.values(filled, {0: 0, 1: 0, 2: 0}, {}) == list(range(200))

    def test_from_the_middle_to_a_stop(self, filled: KafkaConnection) -> None:
        assert self.values(filled, {0: 10, 1: 90}, {0: 12}) == [20, 22, *range(181, 200, 2)]

    def test_an_empty_stretch_asks_nobody(self, filled: KafkaConnection) -> None:
        assert self.values(filled, {0: 5}, {0: 5}) == []

    def test_a_broker_that_is_away_is_told(self, filled: KafkaConnection, broker: EmbeddedBroker) -> None:
        broker.kill()
        with pytest.raises(NothingRead, match=r"is Kafka at 127.0.0.1"):
            self.values(filled.model_copy(update={"kafka_timeout": 0.5}), {0: 0}, {})
