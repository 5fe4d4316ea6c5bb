"""Metrics for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.deps import Metrics

router = APIRouter(tags=["operação"])


@router.get("/metrics", response_class=Response)
def metrics(counted: Metrics) -> Response:
    """Métricas em formato do Prometheus."""
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)
