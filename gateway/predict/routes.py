"""The routes that score a pair of the client's."""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Body, Query, Request, Response
from pydantic import TypeAdapter

from gateway.access.scopes import READ, GuardedRouter, needs
from gateway.champion import ChampionDep
from gateway.deps import Scoring
from gateway.predict.flat_form import read_pair
from gateway.predict.known_fields import checked
from gateway.predict.predictions import FULL, LONG, SIMPLE, Pair, Prediction, SimplePrediction
from gateway.predict.predictions import predict as score
from gateway.texts.catalogue import Texts
from gateway.web.language import TextsDep
from gateway.web.metrics import MetricsDep
from gateway.web.prediction_metrics import PredictionType
from gateway.web.problems import Problem

router = GuardedRouter(prefix="/api", tags=["predictions"])

_FLAT = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": True,
                    "description": "`vaga` e `candidato`, cada um texto ou objeto; ou um objeto plano com os campos "
                    "dos dois.",
                }
            }
        }
    }
}

Explain = Annotated[bool, Query(description="Inclui as contribuições de cada categoria, o que leva mais tempo.")]


@router.post("/predict", response_model=Prediction)
@needs(READ)
async def predict(
    request: Request,
    pair: Pair,
    champion: ChampionDep,
    scoring: Scoring,
    metrics: MetricsDep,
    t: TextsDep,
    explain: Explain = False,
) -> Response:
    """Prever a compatibilidade de uma vaga e um candidato."""
    warnings = checked(pair, await request.json())
    return await _answer(champion, scoring, metrics, pair, t, warnings, FULL, explain=explain)


@router.post("/predict_simple", response_model=SimplePrediction, openapi_extra=_FLAT)
@needs(READ)
async def predict_simple(
    document: Annotated[Any, Body()], champion: ChampionDep, scoring: Scoring, metrics: MetricsDep, t: TextsDep
) -> Response:
    """Prever a partir de textos livres ou de um objeto plano."""
    if isinstance(document, bytes):  # FastAPI passes bytes where the content type is not JSON
        raise Problem(415)
    pair, warnings = read_pair(document)
    return await _answer(champion, scoring, metrics, pair, t, warnings, SIMPLE, explain=False)


async def _answer(
    champion: ChampionDep,
    scoring: Scoring,
    metrics: MetricsDep,
    pair: Pair,
    t: Texts,
    warnings: list[str],
    answer: TypeAdapter[Any],
    *,
    explain: bool,
) -> Response:
    begun = perf_counter()
    # Scoring a short pair takes less time than a change of threads.
    if explain or pair.length > LONG:
        found = await run_sync(partial(score, champion.scorer, pair, t, explain=explain), limiter=scoring)
    else:
        found = score(champion.scorer, pair, t, explain=False)
    kind: PredictionType = "unified_interface" if answer is FULL else "api_direct"
    metrics.predictions.count(found.quality_score, found.band, kind, perf_counter() - begun)
    found.warnings = warnings or None
    # Serialised here, because FastAPI would validate the answer again.
    return Response(answer.dump_json(found), media_type="application/json")
