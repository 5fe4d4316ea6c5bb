"""The page to compare a pair: one that is typed, or one that the stream has scored."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Query, Request, Response

from data.contract.bands import band
from data.contract.entities import MAX_ID
from gateway.access.scopes import READ, needs
from gateway.champion import ChampionDep
from gateway.deps import Scoring
from gateway.frame.forms import fields_of
from gateway.frame.page import Page, PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.errors import told as found_or_told
from gateway.lookups.explaining import Explained, explained, explained_texts
from gateway.lookups.results import ResultsDep
from gateway.pages.analysis import pair_form
from gateway.texts.catalogue import Texts
from gateway.texts.explained import Told, told
from gateway.texts.wording import summary
from gateway.web.metrics import MetricsDep
from model.explanation.explain import Explanation
from model.scoring.scorer import Scorer

router = PageRouter()

Id = Annotated[str, Query(max_length=MAX_ID)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is shown of a pair that was scored."""

    score: float
    band: str
    chance: float
    is_unknown: bool
    text: str
    told: Told
    explanation: Explanation


def outcome_of(one: Explained, t: Texts) -> Outcome:
    """Put a scored pair into words."""
    found = one.found
    return Outcome(
        score=found.quality_score,
        band=band(found.quality_score),
        chance=found.hire_probability,
        is_unknown=not found.applicant_coverage,
        text=summary(found, t),
        told=told(one.explanation, t),
        explanation=one.explanation,
    )


@router.get("/analise")
@needs(READ)
async def analysis(
    page: PageDep,
    request: Request,
    results: ResultsDep,
    champion: ChampionDep,
    scoring: Scoring,
    metrics: MetricsDep,
    vaga: Id = "",
    candidato: Id = "",
    *,
    exemplo: bool = False,
) -> Response:
    """The form of a pair and its result; or, by two ids, what the stream scored."""
    if vaga and candidato:
        return await _stored(page, vaga, candidato, results, champion.scorer, scoring)
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


async def _stored(
    page: Page, job_id: str, applicant_id: str, results: ResultsDep, scorer: Scorer, scoring: Scoring
) -> Response:
    with found_or_told("O par de vaga e candidato"):
        pair = await results.pair(job_id, applicant_id)
    one = await run_sync(explained, scorer, pair, limiter=scoring)
    shown: dict[str, Any] = {"why": one, "outcome": None}
    if isinstance(one, Explained):
        shown = {"why": "ok", "outcome": outcome_of(one, page.t)}
    return page.show("pair.html", section="analysis", match=pair.match, stale=pair.stale, **shown)
