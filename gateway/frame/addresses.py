"""Addresses of pages. Ids stand in the query, never in the path: they may hold any character, a slash too."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request

from gateway.web.language import PARAMETER

HOME = "/"


def address(path: str, **parameters: object) -> str:
    """An address of this gateway.

    Parameters
    ----------
    path : str
    **parameters
        What is None or empty is left out; a list gives its parameter several times.
    """
    pairs = [
        (name.rstrip("_"), str(one))
        for name, value in parameters.items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one not in (None, "")
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def here(request: Request, **changes: object) -> str:
    """The address of this page with some parameters changed; None takes one out. The language is not part of it."""
    kept: dict[str, list[object]] = {}
    for name, value in request.query_params.multi_items():
        if name != PARAMETER:
            kept.setdefault(name, []).append(value)
    return address(request.url.path, **{**kept, **changes})


def local(text: str | None) -> str:
    """An address to go on to that a request names: the first page, unless it is one of this gateway's own."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")) or not text.isprintable():
        return HOME
    return text
