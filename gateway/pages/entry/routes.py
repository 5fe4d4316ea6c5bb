"""The page where a key is entered, once, for a session; and where the session ends."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from gateway.access.gate import GateDep
from gateway.access.scopes import OPEN, needs
from gateway.frame.addresses import local
from gateway.frame.forms import fields_of, first
from gateway.frame.page import Page, PageDep
from gateway.frame.routing import PageRouter
from gateway.keys.session_routes import begin, end
from gateway.web.problems import Problem

router = PageRouter()


@router.get("/entrar")
@needs(OPEN)
async def enter(page: PageDep, depois: Annotated[str | None, Query()] = None) -> Response:
    """The form for a key; `depois` is where it leads."""
    return _shown(page, local(depois))


@router.post("/entrar")
@needs(OPEN)
async def entered(page: PageDep, request: Request, gate: GateDep) -> Response:
    """Begin a session of the key in the form."""
    fields = await fields_of(request)
    after = local(first(fields, "depois"))
    try:
        caller = gate.who(request.scope) if gate.source is None else gate.of_key(first(fields, "chave"))
    except Problem as problem:
        return _shown(page, after, "kafka" if problem.status == HTTPStatus.SERVICE_UNAVAILABLE else "unknown", problem)
    response = RedirectResponse(after, HTTPStatus.SEE_OTHER)
    begin(response, request, gate, caller)
    return response


@router.post("/sair")
@needs(OPEN)
async def leave(request: Request) -> Response:
    """End the session: the browser forgets its cookie."""
    response = RedirectResponse("/entrar", HTTPStatus.SEE_OTHER)
    end(response, request)
    return response


def _shown(page: Page, after: str, kind: str = "", problem: Problem | None = None) -> Response:
    scopes = sorted(page.caller.scopes) if page.caller else []
    status = problem.status if problem else HTTPStatus.OK
    return page.show("enter.html", section="enter", status=status, after=after, problem=kind, scopes=scopes)
