"""The first page: open jobs, what is new of each, and how to find one."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from data.contract.job_status import JobState
from gateway.access.gate import CallerDep
from gateway.access.scopes import READ, needs
from gateway.decisions import own_settings
from gateway.decisions.errors import told as told_of_store
from gateway.frame.addresses import here
from gateway.frame.forms import FormDep
from gateway.frame.page import Page, PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.results import ResultsDep
from gateway.pages.jobs.listing import SEEN, Listing, Wanted, kept_news, listed, with_news
from gateway.pages.jobs.news import NewsDep
from gateway.search.requests import JobSearch
from gateway.search.search import SearchDep
from gateway.status.broker_probe import BrokerDep
from gateway.store.store import StoreDep

router = PageRouter()

FACETS = ("area", "state", "seniority", "status")

_FIRST = 6
"""Jobs with news that stand above the list."""


class Asked(BaseModel):
    """What the address of the first page asks for."""

    q: str = Field("", max_length=200)
    area: str = Field("", max_length=200)
    state: str = Field("", max_length=200)
    seniority: str = Field("", max_length=200)
    status: Literal["", "open", "closed", "unknown"] = "open"
    sort: Literal["newest", "title"] = "newest"
    news: Literal["", "yes"] = ""
    offset: int = Field(0, ge=0, le=1_000_000)
    size: int = Field(50, ge=1, le=100)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is searched for."""
        return not (self.q or self.area or self.state or self.seniority or self.news) and self.status == "open"

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words is chosen."""
        return bool(self.area or self.state or self.seniority) or (self.status, self.sort) != ("open", "newest")

    def search(self) -> JobSearch:
        """The search that it stands for."""
        return JobSearch(
            q=self.q,
            area=[self.area] if self.area else [],
            state=[self.state] if self.state else [],
            seniority=[self.seniority] if self.seniority else [],
            status=[JobState(self.status)] if self.status else [],
            sort=self.sort,
            offset=self.offset,
            limit=self.size,
        )


@router.get("/")
@needs(READ)
async def jobs(
    asked: Annotated[Asked, Query()],
    page: PageDep,
    caller: CallerDep,
    results: ResultsDep,
    search: SearchDep,
    store: StoreDep,
    news: NewsDep,
    broker: BrokerDep,
) -> Response:
    """The jobs that are found, and first those with new candidates."""
    fresh = await kept_news(news, results, store, caller.id)
    wanted = Wanted(asked.search().query, asked.offset, asked.size, is_plain=asked.is_plain)
    if asked.news:
        found = await with_news(fresh, results, offset=asked.offset, limit=asked.size)
    else:
        found = await listed(wanted, search, results)
    rows = (
        (await with_news(fresh, results, offset=0, limit=2 * _FIRST)).rows
        if asked.is_plain and not asked.offset
        else []
    )
    # A closed job has news too, but nobody waits for them.
    first = [row for row in rows if row["open"] is not False][:_FIRST]
    return page.show(
        "jobs.html",
        section="jobs",
        asked=asked,
        found=found,
        fresh=fresh,
        first=first,
        facets=FACETS,
        kafka_is_away=await broker.state() == "down",
        paging=_paging(page, asked, found),
        now=time.time_ns() // 1_000_000,
    )


@router.post("/vagas/vistas")
@needs(READ)
async def all_seen(_fields: FormDep, caller: CallerDep, store: StoreDep) -> Response:
    """Take everything that is new now as seen."""
    with told_of_store(store):
        await store.write(own_settings.set_preferences, {SEEN: time.time() * 1000}, caller.id)
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


def _paging(page: Page, asked: Asked, found: Listing) -> dict[str, Any]:
    last = asked.offset + len(found.rows)
    return {
        "first": asked.offset + 1 if found.rows else 0,
        "last": last,
        "total": found.total,
        "before": here(page.request, offset=max(0, asked.offset - asked.size) or None) if asked.offset else None,
        "after": here(page.request, offset=asked.offset + asked.size) if last < found.total else None,
    }
