"""The Postman collection is well formed, tests every answer, and asks for routes of the design."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import httpx
import pytest
import redis

from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import free_port
from deploy.local.programs import Programs
from tests.deploy.servers import nginx_before, program
from tests.gateway.worlds import RedisWorld, a_match
from tests.node import packages
from tests.trained import shared
from tests.waiting import eventually

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "postman"
COLLECTION = FOLDER / "matchstream.postman_collection.json"
ROUTES = {
    "POST /api/predict",
    "POST /api/predict_simple",
    "GET /",
    "GET /status",
    "GET /health",
    "GET /model/info",
    "GET /metrics",
    "GET /api/jobs",
    "GET /api/search/jobs",
    "GET /api/search/applicants",
    "GET /api/jobs/{{job_id}}/matches",
    "GET /api/applicants/{{applicant_id}}/matches",
    "GET /api/matches/{{job_id}}/{{applicant_id}}",
    "POST /api/decisions",
    "POST /api/decisions/standing",
    "POST /api/decisions/{{decision}}/undo",
    "GET /api/decisions",
    "GET /api/must-haves",
    "POST /api/events",
    "POST /api/documents/candidato-1",
    "POST /connect/{{connection}}",
    "GET /api/pushes",
    "POST /api/webhooks",
    "GET /api/webhooks",
    "GET /api/webhooks/{{subscription}}",
    "PATCH /api/webhooks/{{subscription}}",
    "DELETE /api/webhooks/{{subscription}}",
    "POST /api/webhooks/{{subscription}}/rotate",
    "POST /api/webhooks/{{subscription}}/test",
    "POST /api/webhooks/{{subscription}}/replay",
    "GET /api/webhooks/{{subscription}}/deliveries",
    "GET /session",
    "GET /api/keys",
}


def test_the_collection():
    collection = json.loads(COLLECTION.read_text(encoding="utf-8"))
    assert collection["info"]["schema"].endswith("/v2.1.0/collection.json")
    assert {variable["key"] for variable in collection["variable"]} == {
        "base_url",
        "api_key",
        "job_id",
        "applicant_id",
        "connection",
        "metrics_status",
        "subscription",
        "decision",
    }
    asked = set()
    for item in (item for folder in collection["item"] for item in folder["item"]):
        url = item["request"]["url"]
        path = "/" + "/".join(url["path"])
        assert url["raw"].partition("?")[0] == "{{base_url}}" + path
        asked.add(f"{item['request']['method']} {path}")
        scripts = [event["script"]["exec"] for event in item["event"] if event["listen"] == "test"]
        assert any("pm.test(" in line for script in scripts for line in script), item["name"]
        if "body" in item["request"]:
            assert item["request"]["body"]["mode"] == "raw"
    assert asked == ROUTES


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    """The port of a gateway with Kafka and a filled Redis."""
    folder = tmp_path_factory.mktemp("gateway")
    broker, cache = EmbeddedBroker(folder / "kafka", port=free_port()), EmbeddedRedis(folder / "redis")
    broker.start()
    cache.start()
    topic_admin.create(KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2), 2, 1)
    environment = {
        "MATCHSTREAM_REDIS_URL": cache.url,
        "MATCHSTREAM_KAFKA_BOOTSTRAP": broker.bootstrap,
        "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
        "MATCHSTREAM_PARTITIONS": "2",
        "MATCHSTREAM_MODEL_REGISTRY": str(shared() / "registry"),
        "MATCHSTREAM_STORE_PATH": str(folder / "store.sqlite"),
    }
    process = Programs(logs=folder, environment=environment).service(
        "gateway", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT"
    )
    process.start()
    with redis.Redis.from_url(cache.url) as client:
        world = RedisWorld(client, cache)
        world.job("v7", titulo_vaga="Desenvolvedora Java")
        world.applicant("c9")
        world.match(a_match("v7", "c9", 91.5))
        world.ready()
        world.beat(at=-1e6, written=-1e6, kafka=-1e6)  # no test takes so long
        process.wait_ready(60)
        eventually(
            lambda: httpx.get(f"http://127.0.0.1:{process.port}/health").json()["store"] == "up", "the store is up"
        )
        yield process.port
    for part in (process, cache, broker):
        part.stop()


@pytest.mark.packages
@pytest.mark.parametrize("way", ["direct", "nginx"])
def test_newman_finds_every_answer_right(gateway, way, tmp_path):
    if way == "nginx":
        with nginx_before(gateway, tmp_path) as address:
            report = newman(way, address, tmp_path)
    else:
        report = newman(way, f"http://127.0.0.1:{gateway}", tmp_path)

    assert [(found["source"]["name"], found["error"]["message"]) for found in report["run"]["failures"]] == []
    asked = {run["item"]["name"]: run for run in report["run"]["executions"]}
    assert len(asked) == sum(len(folder["item"]) for folder in json.loads(COLLECTION.read_text())["item"])
    assert {code(asked[name]) for name in ("Publish a job", "Publish a batch", "Send a CV as a document")} == {202}
    subscribed = ("Subscribe", "Another secret", "Send a test", "Send it again", "Unsubscribe")
    assert [code(asked[name]) for name in subscribed] == [201, 200, 202, 202, 204]
    assert {code(asked[name]) for name in ("Best applicants of a job", "One match, explained")} == {200}
    sent = [header for run in asked.values() for header in run["request"]["header"] if header["key"] == "Authorization"]
    assert {header["value"] for header in sent} == {"Bearer ms_key"}
    assert len(sent) == len(asked)


def code(run):
    return run["response"]["code"]


def newman(way, address, folder):
    report = folder / "report.json"
    program("node")
    command = [
        *(packages() / "node_modules" / ".bin" / "newman", "run", COLLECTION),
        *("--environment", FOLDER / f"{way}.postman_environment.json"),
        *("--env-var", f"base_url={address}", "--env-var", "api_key=ms_key"),
        *("--reporters", "json", "--reporter-json-export", report, "--timeout-request", "20000"),
    ]
    subprocess.run(command, check=False, timeout=120, env=os.environ | {"NODE_NO_WARNINGS": "1"})
    return json.loads(report.read_text(encoding="utf-8"))
