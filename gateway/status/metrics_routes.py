"""Metrics for Prometheus."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.access.scopes import METRICS, GuardedRouter, needs
from gateway.web.metrics import MetricsDep

router = GuardedRouter(tags=["operations"])


_TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


@router.get("/metrics", operation_id="read_metrics", response_class=Response, responses=_TEXT)
@needs(METRICS)
def metrics(counted: MetricsDep) -> Response:
    """Métricas em formato do Prometheus."""
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)
