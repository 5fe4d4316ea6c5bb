"""`python -m gateway` as a process: starts without Redis and Kafka, says why when it does not, ends in order."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import httpx
import pytest
import redis

from data.contract import topics
from data.contract.codec import decode
from data.errors import ExitCode
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection, read
from deploy.local.brokers import EmbeddedBroker
from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import free_port
from deploy.local.programs import PROJECT, Programs
from producers.__main__ import main as producers
from tests.gateway.worlds import RedisWorld, a_match
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.embedded

STRUCTURED = {"Content-Type": "application/cloudevents+json"}
EVENT = {
    "specversion": "1.0",
    "id": "e1",
    "source": "/test",
    "type": "recruiting.job.upserted",
    "data": {"id": "v1", "titulo_vaga": "Dev"},
}


@pytest.fixture
def cache(tmp_path):
    server = EmbeddedRedis(tmp_path / "redis")
    yield server
    server.stop()


@pytest.fixture
def broker(tmp_path):
    broker = EmbeddedBroker(tmp_path / "kafka", port=free_port())
    yield broker
    broker.stop()


@pytest.fixture
def gateway_of(registry, cache, broker, tmp_path):
    """Start a gateway with further settings."""
    environment = {
        "MATCHSTREAM_REDIS_URL": cache.url,
        "MATCHSTREAM_MODEL_REGISTRY": str(registry),
        "MATCHSTREAM_KAFKA_BOOTSTRAP": broker.bootstrap,
        "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
        "MATCHSTREAM_KAFKA_TIMEOUT": "2",
        "MATCHSTREAM_PARTITIONS": "2",
    }
    started = []

    def start(**settings):
        programs = Programs(logs=tmp_path, environment=environment | settings)
        process = programs.service("gateway", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT")
        started.append(process)
        process.start()
        process.wait_ready(DEADLINE)
        return process

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def gateway(gateway_of):
    return gateway_of()


@pytest.fixture
def http(gateway):
    with httpx.Client(base_url=f"http://127.0.0.1:{gateway.port}", timeout=DEADLINE) as client:
        yield client


def test_without_redis_and_kafka_predictions_work_and_the_rest_says_503(http):
    assert (
        http.post("/api/predict", json={"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}).status_code == 200
    )
    assert http.get("/api/jobs").status_code == 503
    with http.stream("GET", "/api/pushes") as pushes:
        assert (pushes.status_code, next(pushes.iter_lines())) == (200, "event: waiting")
    answer = http.post("/api/events", json=EVENT, headers=STRUCTURED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    health = http.get("/health").json()
    assert (health["status"], health["redis"], health["kafka"]) == ("degraded", "down", "down")


def test_an_accepted_event_is_in_kafka_and_a_broker_that_comes_back_is_used_again(http, broker):
    assert http.post("/api/events", json=EVENT, headers=STRUCTURED).status_code == 503
    broker.start()
    assert http.post("/api/events", json=EVENT, headers=STRUCTURED).status_code == 503, "there is no topic yet"
    connection = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2)
    topic_admin.create(connection, 2, 1)
    # The gateway's client finds the broker again within its own pause between attempts.
    while (answer := http.post("/api/events", json=EVENT, headers=STRUCTURED)).status_code == 503:
        pass

    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    found = list(read(connection, {(topics.JOBS.name, partition): 0 for partition in range(2)}))
    event = decode(
        topics.JOBS.name, found[-1].key(), found[-1].value(), found[-1].headers() or [], found[-1].timestamp()[1]
    )
    assert (event.key, event.id, event.entity.titulo_vaga) == ("v1", "e1", "Dev")


def test_a_cache_that_comes_back_is_used_again_and_streams_are_cut_when_the_gateway_stops(
    http, gateway, cache, tmp_path
):
    assert http.get("/api/jobs").status_code == 503
    with http.stream("GET", "/api/pushes") as answer:
        lines = answer.iter_lines()
        assert next(lines) == "event: waiting"
        cache.start()
        with redis.Redis.from_url(cache.url) as client:
            world = RedisWorld(client, cache)
            world.job("v1")
            world.ready()
            assert http.get("/api/jobs").json()["total"] == 1
            assert "event: ready" in lines
            world.push(a_match("v1", "c1", 90.0))
            assert "event: match" in lines

            stopping = threading.Thread(target=gateway.stop)
            stopping.start()
            # An end in order would be taken for the last push by some clients.
            with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
                list(lines)
            stopping.join(DEADLINE)

    assert not stopping.is_alive()
    log = (tmp_path / "gateway.log").read_text()
    assert "Traceback" not in log
    assert "ERROR uvicorn" not in log


def started_with(**settings):
    return subprocess.run(
        [sys.executable, "-m", "gateway"],
        env=os.environ | settings,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def test_no_start_without_keys_where_others_reach_it(tmp_path):
    done = started_with(MATCHSTREAM_GATEWAY_KEYS="off", MATCHSTREAM_GATEWAY_HOST="0.0.0.0")

    assert done.returncode == ExitCode.CONFIGURE
    assert len(done.stderr.splitlines()) == 1
    assert "MATCHSTREAM_GATEWAY_KEYS is off, and MATCHSTREAM_GATEWAY_HOST is 0.0.0.0" in done.stderr


def test_keys_made_by_command_open_the_gateway_go_on_without_kafka_and_are_not_guessed_at_a_start(
    gateway_of, broker, monkeypatch, capsys
):
    gateway = gateway_of(MATCHSTREAM_GATEWAY_KEYS="on")
    pair = {"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}

    def status(key):
        headers = {"Authorization": f"Bearer {key}"}
        address = f"http://127.0.0.1:{gateway.port}/api/predict"
        return httpx.post(address, json=pair, headers=headers, timeout=DEADLINE).status_code

    assert status(f"msk_{'0' * 12}_{'0' * 64}") == 503, "keys were never read"
    broker.start()
    for name, value in gateway.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MATCHSTREAM_KAFKA_TIMEOUT")
    topic_admin.create(KafkaConnection(), 2, 1)
    assert producers(["keys", "create", "--name", "one", "--scopes", "read"]) == 0
    key = capsys.readouterr().out.strip()
    eventually(lambda: status(key) == 200)
    assert status(key[:-1] + "z") == status(f"msk_{'0' * 12}_{'0' * 64}") == 401
    broker.kill()
    assert [status(key), status("x")] == [200, 401]
    gateway.kill()
    gateway.start()
    gateway.wait_ready(DEADLINE)
    assert [status(key), status("x")] == [503, 401]


def test_no_start_without_a_model_and_the_reason_is_told(tmp_path):
    done = started_with(MATCHSTREAM_MODEL_REGISTRY=str(tmp_path / "none"))

    assert done.returncode == ExitCode.CONFIGURE
    assert "no champion model can be used" in done.stderr
    assert "make train" in done.stderr
    assert "Traceback" not in done.stderr
