"""The headers that protect browsers, added to every answer."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

FURTHER_HEADERS = "matchstream.headers"
"""Where headers stand in an ASGI scope that its answer gets, whatever it is."""

_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_API_HEADERS = (*_HEADERS, (b"cache-control", b"no-store"))


class SafeHeaders:
    """ASGI middleware that adds headers against foreign scripts, frames and guessed content types."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                said = {name for name, _ in headers}
                wanted = _API_HEADERS if scope["path"].startswith("/api/") else _HEADERS
                further = scope.get(FURTHER_HEADERS, ())
                message["headers"] = [*headers, *(header for header in wanted if header[0] not in said), *further]
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)
