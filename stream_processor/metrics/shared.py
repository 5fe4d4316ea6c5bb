"""Metrics of all programs of the stream."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Gauge

from stream_processor.metrics.registries import WORKER, of_all

KAFKA_SILENT = of_all(
    Gauge("matchstream_kafka_silent_seconds", "Seconds since Kafka last answered this program.", registry=WORKER)
)
_CHANGED = of_all(
    Gauge(
        "matchstream_topics_changed",
        "1 for a topic that is missing, was made anew or was widened.",
        ["topic", "kind"],
        registry=WORKER,
    )
)


def topics_changed(changed: Mapping[str, str]) -> None:
    """Set the metric of topics that differ from those for which progress was written."""
    _CHANGED.clear()
    for topic, kind in changed.items():
        _CHANGED.labels(topic, kind).set(1)
