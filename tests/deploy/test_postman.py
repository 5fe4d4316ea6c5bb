"""The Postman collection is well formed, tests every answer, and asks for routes of the design."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from data.contract.keys import Scope, mint
from data.kafka.reading import KafkaConnection
from deploy.local.stack import Stack
from producers.sender import Sender
from tests.deploy.servers import nginx_before, program
from tests.node import packages
from tests.trained import shared
from tests.waiting import DEADLINE, eventually

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "postman"
COLLECTION = FOLDER / "matchstream.postman_collection.json"
EVENTS = [
    {
        "specversion": "1.0", "id": f"postman-{kind}", "source": "tests", "type": f"recruiting.{kind}.upserted",
        "data": data,
    }
    for kind, data in (
        ("job", {"id": "v7", "titulo_vaga": "Desenvolvedora Java", "competencias_tecnicas_requeridas": "Java, Spring"}),
        ("applicant", {"id": "c9", "titulo_profissional": "Desenvolvedora", "conhecimentos_tecnicos": "Java, SQL"}),
    )
]  # fmt: skip
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
def stack(tmp_path_factory):
    """The port of a whole stack's gateway that asks for keys, and a key; a pair is scored."""
    folder = tmp_path_factory.mktemp("stack")
    registry = shutil.copytree(shared() / "registry", folder / "models")
    environment = {"MATCHSTREAM_GATEWAY_KEYS": "on"}
    with Stack(partitions=2, webhooks=True, registry=registry, directory=folder, environment=environment) as running:
        text, key = mint("postman", list(Scope), now=time.time_ns() // 1_000_000)
        connection = KafkaConnection(
            kafka_bootstrap=running.broker.bootstrap, kafka_idempotence=running.broker.idempotent, partitions=2
        )
        with Sender(connection) as sender:
            sender.send([key.to_record()])
        address = f"http://127.0.0.1:{running.gateway.port}"
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {text}"}, timeout=DEADLINE) as http:
            eventually(lambda: http.get("/api/jobs").status_code == 200, "that the key is known")
            sent = http.post(
                "/api/events/batch",
                content=json.dumps(EVENTS),
                headers={"content-type": "application/cloudevents-batch+json"},
            )
            assert sent.status_code == 202, sent.text
            eventually(lambda: http.get("/api/matches/v7/c9").status_code == 200, "that the pair is scored")
            eventually(lambda: http.get("/health").json()["store"] == "up", "that the store is up")
        for headers in ({}, {"Authorization": "Bearer ms_key"}, {"Authorization": f"Bearer {text[:-1]}"}):
            assert httpx.get(f"{address}/api/jobs", headers=headers, timeout=DEADLINE).status_code == 401
        yield running.gateway.port, text


@pytest.mark.packages
@pytest.mark.parametrize("way", ["direct", "nginx"])
def test_newman_finds_every_answer_right(stack, way, tmp_path):
    gateway, key = stack
    if way == "nginx":
        with nginx_before(gateway, tmp_path) as address:
            report = newman(way, address, key, tmp_path)
    else:
        report = newman(way, f"http://127.0.0.1:{gateway}", key, tmp_path)

    assert [(found["source"]["name"], found["error"]["message"]) for found in report["run"]["failures"]] == []
    asked = {run["item"]["name"]: run for run in report["run"]["executions"]}
    assert len(asked) == sum(len(folder["item"]) for folder in json.loads(COLLECTION.read_text())["item"])
    assert {code(asked[name]) for name in ("Publish a job", "Publish a batch", "Send a CV as a document")} == {202}
    subscribed = ("Subscribe", "Another secret", "Send a test", "Send it again", "Unsubscribe")
    assert [code(asked[name]) for name in subscribed] == [201, 200, 202, 202, 204]
    assert {code(asked[name]) for name in ("Best applicants of a job", "One match, explained")} == {200}
    sent = [header for run in asked.values() for header in run["request"]["header"] if header["key"] == "Authorization"]
    assert {header["value"] for header in sent} == {f"Bearer {key}"}
    assert len(sent) == len(asked)


def code(run):
    return run["response"]["code"]


def newman(way, address, key, folder):
    report = folder / "report.json"
    program("node")
    command = [
        *(packages() / "node_modules" / ".bin" / "newman", "run", COLLECTION),
        *("--environment", FOLDER / f"{way}.postman_environment.json"),
        *("--env-var", f"base_url={address}", "--env-var", f"api_key={key}"),
        *("--reporters", "json", "--reporter-json-export", report, "--timeout-request", "20000"),
    ]
    subprocess.run(command, check=False, timeout=120, env=os.environ | {"NODE_NO_WARNINGS": "1"})
    return json.loads(report.read_text(encoding="utf-8"))
