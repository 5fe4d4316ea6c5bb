"""The page of a job: its ranking, and its must-haves."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from data.contract.bands import BANDS, LOWEST
from data.contract.entities import Id
from gateway.access.gate import CallerDep
from gateway.access.scopes import READ, REVIEW, needs
from gateway.decisions import own_settings
from gateway.decisions.errors import told
from gateway.decisions.requests import MOST_ITEMS, Action, MustHaves
from gateway.decisions.strangers import strangers
from gateway.frame.addresses import address, here
from gateway.frame.forms import FormDep, first
from gateway.frame.page import Page, PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.results import ResultsDep
from gateway.pages.job import must_haves
from gateway.pages.job.board import Board, board_of, may_review
from gateway.pages.job.ranking import Filters, Place, Slice, sliced
from gateway.search.search import SearchDep
from gateway.store.store import StoreDep
from gateway.web.problems import Problem

router = PageRouter()

SIZES = (25, 50, 100)
BAND_NAMES = (*(name for _, name in BANDS), LOWEST)


class Asked(BaseModel):
    """What the address of a job's page asks for."""

    id: Id
    band: Literal["", "alta", "moderada", "média", "baixa"] = ""
    applied: Literal["", "yes", "no"] = ""
    musts: Literal["", "met", "missing", "unknown"] = ""
    decided: Literal["", "none", "any", "advance", "hold", "decline"] = ""
    changed: Literal["", "yes"] = ""
    size: int = Field(SIZES[1], ge=1, le=SIZES[-1])
    after: str = ""
    before: str = ""
    saved: Literal["", "musts"] = ""

    @property
    def filters(self) -> Filters:
        """The filters."""
        return Filters(self.band, self.applied, self.musts, self.decided, self.changed)


@router.get("/vaga")
@needs(READ)
async def job(
    asked: Annotated[Asked, Query()],
    page: PageDep,
    caller: CallerDep,
    results: ResultsDep,
    store: StoreDep,
    search: SearchDep,
) -> Response:
    """The ranking of a job."""
    board = await board_of(asked.id, caller, results, store, search, visit=True)
    lines = [line for line in board.lines if asked.filters.let(line)]
    shown = sliced(lines, after=Place.of(asked.after), before=Place.of(asked.before), size=asked.size)
    return page.show(
        "job.html",
        section="jobs",
        board=board,
        asked=asked,
        shown=shown,
        paging=_paging(page, shown),
        counts=_counts(board),
        actions=list(Action),
        bands=BAND_NAMES,
        sizes=SIZES,
        musts=must_haves,
        may_review=may_review(caller),
        now=time.time_ns() // 1_000_000,
    )


@router.post("/vaga/requisitos")
@needs(REVIEW)
async def set_must_haves(fields: FormDep, caller: CallerDep, store: StoreDep, results: ResultsDep) -> Response:
    """Say what a job can't do without."""
    items = must_haves.of_form(fields)
    if len(items) > MOST_ITEMS:
        raise Problem(400)
    wanted = MustHaves(job_id=first(fields, "id"), items=items)
    unknown = await strangers(results, wanted.job_id)
    with told(store):
        await store.write(own_settings.set_must_haves, wanted, caller.id, unknown)
    return RedirectResponse(address("/vaga", id=wanted.job_id, saved="musts") + "#must-haves", HTTPStatus.SEE_OTHER)


def _paging(page: Page, shown: Slice) -> dict[str, object]:
    return {
        "first": shown.first,
        "last": shown.last,
        "total": shown.total,
        "before": here(page.request, before=shown.before, after=None, saved=None) if shown.before else None,
        "after": here(page.request, after=shown.after, before=None, saved=None) if shown.after else None,
    }


def _counts(board: Board) -> dict[str, int]:
    """What stands above the table."""
    return {
        "new": sum(line.change == "new" for line in board.lines),
        "changed": sum(line.change not in ("", "new") for line in board.lines),
        "applied": sum(line.match["applied"] for line in board.lines),
        "decided": sum(line.decided is not None for line in board.lines),
    }
