"""What each route needs, in one line: `@needs(READ)` below its method and path.

    router = GuardedRouter(prefix="/api", tags=["lookups"])

    @router.get("/jobs")
    @needs(READ)
    async def jobs(...): ...

A route that declares nothing can't be made, and an application with a route of another router does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from functools import cached_property
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Match, Mount
from starlette.types import Scope as Connection

from data.contract.keys import Scope
from data.errors import MatchstreamError

INGEST, READ, REVIEW, ADMIN, METRICS = Scope
OPEN: Literal["open"] = "open"
"""For everybody: health, pages and their files, the documents, the session itself."""
SIGNED: Literal["signed"] = "signed"
"""Deliveries that prove themselves by a signature."""

Access = Scope | Literal["open", "signed"]

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])
_DECLARED = "matchstream_access"


class Undeclared(MatchstreamError, TypeError):
    """A route that does not say what it needs."""


def needs(access: Access) -> Callable[[_Endpoint], _Endpoint]:
    """Declare what a route needs: the scope of a key, `OPEN` or `SIGNED`."""

    def declared(endpoint: _Endpoint) -> _Endpoint:
        setattr(endpoint, _DECLARED, access)
        return endpoint

    return declared


def access_of(endpoint: Callable[..., Any]) -> Access:
    """What the route of an endpoint needs.

    Raises
    ------
    Undeclared
    """
    found: Access | None = getattr(endpoint, _DECLARED, None)
    if found is None:
        raise Undeclared(f"{endpoint.__module__}.{endpoint.__name__} does not declare what it needs: add @needs(...)")
    return found


class GuardedRoute(APIRoute):
    """A route that is asked about the caller before anything of the request's body is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the gate."""
        handler, access = super().get_route_handler(), access_of(self.endpoint)
        if not isinstance(access, Scope):
            return handler

        async def guarded(request: Request) -> Response:
            request.app.state.gate.admit(request.scope, access)
            return await handler(request)

        return guarded

    def matches(self, scope: Connection) -> tuple[Match, Connection]:
        """Whether it serves a request; most don't begin alike, which is seen without their pattern."""
        if not scope.get("root_path") and not scope["path"].startswith(self._beginning):
            return Match.NONE, {}
        return super().matches(scope)

    @cached_property
    def _beginning(self) -> str:
        return self.path.partition("{")[0]


class GuardedRouter(APIRouter):
    """A router whose routes declare what they need, and are called what their functions are called."""

    def __init__(self, route_class: type[GuardedRoute] = GuardedRoute, **options: Any) -> None:
        super().__init__(route_class=route_class, generate_unique_id_function=lambda route: route.name, **options)


def declared(app: FastAPI) -> Iterator[tuple[str, str, Access]]:
    """Method, path and need of every route of an application.

    Raises
    ------
    Undeclared
        Where a route is not of a `GuardedRouter`. What is mounted holds files, and is open.
    """
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount):
            continue
        if not isinstance(route, GuardedRoute):
            raise Undeclared(f"{context.path} is of no GuardedRouter, so nobody asks for its key")
        for method in sorted(context.methods or ()):
            yield method, context.path or "", access_of(route.endpoint)
