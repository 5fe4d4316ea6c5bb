"""Predictions of a pair that the client brings."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import TypeAdapter

from gateway.champion import ChampionDep
from gateway.deps import Scoring
from gateway.predict.flat_form import read_pair
from gateway.predict.known_fields import checked
from gateway.predict.predictions import FULL, LONG, SIMPLE, Pair, Prediction, SimplePrediction
from gateway.predict.predictions import predict as score
from gateway.web.metrics import MetricsDep
from gateway.web.problems import Problem

router = APIRouter(prefix="/api", tags=["predições"])

Explain = Annotated[bool, Query(description="Inclui as contribuições de cada categoria, o que leva mais tempo.")]


@router.post("/predict", response_model=Prediction)
async def predict(
    request: Request, pair: Pair, champion: ChampionDep, scoring: Scoring, metrics: MetricsDep, explain: Explain = False
) -> Response:
    """Prever a compatibilidade de uma vaga e um candidato."""
    warnings = checked(pair, await request.json())
    return await _answer(champion, scoring, metrics, pair, warnings, FULL, explain=explain)


@router.post("/predict_simple", response_model=SimplePrediction)
async def predict_simple(
    document: Annotated[Any, Body()], champion: ChampionDep, scoring: Scoring, metrics: MetricsDep
) -> Response:
    """Prever a partir de textos livres ou de um objeto plano."""
    if isinstance(document, bytes):  # as FastAPI hands on what its content type does not call JSON
        raise Problem(415)
    pair, warnings = read_pair(document)
    return await _answer(champion, scoring, metrics, pair, warnings, SIMPLE, explain=False)


async def _answer(
    champion: ChampionDep,
    scoring: Scoring,
    metrics: MetricsDep,
    pair: Pair,
    warnings: list[str],
    answer: TypeAdapter[Any],
    *,
    explain: bool,
) -> Response:
    # A short pair is scored sooner than it goes to another thread and comes back.
    if explain or pair.length > LONG:
        found = await run_sync(partial(score, champion.scorer, pair, explain=explain), limiter=scoring)
    else:
        found = score(champion.scorer, pair, explain=False)
    metrics.predictions.labels(found.band).inc()
    found.warnings = warnings or None
    # Written here, as FastAPI would first validate what was just made.
    return Response(answer.dump_json(found), media_type="application/json")
