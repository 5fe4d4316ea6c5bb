"""The session of the pages: a key is entered once, then a cookie that no script can read stands for it.

`EventSource` can send no header, and a key in an address would stand in logs; so pages and their pushes use the cookie.
"""

from __future__ import annotations

import time

from fastapi import Request, Response

from gateway.access.credentials import cookie_name
from gateway.access.gate import Caller, Gate, GateDep
from gateway.access.scopes import OPEN, GuardedRouter, needs
from gateway.keys.documents import Entry, SessionInfo
from gateway.web.problems import answered

router = GuardedRouter(prefix="/session", tags=["keys"])


@router.get("", responses=answered(401, 429))
@needs(OPEN)
async def read_session(request: Request, gate: GateDep) -> SessionInfo:
    """Ler quem pede, e o que pode."""
    return _info(gate, gate.who(request.scope))


@router.post("", responses=answered(401))
@needs(OPEN)
async def begin_session(request: Request, response: Response, entry: Entry, gate: GateDep) -> SessionInfo:
    """Entrar com uma chave: a resposta traz um cookie que vale no lugar dela."""
    caller = gate.who(request.scope) if gate.source is None else gate.of_key(entry.key.strip())
    begin(response, request, gate, caller)
    return _info(gate, caller)


@router.delete("", status_code=204)
@needs(OPEN)
async def end_session(request: Request) -> Response:
    """Sair: o navegador esquece o cookie."""
    response = Response(status_code=204)
    end(response, request)
    return response


def begin(response: Response, request: Request, gate: Gate, caller: Caller) -> None:
    """Add the cookie of a caller's session to an answer."""
    if caller.key is not None:
        response.set_cookie(
            cookie_name(request.scope),
            gate.sessions.begin(caller.key.id, time.time()),
            max_age=int(gate.sessions.seconds),
            path="/",
            secure=request.scope["scheme"] == "https",
            httponly=True,
            samesite="strict",
        )


def end(response: Response, request: Request) -> None:
    """Let the browser forget the cookie."""
    secure = request.scope["scheme"] == "https"
    response.delete_cookie(cookie_name(request.scope), path="/", secure=secure, httponly=True, samesite="strict")


def _info(gate: Gate, caller: Caller) -> SessionInfo:
    return SessionInfo(keys="off" if gate.source is None else "on", name=caller.name, scopes=sorted(caller.scopes))
