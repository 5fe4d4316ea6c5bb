"""The routes of the API's documents."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from gateway.access.scopes import OPEN, GuardedRouter, needs
from gateway.frame.page import PageDep
from gateway.reference.openapi import operations

router = GuardedRouter(include_in_schema=False)


@router.get("/openapi.json")
@needs(OPEN)
async def openapi(request: Request) -> JSONResponse:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
@needs(OPEN)
def docs(page: PageDep) -> Response:
    """The same document as a page, without scripts."""
    document = page.request.app.openapi()
    shown = [_shown(document, path, method, operation) for path, method, operation in operations(document)]
    groups = [(tag, [one for one in shown if tag["name"] in one["tags"]]) for tag in document["tags"]]
    return page.show("docs.html", section="api", groups=groups)


def _shown(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of an operation."""
    responses = document["components"]["responses"]
    answers = []
    for status, answer in operation["responses"].items():
        told = responses[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        answers.append((status, told["description"], _bodies(told) if "$ref" not in answer else []))
    return {
        "id": operation["operationId"],
        "tags": operation["tags"],
        "method": method.upper(),
        "path": path,
        "text": operation["description"],
        "scopes": [scope for need in operation["security"][:1] for scope in need["key"]],
        "parameters": operation.get("parameters", []),
        "bodies": _bodies(operation.get("requestBody", {})),
        "answers": answers,
    }


def _bodies(holder: dict[str, Any]) -> list[tuple[str, str]]:
    """The media types of a body, each with its example as a text."""
    return [(kind, _text(content.get("example"))) for kind, content in holder.get("content", {}).items()]


def _text(example: Any) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
