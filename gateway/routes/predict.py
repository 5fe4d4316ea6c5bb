"""Predictions of a pair that the client brings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from gateway.deps import Champion, Metrics
from gateway.predictions import Pair, Prediction, SimplePrediction
from gateway.predictions import predict as score
from gateway.simple import read_pair

router = APIRouter(prefix="/api", tags=["predições"])

Explain = Annotated[bool, Query(description="Inclui as contribuições de cada categoria, o que leva mais tempo.")]


# Not async: scoring computes, so it runs in the thread pool and leaves the event loop to others.
@router.post("/predict", response_model_exclude_unset=False)
def predict(pair: Pair, champion: Champion, metrics: Metrics, explain: Explain = False) -> Prediction:
    """Prever a compatibilidade de uma vaga e um candidato."""
    found = score(champion.scorer, pair, explain=explain)
    metrics.predictions.labels(found.band).inc()
    return found


@router.post("/predict_simple")
def predict_simple(document: Annotated[Any, Body()], champion: Champion, metrics: Metrics) -> SimplePrediction:
    """Prever a partir de textos livres ou de um objeto plano."""
    found = score(champion.scorer, read_pair(document), explain=False)
    metrics.predictions.labels(found.band).inc()
    return SimplePrediction(**{name: getattr(found, name) for name in SimplePrediction.model_fields})
