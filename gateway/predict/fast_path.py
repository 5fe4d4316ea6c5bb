"""The fast path of `/api/predict`: a usual request is answered before routing, any other one by FastAPI.

FastAPI parses the body into objects, validates those, resolves dependencies and tries every router, which takes longer
than the score. Here the bytes are validated directly and the answer is written once. A long pair is read and scored in
another thread, so that short ones don't wait for it. A request that is not plainly a pair (a wrong body, an unknown
field, a query, another content type) is passed on unchanged, so that the route, its errors and its documentation are
defined once.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from anyio.to_thread import run_sync
from pydantic import ValidationError
from pydantic_core import to_json
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access.gate import Gate
from gateway.access.scopes import READ
from gateway.predict.predictions import LONG, PlainPair, document
from gateway.texts.catalogue import LANGUAGES, Texts, texts_of
from gateway.web.language import language_of
from gateway.web.metrics import Metrics
from gateway.web.problems import Problem
from gateway.web.problems import answer as answer_of

PATH = "/api/predict"


class FastPath:
    """ASGI middleware that answers `POST /api/predict` where the body is a plain pair.

    It is the innermost middleware, so these requests are limited, counted and guarded as all others.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, gate: Gate) -> None:
        self.app = app
        self.gate = gate
        self.metrics = metrics
        self.route = Route(PATH, self, methods=["POST"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if not _is_usual(scope, headers):
            await self.app(scope, receive, send)
            return
        try:
            self.gate.admit(scope, READ)
        except Problem as problem:
            scope["route"] = self.route
            await answer_of(problem)(scope, receive, send)
            return
        messages = [await receive()]
        while messages[-1].get("more_body"):
            messages.append(await receive())
        body = b"".join([message.get("body", b"") for message in messages])
        t = _texts(scope, headers)
        if len(body) <= LONG:  # a text has no more characters than the body has bytes
            answer = self._answer(scope, body, t)
        else:
            answer = await run_sync(self._answer, scope, body, t, limiter=scope["app"].state.parts.scoring)
        if answer is None:

            async def again() -> Message:
                return messages.pop(0) if messages else await receive()

            await self.app(scope, again, send)
            return
        head = [(b"content-length", b"%d" % len(answer)), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": answer})

    def _answer(self, scope: Scope, body: bytes, t: Texts) -> bytes | None:
        """The answer to a pair; None where the body is not a plain pair."""
        try:
            pair = PlainPair.model_validate_json(body)
        except ValidationError:
            return None
        scope["route"] = self.route
        begun = perf_counter()
        found = document(scope["app"].state.parts.champion.scorer, pair, t, explain=False)
        seconds = perf_counter() - begun
        self.metrics.predictions.count(found["quality_score"], found["band"], "unified_interface", seconds)
        return to_json(found)  # as the route would write it, which makes objects of it first


def _texts(scope: Scope, headers: Mapping[bytes, bytes]) -> Texts:
    """The texts of the request's language; most clients are programs, which say nothing of one."""
    says = b"accept-language" in headers or b"cookie" in headers
    return texts_of(language_of(Request(scope)) if says else LANGUAGES[0])


def _is_usual(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    """Whether the request may be a plain pair."""
    return (
        scope["method"] == "POST"
        and not scope["query_string"]
        and headers.get(b"content-type") == b"application/json"
        and headers.get(b"content-length", b"").isdigit()
    )
