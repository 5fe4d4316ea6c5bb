"""Which language a request is answered in: `?lang=`, else the cookie, else what the browser asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from gateway.texts.catalogue import LANGUAGES, Language, Texts, texts_of

COOKIE = "matchstream_lang"
PARAMETER = "lang"
COOKIE_SECONDS = 365 * 24 * 3600


def chosen(request: Request) -> Language | None:
    """The language that the address asks for, if one of ours."""
    return _ours(request.query_params.get(PARAMETER, ""))


def language_of(request: Request) -> Language:
    """The language of a request's answer."""
    return (
        chosen(request)
        or _ours(request.cookies.get(COOKIE, ""))
        or accepted(request.headers.get("accept-language", ""))
        or LANGUAGES[0]
    )


def accepted(header: str) -> Language | None:
    """The language of ours that an Accept-Language header likes best."""
    liked: list[tuple[float, int, Language]] = []
    for place, part in enumerate(header.split(",")):
        name, _, parameters = part.strip().partition(";")
        language = _ours(name.partition("-")[0].strip().lower())
        if language is None:
            continue
        try:
            quality = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if quality > 0:
            liked.append((-quality, place, language))
    return min(liked)[2] if liked else None


def _ours(name: str) -> Language | None:
    return next((language for language in LANGUAGES if language == name), None)


async def _texts(request: Request) -> Texts:
    return texts_of(language_of(request))


TextsDep = Annotated[Texts, Depends(_texts)]
"""The texts in the language of a request."""
