"""Static files, without ranges."""

from __future__ import annotations

from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send


class WholeFiles(StaticFiles):
    """Static files without ranges, which a server may leave out (RFC 9110, 14.2): all of them are small.

    The framework would answer a malformed range in plain text, not with a problem document.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as if it asked for the whole file."""
        headers = [header for header in scope["headers"] if header[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)
