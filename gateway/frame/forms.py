"""Forms that change something: what they hold, and the token without which nothing changes.

The door (`gateway.web.door`) refuses requests that another site's page sends, and the session's cookie is not sent with
them. The token holds where a browser or a proxy tells neither: only who could read the page has it.
"""

from __future__ import annotations

import hmac
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from gateway.access.gate import LOCAL, Caller, GateDep
from gateway.web.problems import Problem

TOKEN = "token"  # noqa: S105 -- the name of a field
_MOST_FIELDS = 200
_KIND = "application/x-www-form-urlencoded"
_HELD = "matchstream.form"

Fields = dict[str, list[str]]
"""What a form holds: each field's values, in their order."""


async def fields_of(request: Request) -> Fields:
    """Read a form as browsers send it; once for each request.

    Raises
    ------
    Problem
        Where the body is no form.
    """
    held: Fields | None = request.scope.get(_HELD)
    if held is None:
        held = request.scope[_HELD] = _read(request.headers.get("content-type", ""), await request.body())
    return held


def _read(kind: str, body: bytes) -> Fields:
    if kind.partition(";")[0].strip().lower() != _KIND:
        raise Problem(415, slug="no-form")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Problem(400, slug="no-form") from None
    fields: Fields = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return fields


async def _checked(request: Request, gate: GateDep) -> Fields:
    """The fields of a form of one of our pages, without the token."""
    fields = await fields_of(request)
    given = fields.get(TOKEN, [""])[0]
    if not hmac.compare_digest(given.encode(), gate.sessions.token_of(gate.who(request.scope).id).encode()):
        raise Problem(403, slug="form-expired")
    return {name: values for name, values in fields.items() if name != TOKEN}


FormDep = Annotated[Fields, Depends(_checked)]
"""The fields of a form that may change something."""


def first(fields: Fields, name: str) -> str:
    """The first value of a field, without space around it; empty where there is none."""
    return fields.get(name, [""])[0].strip()


def token_for(gate: GateDep, caller: Caller | None) -> str:
    """The token of a caller's forms."""
    return gate.sessions.token_of((caller or LOCAL).id)
