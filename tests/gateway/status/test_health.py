"""Health, status, model and metrics: what works is said, and what does not never stops predictions."""

from __future__ import annotations

import re

import pytest

from data.kafka.topic_watch import Change, Kind
from gateway.texts.catalogue import LANGUAGES, texts_of
from tests.gateway.clients import serving
from tests.gateway.conftest import make
from tests.gateway.stand_ins import Announced
from tests.gateway.worlds import MemoryWorld


def test_health_when_all_is_well(client, world):
    answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "model_loaded": True,
        "model_type": "random_forest",
        "model_version": "rf-test",
        "model_announced": None,
        "redis": "up",
        "kafka": "up",
        "cache": "up",
        "stream": "up",
        "keys": "off",
        "store": "up",
        "decisions_waiting": 0,
        "drift": {
            "status": "unknown",
            "shards": 0,
            "moved": [],
            "said": {at: [texts_of(at)("drift.unknown")] for at in LANGUAGES},
        },
        "stale_since": None,
        "reasons": [],
    }


def test_health_stays_200_without_redis(client, world):
    world.go_down()

    answer = client.get("/health")

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["redis"]) == ("degraded", "down")


def test_health_tells_a_cache_that_is_rebuilt_from_one_that_is_away(client, stored):
    assert client.get("/health").json()["redis"] == "filling"


def test_health_stays_200_without_kafka(plain, outside):
    outside.broker.up = False

    answer = plain.get("/health")

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["kafka"]) == ("degraded", "down")


def test_topics_that_changed_are_said(plain, outside):
    outside.changed = (Change("recruiting.jobs.v1", Kind.ANEW, "it was made anew"),)

    answer = plain.get("/health")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert any("recruiting.jobs.v1" in reason for reason in answer.json()["reasons"])


@pytest.mark.parametrize(
    ("follower", "said"),
    [
        (Announced("rf-new"), "O modelo anunciado é rf-new, mas o registro de modelos não o fornece: aqui rf-test"),
        (Announced(is_known=False), "Não se sabe qual modelo foi anunciado, pois recruiting.models.v1 não pôde ser"),
    ],
)
def test_another_model_than_announced_is_said(settings, memory, outside, follower, said):
    outside.follower = follower
    with serving(make(settings, lambda: memory, outside)) as client:
        found = client.get("/health").json()
        page = client.get("/status").text
        metrics = client.get("/metrics").text

    assert (found["status"], found["model_version"], found["model_announced"]) == (
        "degraded",
        "rf-test",
        follower.current,
    )
    assert found["reasons"][0].startswith(said)
    assert said in page
    assert f"matchstream_model_differs {float(follower.is_known)}" in metrics


def test_the_model_in_use(plain):
    found = plain.get("/model/info").json()

    assert (found["model_loaded"], found["model_version"], found["base_rate"]) == (True, "rf-test", 0.1)
    assert found["bands"] == [
        {"band": "alta", "from": 80.0},
        {"band": "moderada", "from": 60.0},
        {"band": "média", "from": 40.0},
        {"band": "baixa", "from": 0.0},
    ]


def test_the_status_page(plain, memory, outside):
    outside.broker.up = False
    memory.down = True

    answer = plain.get("/status")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "Status do Sistema" in answer.text
    assert "Funcionamento parcial" in answer.text


def test_the_first_page(plain, memory):
    MemoryWorld(memory).ready()
    answer = plain.get("/")

    assert "<title>Otimizador de Entrevistas</title>" in answer.text
    assert "Analisar Compatibilidade" in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert "style=" not in answer.text
    for link in ("/static/frame.js", "/static/frame.css", "/static/parts.css", "/static/mark.svg"):
        assert plain.get(link).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/jobs", "/static/frame.js", "/health", "/nowhere"])
def test_a_browser_is_told_to_run_nothing_foreign(plain, path):
    headers = plain.get(path).headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_requests_are_counted_by_route_never_by_path(plain):
    plain.get("/api/jobs/secret-id/matches")
    plain.get("/secret/path")
    plain.post("/api/predict", json={})
    plain.request("BREW", "/health")

    text = plain.get("/metrics").text
    assert (
        'matchstream_http_requests_total{method="GET",route="/api/jobs/{job_id:path}/matches",status="503"} 1.0' in text
    )
    assert 'matchstream_http_requests_total{method="GET",route="(none)",status="404"} 1.0' in text
    assert 'matchstream_http_requests_total{method="POST",route="/api/predict",status="400"} 1.0' in text
    assert 'matchstream_http_requests_total{method="OTHER",route="/health",status="405"} 1.0' in text
    assert 'matchstream_http_request_seconds_count{method="POST",route="/api/predict"} 1.0' in text
    assert 'matchstream_model_info{version="rf-test"} 1.0' in text
    assert "secret" not in text


def test_metrics_of_static_files_share_one_label(plain):
    plain.get("/static/frame.js")
    plain.get("/static/none.js")

    text = plain.get("/metrics").text
    assert 'route="/static",status="200"' in text
    assert 'route="/static",status="404"' in text


def test_the_interface_is_described(plain):
    paths = plain.get("/openapi.json").json()["paths"]

    assert {"/api/predict", "/api/predict_simple", "/api/jobs", "/api/events", "/api/pushes", "/health"} <= set(paths)
    page = plain.get("/docs")
    assert page.status_code == 200
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page.text), "its files come from this host"
