"""Corrects the OpenAPI document, so that it has all errors that routes answer, and no others.

FastAPI documents 422 for everything that it validates; this gateway answers 400, in the format of `problems`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from data.contract.keys import Scope
from gateway.access.scopes import Access, declared
from gateway.web.problems import ERROR_RESPONSES, ERROR_SCHEMA, described

ANYWHERE = frozenset({400, 408, 413, 421, 431, 500, 503})
"""Statuses that any request may get, before its route is reached or because of a fault of ours."""
ON_CHANGES = frozenset({403})
"""Further statuses of requests that change something: they may come from a page of another origin."""

BEHIND_A_KEY = frozenset({401, 403, 429})
"""Further statuses of routes that need a scope."""
SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "Uma chave: `Authorization: Bearer msk_...`. Cada operação diz o escopo de que precisa.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "matchstream",
        "description": "A sessão das páginas, que começa com uma chave em `POST /session`; por TLS o cookie se chama "
        "`__Host-matchstream`. Mudanças só são aceitas de páginas deste servidor.",
    },
}
"""How a caller is known."""

_VALIDATION = "Validation Error"
"""How FastAPI describes the 422 that never comes; a route's own has another description."""
_UNCHANGING = frozenset({"get", "head", "options"})
_FASTAPIS = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    """Let an application's document be corrected."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            _correct(made(), {(method.lower(), _plain(path)): access for method, path, access in declared(app)})
        return made()

    app.openapi = document  # type: ignore[method-assign]


def _plain(path: str) -> str:
    return path.replace(":path}", "}")


def _correct(document: dict[str, Any], needed: Mapping[tuple[str, str], Access]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            _secure(operation, needed[method, path])
            if answers.get("422", {}).get("description") == _VALIDATION:
                del answers["422"]
            errors = ANYWHERE | {int(status) for status in answers if int(status) >= 400}
            if isinstance(needed[method, path], Scope):
                errors |= BEHIND_A_KEY
            if method not in _UNCHANGING:
                errors |= ON_CHANGES
            if "requestBody" in operation:
                errors |= {415}
            answers |= {str(status): described(status) for status in errors}
            operation["responses"] = dict(sorted(answers.items()))
    components = document["components"]
    components["securitySchemes"] = SCHEMES
    for name in _FASTAPIS:
        components["schemas"].pop(name, None)
    components["schemas"] |= ERROR_SCHEMA
    used = sorted(
        {status for paths in document["paths"].values() for one in paths.values() for status in one["responses"]}
    )
    components["responses"] = {
        name: ERROR_RESPONSES[name] for status in used if (name := f"Problem{status}") in ERROR_RESPONSES
    }


def _secure(operation: dict[str, Any], access: Access) -> None:
    """Say what a caller needs; what is open needs nothing."""
    operation["security"] = [{"key": [access]}, {"session": [access]}] if isinstance(access, Scope) else []
