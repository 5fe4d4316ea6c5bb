"""The OpenAPI document: the errors that routes answer, and none that they don't.

FastAPI documents 422 for whatever it validates; here that is answered 400, in the format of `problems`.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from gateway.problems import ERROR_SCHEMA, described

_FASTAPIS = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    """Have an application's document say what is answered."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            _correct(made())
        return made()

    app.openapi = document  # type: ignore[method-assign]


def _correct(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            errors = {500}
            if answers.pop("422", None) is not None:
                errors.add(400)
            if "requestBody" in operation:
                errors |= {413, 415}
            answers |= {str(status): described(status) for status in errors}
            operation["responses"] = dict(sorted(answers.items()))
    schemas = document["components"]["schemas"]
    for name in _FASTAPIS:
        schemas.pop(name, None)
    schemas |= ERROR_SCHEMA
