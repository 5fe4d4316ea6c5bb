"""The router of pages: its errors are pages too.

    router = PageRouter()

    @router.get("/busca")
    @needs(READ)
    async def search(page: PageDep) -> Response: ...

The module is listed in `gateway/pages/registry.py`, and its entry of the navigation in `gateway/frame/navigation.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from gateway.access.scopes import GuardedRoute, GuardedRouter
from gateway.frame.failures import failed
from gateway.web.bodies import Refusal
from gateway.web.entrance import log_fault
from gateway.web.problems import Problem


class PageRoute(GuardedRoute):
    """A route whose errors are pages for people."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, which answers errors by itself."""
        handler = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handler(request)
            except Problem as problem:
                return await failed(request, problem)
            except RequestValidationError:
                return await failed(request, Problem(400))
            except (ClientDisconnect, Refusal):
                raise
            except HTTPException as error:
                return await failed(request, Problem(error.status_code))
            except Exception as error:  # noqa: BLE001 -- people get a page in this case too
                log_fault(request.scope, error)
                return await failed(request, Problem(500))

        return shown


class PageRouter(GuardedRouter):
    """A router of pages, which no document of the API lists."""

    def __init__(self) -> None:
        super().__init__(PageRoute, include_in_schema=False)
