"""A page for one request: its language, who asks, and how its template is shown.

    @router.get("/busca")
    @needs(READ)
    async def search(page: PageDep, results: ResultsDep) -> Response:
        return page.show("search.html", section="search", found=found)

Templates extend `base.html`. They have `t` (`gateway.texts.catalogue.Texts`), `page`, `address(path, **parameters)`,
`here(**changes)` and `when(milliseconds)`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gateway.access.gate import CALLER, Caller, Gate
from gateway.frame import navigation
from gateway.frame.addresses import address, here
from gateway.frame.forms import TOKEN, token_for
from gateway.frame.navigation import Section
from gateway.texts.catalogue import LANGUAGES, Texts, texts_of
from gateway.web.language import COOKIE, COOKIE_SECONDS, PARAMETER, chosen, language_of
from gateway.web.problems import Problem

_GATEWAY = Path(__file__).parents[1]
_FOLDERS = [_GATEWAY / name / "templates" for name in ("frame", "pages", "reference")]

ENVIRONMENT = Environment(
    loader=FileSystemLoader(_FOLDERS),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_GOOD, _PART = 0.75, 0.5
"""Shares from which a category is shown as met, or as met in part."""

_HEADERS = {
    # With "no-referrer" browsers hide where a form comes from, even if it is our own.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Language, Cookie",
}


class Page:
    """What a route of a page needs to be shown.

    Parameters
    ----------
    request : Request

    Attributes
    ----------
    t : Texts
    caller : Caller or None
        Who asks; None where nobody is known.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.t: Texts = texts_of(language_of(request))
        self.gate: Gate = request.app.state.gate
        self.caller: Caller | None = request.scope.get(CALLER) or _known(self.gate, request)

    @property
    def token_field(self) -> Markup:
        """The field without which a form changes nothing."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, token_for(self.gate, self.caller))

    @property
    def name(self) -> str | None:
        """What the caller is called; None where keys are off, or nobody is known."""
        return None if self.gate.state == "off" or self.caller is None else self.caller.name

    def in_language(self, language: str) -> str:
        """The address of this page in a language; of a form that was sent, that of the first page."""
        path = here(self.request) if self.request.method == "GET" else "/"
        return path + ("&" if "?" in path else "?") + f"{PARAMETER}={language}"

    def show(self, template: str, *, section: Section = "", status: int = 200, **values: Any) -> HTMLResponse:
        """Answer with a template.

        Parameters
        ----------
        template : str
        section : str, optional
            The entry of the navigation that the page belongs to.
        status : int, optional
        **values
            What the template shows.
        """
        text = ENVIRONMENT.get_template(template).render(
            page=self,
            t=self.t,
            section=section,
            navigation=navigation,
            languages=LANGUAGES,
            address=address,
            here=partial(here, self.request),
            when=self.when,
            **values,
        )
        response = HTMLResponse(text, status, headers=_HEADERS)
        if chosen(self.request):
            secure = self.request.url.scheme == "https"
            response.set_cookie(
                COOKIE, self.t.language, max_age=COOKIE_SECONDS, samesite="lax", secure=secure, httponly=True
            )
        return response

    def fit(self, ratios: Mapping[str, float | None], not_asked: Collection[str] = ()) -> list[tuple[str, str, str]]:
        """How well each category is met that could be compared: its name, a step, and the share.

        Made here and not by calls of a template, which are slow where a list has a hundred lines.
        """
        t = self.t
        return [
            (
                t.of("category", name),
                "none" if name in not_asked else "good" if value >= _GOOD else "part" if value >= _PART else "poor",
                t("part.not_asked") if name in not_asked else t.percent(value),
            )
            for name, value in ratios.items()
            if value is not None
        ]

    def when(self, milliseconds: float | None) -> Markup | str:
        """A time, which a script shows in the reader's own zone."""
        if milliseconds is None:
            return ""
        told = self.t.iso(milliseconds), self.t.moment(milliseconds)
        return Markup('<time datetime="{}">{}</time>').format(*told)


def _known(gate: Gate, request: Request) -> Caller | None:
    try:
        return gate.who(request.scope)
    except Problem:
        return None


async def _page(request: Request) -> Page:
    return Page(request)


PageDep = Annotated[Page, Depends(_page)]
