"""Requests that offer another protocol: the offer is ignored (RFC 9110, 7.8), and the request is read whole.

With `Upgrade` in the head the parser ends the request there, although a body may follow: Java's own client offers `h2c`
with requests to a plain address. The body would be lost, and its bytes taken for the next request.
"""

from __future__ import annotations

from array import array

from httptools import HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_FRAMING = (b"content-length", b"transfer-encoding")


class WholeRequests(HttpRequestParser):
    """A parser that goes on after a head with `Upgrade`.

    Parameters
    ----------
    connection : HttpToolsProtocol
        The owner of the parser, called back for each request. While `should_upgrade` is true, `on_message_complete`
        must be ignored.
    told : object, optional
        Called back for requests instead of the connection.
    """

    def __init__(self, connection: HttpToolsProtocol, told: object = None) -> None:
        super().__init__(told or connection)
        self.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
        self._connection = connection

    def feed_data(self, data: bytes | bytearray | memoryview[int] | array[int]) -> None:
        """Parse bytes."""
        try:
            super().feed_data(data)
        except HttpParserUpgrade as upgrade:
            framing = [b"%s: %s\r\n" % header for header in self._connection.headers if header[0] in _FRAMING]
            head = b"POST / HTTP/1.1\r\n" + b"".join(framing) + b"\r\n"
            rest = WholeRequests(self._connection, _BehindHead(self._connection))
            self._connection.parser = rest
            rest.feed_data(head + bytes(memoryview(data)[upgrade.args[0] :]))


class _BehindHead:
    """Passes callbacks to a connection, except those for the head of the first request, which it already got."""

    def __init__(self, connection: HttpToolsProtocol) -> None:
        self._connection = connection
        self._is_behind = False
        self.on_body = connection.on_body
        self.on_message_complete = connection.on_message_complete

    def on_message_begin(self) -> None:
        if self._is_behind:
            self._connection.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if self._is_behind:
            self._connection.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._is_behind:
            self._connection.on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._is_behind:
            self._connection.on_headers_complete()
        self._is_behind = True
