"""A registry of metrics per program, and metrics that start with all their series.

A counter starts at 0 with every label that it can have: a series that is born with its first value shows no increase
to Prometheus.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.process_collector import ProcessCollector

_Metric = TypeVar("_Metric", bound=MetricWrapperBase)


def _registry() -> CollectorRegistry:
    """A registry that tells of the process and the Python that runs it."""
    registry = CollectorRegistry()
    for kind in (ProcessCollector, PlatformCollector, GCCollector):
        kind(registry=registry)
    return registry


WORKER, CACHE, WEBHOOKS = _registry(), _registry(), _registry()
"""What a worker tells, what the cache writer does, and what the sender of webhooks does."""


def with_series(metric: _Metric, *values: Iterable[str]) -> _Metric:
    """A metric that starts with one series for every combination of these values of its labels."""
    combinations: list[tuple[str, ...]] = [()]
    for some in values:
        combinations = [(*said, value) for said in combinations for value in some]
    for said in combinations:
        metric.labels(*said)
    return metric


def of_all(metric: _Metric) -> _Metric:
    """A metric of the worker, of the other programs too."""
    for registry in (CACHE, WEBHOOKS):
        registry.register(metric)
    return metric


SECONDS = (0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600)
"""Limits of the buckets of what takes from milliseconds to an hour."""
