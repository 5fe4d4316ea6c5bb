"""The routes of the API's documents."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse

from gateway.access.scopes import OPEN, GuardedRouter, needs

router = GuardedRouter(include_in_schema=False)


@router.get("/openapi.json")
@needs(OPEN)
async def openapi(request: Request) -> JSONResponse:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())
