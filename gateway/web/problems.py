"""The form of all error answers: the members of RFC 9457, and the string `error` of the first version.

The content type is `application/json`, which existing clients check, not `application/problem+json`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from data.contract.unreadable import Fault, limits
from gateway.texts import fault_texts

TYPE_PREFIX = "urn:matchstream:problem:"

_TITLES = {
    400: "Pedido inválido",
    401: "Não autenticado",
    403: "Recusado",
    404: "Não encontrado",
    405: "Método não permitido",
    408: "Pedido demorado",
    409: "Conflito",
    413: "Conteúdo grande demais",
    415: "Formato não aceito",
    421: "Endereço errado",
    422: "Documento não lido",
    426: "Versão antiga do HTTP",
    429: "Pedidos demais",
    431: "Cabeçalhos grandes demais",
    500: "Erro interno",
    503: "Serviço indisponível",
}
_SLUGS = {
    400: "invalid-request",
    401: "unauthenticated",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    500: "internal-error",
    503: "unavailable",
}
_DETAILS = {
    400: "O corpo do pedido não pôde ser lido.",
    404: "Este endereço não existe.",
    405: "Este endereço não aceita este método; o cabeçalho Allow diz quais aceita.",
    413: "O corpo do pedido é grande demais.",
    415: "O corpo deve ser JSON, com o cabeçalho Content-Type: application/json.",
    500: "Algo falhou no servidor; tente de novo. Se persistir, avise quem opera o sistema.",
    503: "O serviço está indisponível no momento; tente de novo em instantes.",
}


ERROR_SCHEMA = {
    "Problem": {
        "type": "object",
        "description": "RFC 9457, com o membro `error` da primeira versão.",
        "required": ["error", "type", "title", "status", "detail"],
        "properties": {
            "error": {"type": "string"},
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    }
}
"""The schema of every error, for the OpenAPI document."""


ERROR_RESPONSES = {
    f"Problem{status}": {
        "description": title,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, title in _TITLES.items()
}
"""The responses for all errors, for the OpenAPI document."""


def described(status: int) -> dict[str, Any]:
    """A reference to the response of an error, for the OpenAPI document."""
    return {"$ref": f"#/components/responses/Problem{status}"}


def answered(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare errors of a route that FastAPI can't derive from its parameters and body."""
    return {status: {"description": _TITLES[status]} for status in statuses}


def answers(
    model: type[BaseModel], description: str = "Resposta", status: int = 200
) -> dict[int | str, dict[str, Any]]:
    """Declare the form of an answer that its route writes by itself."""
    return {status: {"model": model, "description": description}}


class Problem(Exception):
    """An error to be answered.

    Parameters
    ----------
    status : int
        HTTP status.
    detail : str, optional
        What happened and what to do, for the user; nothing personal. Default is the text of the status.
    slug : str, optional
        The kind of problem, in `type`. Default is that of the status.
    retry_after : int, optional
        Seconds after which trying again may help.
    members : mapping, optional
        Further members of the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        *,
        slug: str | None = None,
        retry_after: int | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.detail = detail or _DETAILS.get(status) or HTTPStatus(status).phrase
        super().__init__(self.detail)
        self.slug = slug
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.members = dict(members or {})


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response to a problem."""
    status = problem.status
    slug = problem.slug or _SLUGS.get(status, "http-error")
    body = {
        "error": problem.detail,
        "type": TYPE_PREFIX + slug,
        "title": _TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": problem.detail,
    }
    return JSONResponse(body | problem.members, status, headers=problem.headers | dict(headers or {}))


Shown = Callable[[Request, Problem], Awaitable[Response]]

PROGRAMS = ("/api/", "/connect/")
"""Below these only programs ask."""


def install(app: FastAPI, page: Shown) -> None:
    """Let an application answer every error in this form.

    Parameters
    ----------
    app : FastAPI
    page : callable
        Makes the page that people get where they open an address that there is not.
    """

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code in (404, 405) and _is_read_by_people(request):
            return await page(request, Problem(error.status_code))
        return _of_http(request, error)

    app.add_exception_handler(Problem, _of_problem)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, _of_validation)


async def _of_problem(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return answer(error)


def _is_read_by_people(request: Request) -> bool:
    """Whether a browser opens an address; programs take JSON, or whatever comes."""
    wants_page = "text/html" in request.headers.get("accept", "")
    return request.method == "GET" and wants_page and not request.scope["path"].startswith(PROGRAMS)


def _of_http(request: Request, error: HTTPException) -> JSONResponse:
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return answer(Problem(error.status_code), headers)


def _methods(request: Request) -> list[str]:
    """All methods of an address; the router's own answer has those of its first route alone."""
    found: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        if context.path and compile_path(context.path)[0].match(request.scope["path"]):
            found |= context.methods or set()
    return sorted(found)


async def _of_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    wants_body = any(fault["loc"][:1] == ("body",) for fault in faults)
    if wants_body and not (kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))):
        return answer(Problem(415))
    if any(fault["type"] == "json_invalid" for fault in faults):
        at = faults[0]["loc"][-1]
        return answer(
            Problem(400, f"O corpo do pedido não é JSON válido (erro no caractere {at}).", slug="invalid-json")
        )
    return answer(Problem(400, describe(faults), members={"errors": [_fault(fault) for fault in faults]}))


def describe(faults: Sequence[Mapping[str, Any]]) -> str:
    """Say which fields are wrong, and how, without their values."""
    listed = [_fault(fault) for fault in faults]
    missing = [fault["campo"] for fault in listed if fault["erro"] == fault_texts.MISSING]
    if missing:
        return f"Dados obrigatórios ausentes: {', '.join(missing)}."
    return "; ".join(f"{fault['campo']}: {fault['erro']}" for fault in listed[:10]) + "."


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    place = ".".join(str(part) for part in fault["loc"] if part not in ("body", "query", "path"))
    found = Fault(place, str(fault["type"]), limits(fault))
    return {"campo": place or "corpo do pedido", "erro": fault_texts.what(found)}
