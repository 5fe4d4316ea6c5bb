"""Errors as pages: what happened, what to do, and what was typed."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.frame.addresses import address
from gateway.frame.forms import TOKEN, Fields, fields_of
from gateway.frame.page import Page
from gateway.web.problems import Problem

_KINDS = {
    "results-filling": "filling",
    "search-filling": "filling",
    "results-away": "results",
    "results-refused": "results",
    "topics-changed": "topics",
    "keys-away": "kafka",
    "store-away": "store",
    "store-opening": "store",
    "store-conflict": "conflict",
    "scope-missing": "scope",
    "foreign-origin": "foreign",
    "form-expired": "expired",
    "too-many-requests": "busy",
    "busy": "busy",
    "no-reason": "reason",
    "no-text": "text",
    "not-standing": "standing",
    "review-open": "review",
    "review-closed": "review",
    "erased": "missing",
    "compare-how-many": "compare",
}
_BY_STATUS = {401: "session", 403: "foreign", 404: "missing", 405: "missing", 413: "large", 429: "busy", 503: "away"}
_WORTH_TRYING = {"filling", "results", "kafka", "store", "busy", "away", "expired", "broken"}
_SENT_AGAIN = {"kafka", "store", "busy", "away", "expired", "broken", "session", "reason", "text", "large"}
"""After these a form is worth sending once more."""


def kind_of(problem: Problem) -> str:
    """The name of a problem in the texts `failure.<kind>`."""
    found = _KINDS.get(problem.slug or "") or _BY_STATUS.get(problem.status)
    return found or ("broken" if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid")


async def failed(request: Request, problem: Problem) -> Response:
    """The page of a problem; who is not known yet is sent to the page where a key is entered."""
    if problem.status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(address("/entrar", depois=asked), HTTPStatus.SEE_OTHER)
    kind = kind_of(problem)
    typed = await _typed(request) if kind in _SENT_AGAIN else {}
    response = Page(request).show(
        "failure.html",
        status=problem.status,
        kind=kind,
        may_try=kind in _WORTH_TRYING and request.method == "GET",
        typed=typed,
        action=str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
    )
    response.headers.update(problem.headers)
    return response


async def _typed(request: Request) -> Fields:
    """What a form held that could not be taken."""
    if request.method != "POST":
        return {}
    try:
        fields = await fields_of(request)
    except Problem:
        return {}
    return {name: values for name, values in fields.items() if name != TOKEN}
