"""The local brokers and Redis servers: on their port, restartable, and honest about what they keep."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from deploy.local import apache_broker
from deploy.local.apache_broker import ApacheBroker, MissingToolError, kafka_version
from deploy.local.brokers import EmbeddedBroker, serves_metadata
from deploy.local.caches import EmbeddedRedis, RedisServer

pytestmark = pytest.mark.enable_socket
JARS = Path(__file__).resolve().parents[2] / "var" / "kafka"


def topics(broker) -> dict[str, int]:
    admin = AdminClient({"bootstrap.servers": broker.bootstrap})
    return {name: len(topic.partitions) for name, topic in admin.list_topics(timeout=10).topics.items()}


def create(broker, name):
    admin = AdminClient({"bootstrap.servers": broker.bootstrap})
    for created in admin.create_topics([NewTopic(name, 8, 1, config={"cleanup.policy": "compact"})]).values():
        created.result(10)


@pytest.fixture(params=["embedded", pytest.param("apache", marks=pytest.mark.apache)])
def broker(request, tmp_path):
    made = EmbeddedBroker(tmp_path) if request.param == "embedded" else ApacheBroker(tmp_path, jars_directory=JARS)
    yield made
    made.kill()


@pytest.fixture(params=["embedded", pytest.param("apache", marks=pytest.mark.apache)])
def server(request, tmp_path):
    made = EmbeddedRedis(tmp_path) if request.param == "embedded" else RedisServer(tmp_path)
    yield made
    made.kill()


def test_a_broker_restarts_on_its_port_and_keeps_what_it_says_it_keeps(broker):
    broker.start()
    create(broker, "kept")
    assert topics(broker)["kept"] == 8
    address = broker.bootstrap
    broker.kill()
    assert not serves_metadata(broker.port)
    broker.start()
    assert broker.bootstrap == address
    assert ("kept" in topics(broker)) == broker.durable
    broker.stop()
    assert not broker.process.running


def test_a_broker_takes_an_acknowledged_record(broker):
    broker.start()
    create(broker, "some")
    errors = []
    producer = Producer({"bootstrap.servers": broker.bootstrap, "acks": "all", "enable.idempotence": broker.idempotent})
    producer.produce("some", b"value", b"key", on_delivery=lambda error, _message: errors.append(error))
    assert producer.flush(20) == 0
    assert errors == [None]


@pytest.mark.apache
def test_apache_creates_no_topic_unasked(tmp_path):
    broker = ApacheBroker(tmp_path, jars_directory=JARS)
    try:
        broker.start()
        producer = Producer({"bootstrap.servers": broker.bootstrap, "message.timeout.ms": 3000})
        errors = []
        producer.produce("unasked", b"value", on_delivery=lambda error, _message: errors.append(error))
        producer.flush(20)
        assert len(errors) == 1
        assert errors[0] is not None
        assert "unasked" not in topics(broker)
    finally:
        broker.kill()


def test_a_redis_restarts_on_its_port(server):
    server.start()
    url = server.url
    with redis.Redis.from_url(url) as client:
        assert client.set("key", "value")
        assert client.config_get("bind")["bind"].startswith("127.0.0.1")
    server.stop()
    server.start()
    assert server.url == url
    with redis.Redis.from_url(url) as client:
        assert client.ping()


@pytest.mark.parametrize(("tool", "hint"), [("java", "openjdk"), ("mvn", "apt-get install maven")])
def test_a_missing_tool_is_named_with_the_way_to_install_it(tmp_path, monkeypatch, tool, hint):
    found = apache_broker.shutil.which
    monkeypatch.setattr(apache_broker.shutil, "which", lambda name: None if name == tool else found(name) or name)
    monkeypatch.setattr(apache_broker, "_java", apache_broker._java if tool == "java" else lambda: "java")
    if tool == "java":
        monkeypatch.setattr(apache_broker, "_fetch_jars", lambda directory: directory)
    with pytest.raises(MissingToolError, match=hint):
        ApacheBroker(tmp_path, jars_directory=tmp_path)


def test_the_kafka_version_is_read_from_the_pom():
    assert kafka_version().startswith("4.")
