"""What the gateway counts, also under the names of the first version."""

from __future__ import annotations

import pytest

from gateway.web.metrics import FAILED, Metrics
from gateway.web.prediction_metrics import BAND_NAMES


def test_a_prediction_is_counted_by_level_band_and_score() -> None:
    metrics = Metrics()
    value = metrics.registry.get_sample_value
    metrics.predictions.count(50.0, "média", "unified_interface", 0.25)
    metrics.predictions.count(49.99, "média", "api_direct", 0.5)
    for kind, level, count in (
        ("unified_interface", "high", 1.0),
        ("unified_interface", "low", 0.0),
        ("api_direct", "high", 0.0),
        ("api_direct", "low", 1.0),
    ):
        labels = {"prediction_type": kind, "quality_level": level}
        assert value("hired_model_predictions_total", labels) == count
    assert value("prediction_latency_seconds_sum") == 0.75
    for name in ("hired_model_quality_scores", "quality_score_histogram"):
        assert value(f"{name}_count") == 2.0
        assert value(f"{name}_sum") == pytest.approx(0.9999)
        assert value(f"{name}_bucket", {"le": "0.5"}) == 2.0
        assert value(f"{name}_bucket", {"le": "0.4"}) == 0.0
    assert {name: value("matchstream_predictions_total", {"band": name}) for name in BAND_NAMES} == {
        "alta": 0.0, "moderada": 0.0, "média": 2.0, "baixa": 0.0,
    }  # fmt: skip


def test_failures_of_a_route_are_counted_from_0_on(plain) -> None:
    text = plain.get("/metrics").text
    for status in FAILED:
        line = f'matchstream_http_requests_total{{method="POST",route="/api/predict",status="{status}"}} 0.0'
        assert line in text.splitlines()


def test_a_prediction_over_http_is_one(plain) -> None:
    plain.post("/api/predict", json={"vaga": {"titulo_vaga": "Java"}, "candidato": {"titulo_profissional": "Java"}})
    plain.post("/api/predict?explain=true", json={"vaga": {"titulo_vaga": "Java"}, "candidato": {"cv": "Java"}})
    plain.post("/api/predict_simple", json={"vaga": "Java", "candidato": "Java"})
    rows = dict(row.rsplit(" ", 1) for row in plain.get("/metrics").text.splitlines() if not row.startswith("#"))
    kinds = {"unified_interface": 0.0, "api_direct": 0.0}
    for kind in kinds:
        for level in ("high", "low"):
            name = f'hired_model_predictions_total{{prediction_type="{kind}",quality_level="{level}"}}'
            kinds[kind] += float(rows[name])
    assert kinds == {"unified_interface": 2.0, "api_direct": 1.0}
    assert float(rows["prediction_latency_seconds_count"]) == 3.0
    assert float(rows["hired_model_training_samples"]) == 700.0
