"""Corrects the OpenAPI document, so that it has all errors that routes answer, and no others.

FastAPI documents 422 for everything that it validates; this gateway answers 400, in the format of `problems`.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from gateway.web.problems import ERROR_RESPONSES, ERROR_SCHEMA, described

ANYWHERE = frozenset({400, 408, 413, 421, 431, 500, 503})
"""Statuses that any request may get, before its route is reached or because of a fault of ours."""
ON_CHANGES = frozenset({403})
"""Further statuses of requests that change something: they may come from a page of another origin."""

_VALIDATION = "Validation Error"
"""How FastAPI describes the 422 that never comes; a route's own has another description."""
_UNCHANGING = frozenset({"get", "head", "options"})
_FASTAPIS = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    """Let an application's document be corrected."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            _correct(made())
        return made()

    app.openapi = document  # type: ignore[method-assign]


def _correct(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for method, operation in operations.items():
            answers = operation["responses"]
            if answers.get("422", {}).get("description") == _VALIDATION:
                del answers["422"]
            errors = ANYWHERE | {int(status) for status in answers if int(status) >= 400}
            if method not in _UNCHANGING:
                errors |= ON_CHANGES
            if "requestBody" in operation:
                errors |= {415}
            answers |= {str(status): described(status) for status in errors}
            operation["responses"] = dict(sorted(answers.items()))
    components = document["components"]
    for name in _FASTAPIS:
        components["schemas"].pop(name, None)
    components["schemas"] |= ERROR_SCHEMA
    used = sorted(
        {status for paths in document["paths"].values() for one in paths.values() for status in one["responses"]}
    )
    components["responses"] = {
        name: ERROR_RESPONSES[name] for status in used if (name := f"Problem{status}") in ERROR_RESPONSES
    }
