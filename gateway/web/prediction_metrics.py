"""Metrics of predictions on request, under our names and those of the first version of this product.

Its dashboards ask for `hired_model_...`, `quality_score_histogram` and `prediction_latency_seconds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from data.contract.bands import BANDS, band
from data.telemetry.traces import CURRENT, exemplar

_TENTHS = tuple(tenth / 10 for tenth in range(1, 11))
_LATENCIES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

PredictionType = Literal["unified_interface", "api_direct"]
PREDICTION_TYPES: tuple[PredictionType, ...] = ("unified_interface", "api_direct")
BAND_NAMES = (*(name for _, name in BANDS), band(0))
THRESHOLD = 50.0
"""The score of the average person who was considered for a job; a prediction is 1 from here on."""


class _Renamed(Collector):
    """A metric under another name too."""

    def __init__(self, metric: Histogram, name: str) -> None:
        self._metric = metric
        self._name = name

    def collect(self) -> Iterable[Metric]:
        """The same samples, under the other name."""
        for metric in self._metric.collect():
            renamed = Metric(self._name, metric.documentation, metric.type)
            renamed.samples = [one._replace(name=self._name + one.name[len(metric.name) :]) for one in metric.samples]
            yield renamed


class PredictionMetrics:
    """Counts predictions."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._bands = Counter("matchstream_predictions", "Pairs predicted on request.", ["band"], registry=registry)
        self._levels = Counter(
            "hired_model_predictions",
            "Pairs predicted on request, by quality level (high: a score of 50 or more).",
            ["prediction_type", "quality_level"],
            registry=registry,
        )
        self._scores = Histogram(
            "hired_model_quality_scores",
            "Scores of the pairs predicted on request, as shares of 100.",
            buckets=_TENTHS,
            registry=registry,
        )
        registry.register(_Renamed(self._scores, "quality_score_histogram"))
        self._latency = Histogram(
            "prediction_latency_seconds",
            "Seconds from the pair that was read to its prediction.",
            buckets=_LATENCIES,
            registry=registry,
        )
        self.samples = Gauge(
            "hired_model_training_samples",
            "Comparisons of two applicants that the loaded model was trained on.",
            registry=registry,
        )
        # Looked up once: that takes longer than counting.
        self._of_band = {name: self._bands.labels(name) for name in BAND_NAMES}
        self._of_level = {
            (kind, level): self._levels.labels(kind, level) for kind in PREDICTION_TYPES for level in ("high", "low")
        }

    def count(self, score: float, band: str, kind: PredictionType, seconds: float) -> None:
        """Count a prediction.

        Parameters
        ----------
        score : float
            0 to 100.
        band : str
        kind : {"unified_interface", "api_direct"}
            Which route was asked: `/api/predict`, `/api/predict_simple`.
        seconds : float
            How long it took.
        """
        self._of_band[band].inc()
        self._of_level[kind, "high" if score >= THRESHOLD else "low"].inc()
        self._scores.observe(score / 100)
        self._latency.observe(seconds, exemplar(CURRENT.get()))
