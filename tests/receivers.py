"""Receivers of webhooks: real HTTP servers that note what came and answer as a test says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Came:
    """A request."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Answer = Callable[[Came], tuple[int, Mapping[str, str]]]


def fine(_came: Came) -> tuple[int, Mapping[str, str]]:
    return 204, {}


class Receiver:
    """Notes all requests in their order; `answer` may be replaced."""

    def __init__(self, answer: Answer = fine) -> None:
        self.came: list[Came] = []
        self.delivered: list[Came] = []
        self.answer = answer
        self.url = ""

    def of(self, path: str) -> list[Came]:
        return [came for came in self.delivered if came.path == path]


@contextmanager
def receiving(answer: Answer = fine, port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            came = Came(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.came.append(came)
            status, headers = receiver.answer(came)
            if 200 <= status < 300:
                receiver.delivered.append(came)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Log nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 200

        def handle_error(self, *_arguments: object) -> None:
            """A sender that was killed is no error."""

    server = Server(("127.0.0.1", port), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
