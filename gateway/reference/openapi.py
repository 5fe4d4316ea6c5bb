"""Completes the OpenAPI document, so that it has all answers that routes give, and no others.

FastAPI documents 422 for everything that it validates; this gateway answers 400, in the format of `problems`. What each
route needs is taken from its declaration, models that no route takes as such are added, and examples from `examples`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from data.contract.keys import Scope
from gateway.access.scopes import Access, declared
from gateway.documents.schemas import ApplicantDocument
from gateway.events.documents import Event
from gateway.reference.examples import EXAMPLES
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
TAGS = {
    "predictions": ("Predições", "A compatibilidade de uma vaga e um candidato que o pedido traz."),
    "results": ("Resultados", "As compatibilidades que o processamento publicou."),
    "events": ("Eventos", "Vagas, candidatos e candidaturas, como CloudEvents."),
    "documents": ("Documentos", "Currículos como PDF ou DOCX."),
    "decisions": ("Decisões", "O que pessoas decidem, anotam e guardam; vale acima de qualquer nota."),
    "webhooks": ("Webhooks", "Quem recebe quais avisos, e onde; só para administradores."),
    "connections": ("Conexões", "Avisos de sistemas de recrutamento, como eles os enviam."),
    "pushes": ("Avisos", "Novas compatibilidades, assim que surgem."),
    "keys": ("Chaves", "Chaves, e as sessões das páginas."),
    "operations": ("Operação", "Para quem opera o sistema."),
}
"""Tags by their plain name, with the name and the text for people."""
INFO = {
    "title": "Matchstream",
    "description": "Compatibilidade entre vagas e candidatos. A nota ordena e explica; quem decide é uma pessoa.",
    "contact": {"name": "Quem opera este servidor"},
    "license": {"name": "MIT", "identifier": "MIT"},
}
SERVERS = [{"url": "/", "description": "Este servidor"}]

_SUCCESS = "Successful Response"
_VALIDATION = "Validation Error"
"""How FastAPI describes what a route says nothing of, and the 422 that never comes; a route's own are described."""
_UNCHANGING = frozenset({"get", "head", "options"})
_FASTAPIS = ("HTTPValidationError", "ValidationError")
_MODELS = "#/components/schemas/"


def install(app: FastAPI) -> None:
    """Let an application's document be completed."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(made(), {(method.lower(), _plain(path)): access for method, path, access in declared(app)})
        return made()

    app.openapi = document  # type: ignore[method-assign]


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation, of a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _plain(path: str) -> str:
    return path.replace(":path}", "}")


def _complete(document: dict[str, Any], needed: Mapping[tuple[str, str], Access]) -> None:
    document["info"] |= INFO
    document["servers"] = SERVERS
    document["tags"] = [{"name": name, "x-displayName": shown, "description": of} for name, (shown, of) in TAGS.items()]
    used = set()
    for path, method, operation in operations(document):
        _answers(operation, method, needed[method, path])
        _secure(operation, needed[method, path])
        _illustrate(operation)
        operation["summary"] = operation["description"].partition("\n")[0].rstrip(".")
        used |= operation["responses"].keys()
    components = document["components"]
    for name in _FASTAPIS:
        components["schemas"].pop(name, None)
    _, made = models_json_schema(
        [(model, "validation") for model in (Event, ApplicantDocument)], ref_template=_MODELS + "{model}"
    )
    components["schemas"] = made["$defs"] | components["schemas"] | ERROR_SCHEMA
    components["securitySchemes"] = SCHEMES
    components["responses"] = {
        name: ERROR_RESPONSES[name] for status in sorted(used) if (name := f"Problem{status}") in ERROR_RESPONSES
    }


def _answers(operation: dict[str, Any], method: str, access: Access) -> None:
    """Name the errors, and no other."""
    answers = operation["responses"]
    for answer in answers.values():
        if answer.get("description") == _SUCCESS:
            answer["description"] = "Resposta"
    if answers.get("422", {}).get("description") == _VALIDATION:
        del answers["422"]
    errors = ANYWHERE | {int(status) for status in answers if int(status) >= 400}
    if isinstance(access, Scope):
        errors |= BEHIND_A_KEY
    if method not in _UNCHANGING:
        errors |= ON_CHANGES
    if "requestBody" in operation:
        errors |= {415}
    answers |= {str(status): described(status) for status in errors}
    operation["responses"] = dict(sorted(answers.items()))


def _secure(operation: dict[str, Any], access: Access) -> None:
    """Say what a caller needs; what is open needs nothing."""
    operation["security"] = [{"key": [access]}, {"session": [access]}] if isinstance(access, Scope) else []


def _illustrate(operation: dict[str, Any]) -> None:
    """Add the examples of an operation."""
    for place, example in EXAMPLES.get(operation["operationId"], {}).items():
        holder = operation["requestBody"] if place == "request" else operation["responses"][place]
        for content in holder["content"].values():
            content["example"] = deepcopy(example)
