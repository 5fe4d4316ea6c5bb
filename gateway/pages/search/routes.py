"""The page that finds candidates, and keeps searches."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field, ValidationError

from data.store.connection import StoreAway
from gateway.access.gate import CallerDep
from gateway.access.scopes import READ, needs
from gateway.decisions import own_settings
from gateway.decisions.documents import SearchInfo
from gateway.decisions.errors import told
from gateway.decisions.requests import Search as Kept
from gateway.frame.addresses import address, here
from gateway.frame.forms import FormDep, first
from gateway.frame.page import Page, PageDep
from gateway.frame.routing import PageRouter
from gateway.search.requests import ApplicantSearch
from gateway.search.search import SearchDep
from gateway.status.broker_probe import BrokerDep
from gateway.store.store import Store, StoreDep
from gateway.web.problems import Problem

router = PageRouter()

PATH = "/busca"
LEVELS = ("seniority", "english", "spanish", "academic")
_PAGE = 25


class Asked(BaseModel):
    """What the address of a search asks for."""

    q: str = Field("", max_length=200)
    area: str = Field("", max_length=200)
    seniority: str = Field("", max_length=200)
    english: str = Field("", max_length=200)
    spanish: str = Field("", max_length=200)
    academic: str = Field("", max_length=200)
    offset: int = Field(0, ge=0, le=1_000_000)

    @property
    def said(self) -> dict[str, str]:
        """The fields that hold something, as the address and a kept search have them."""
        return {name: text for name in FIELDS if (text := getattr(self, name).strip())}

    @property
    def is_filtered(self) -> bool:
        """Whether more than words was asked for."""
        return any(name in self.said for name in FIELDS[1:])

    def search(self) -> ApplicantSearch:
        """The search that it stands for."""
        one = self.said
        several = {name: [one.pop(name)] for name in ("area", "seniority") if name in one}
        return ApplicantSearch(**one, **several, offset=self.offset, limit=_PAGE)


FIELDS = ("q", "area", *LEVELS)


@router.get(PATH)
@needs(READ)
async def search(
    asked: Annotated[Asked, Query()],
    page: PageDep,
    caller: CallerDep,
    search: SearchDep,
    store: StoreDep,
    broker: BrokerDep,
) -> Response:
    """The form, what it finds, and the searches that were kept."""
    found = await search.applicants(asked.search().query())
    return page.show(
        "search.html",
        section="search",
        asked=asked,
        found=found,
        filters=FIELDS[1:],
        paging=_paging(page, asked, found),
        kept=await _kept(store, caller.id),
        query=urlencode(asked.said),
        kafka_is_away=await broker.state() == "down",
    )


@router.post(PATH)
@needs(READ)
async def keep(fields: FormDep, caller: CallerDep, store: StoreDep) -> Response:
    """Keep a search under a name."""
    said = Asked.model_validate(dict(parse_qsl(first(fields, "query")))).said
    try:
        wanted = Kept.model_validate({"name": first(fields, "name"), "query": said})
    except ValidationError:
        raise Problem(400) from None
    with told(store):
        await store.write(own_settings.set_search, str(uuid4()), wanted, caller.id)
    return RedirectResponse(address(PATH, **said), HTTPStatus.SEE_OTHER)


@router.post(PATH + "/retirar")
@needs(READ)
async def forget(fields: FormDep, caller: CallerDep, store: StoreDep) -> Response:
    """Forget a kept search."""
    with told(store):
        await store.write(own_settings.remove_search, first(fields, "id"), caller.id)
    return RedirectResponse(PATH, HTTPStatus.SEE_OTHER)


async def _kept(store: Store, caller: str) -> list[tuple[SearchInfo, str]] | None:
    """The searches of a caller with their addresses; None while the store does not answer."""
    try:
        found = await store.read(own_settings.searches, caller)
    except StoreAway:
        return None
    return [(one, address(PATH, **{name: one.query[name] for name in FIELDS if name in one.query})) for one in found]


def _paging(page: Page, asked: Asked, found: dict[str, Any]) -> dict[str, Any]:
    rows, offset = len(found["applicants"]), asked.offset
    before = max(0, offset - _PAGE) or None
    return {
        "first": offset + 1 if rows else 0,
        "last": offset + rows,
        "total": found["total"],
        "before": here(page.request, offset=before) if offset else None,
        "after": here(page.request, offset=found["next_offset"]) if found["next_offset"] else None,
    }
