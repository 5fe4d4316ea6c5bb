"""Metrics for Prometheus."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from prometheus_client.exposition import choose_encoder

from gateway.access.scopes import METRICS, GuardedRouter, needs
from gateway.web.metrics import MetricsDep

router = GuardedRouter(tags=["operations"])


_STRING = {"schema": {"type": "string"}}
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": _STRING, "application/openmetrics-text": _STRING}}
}


@router.get("/metrics", operation_id="read_metrics", response_class=Response, responses=_TEXT)
@needs(METRICS)
def metrics(request: Request, counted: MetricsDep) -> Response:
    """Métricas em formato do Prometheus; em OpenMetrics, com exemplos, a quem aceita esse formato."""
    encode, kind = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(counted.registry), media_type=kind)
