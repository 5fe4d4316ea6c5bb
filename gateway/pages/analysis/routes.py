"""The page to compare a pair: one that is typed, or one that the stream has scored."""

from __future__ import annotations

from http import HTTPStatus
from time import perf_counter
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from data.contract.entities import MAX_ID
from gateway.access.scopes import READ, needs
from gateway.champion import ChampionDep
from gateway.deps import Scoring
from gateway.frame.addresses import address
from gateway.frame.forms import fields_of
from gateway.frame.page import Page, PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.explaining import explained_texts
from gateway.pages.analysis import pair_form
from gateway.pages.analysis.outcome import outcome_of
from gateway.web.metrics import MetricsDep
from model.scoring.scorer import Scorer

router = PageRouter()

Id = Annotated[str, Query(max_length=MAX_ID)]


@router.get("/analise")
@needs(READ)
async def analysis(
    page: PageDep,
    request: Request,
    champion: ChampionDep,
    scoring: Scoring,
    metrics: MetricsDep,
    vaga: Id = "",
    candidato: Id = "",
    *,
    exemplo: bool = False,
) -> Response:
    """The form of a pair and its result; by two ids it leads to the page of what the stream scored."""
    if vaga and candidato:
        return RedirectResponse(address("/decisao", vaga=vaga, candidato=candidato), HTTPStatus.SEE_OTHER)
    values = pair_form.EXAMPLE if exemplo else pair_form.typed(request.query_params.multi_items())
    return await _of_form(page, values, champion.scorer, scoring, metrics)


@router.post("/analise")
@needs(READ)
async def analysed(
    page: PageDep, request: Request, champion: ChampionDep, scoring: Scoring, metrics: MetricsDep
) -> Response:
    """A pair that is too long for an address, or has a CV. It changes nothing."""
    fields = await fields_of(request)
    values = pair_form.typed((name, values[0]) for name, values in fields.items())
    return await _of_form(page, values, champion.scorer, scoring, metrics, sent=True)


async def _of_form(
    page: Page, values: dict[str, str], scorer: Scorer, scoring: Scoring, metrics: MetricsDep, *, sent: bool = False
) -> Response:
    missing = pair_form.missing(values)
    outcome = None
    if not missing:
        pair = pair_form.pair_of(values)
        begun = perf_counter()
        one = await run_sync(explained_texts, scorer, pair.vaga, pair.candidato, limiter=scoring)
        outcome = outcome_of(one, page.t)
        metrics.predictions.count(outcome.score, outcome.band, "unified_interface", perf_counter() - begun)
    return page.show(
        "analysis.html",
        section="analysis",
        fields=pair_form.FIELDS,
        values=values,
        missing=missing if values or sent else [],
        outcome=outcome,
        link=pair_form.link(values) if outcome else None,
    )
