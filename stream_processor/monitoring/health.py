"""Serves `/health` and `/metrics` of a program, in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import CollectorRegistry, make_wsgi_app

from data.credentials import variable
from data.errors import PortTaken

Health = Callable[[], dict[str, Any]]
"""Returns the state of a program; its member `ready` decides between 200 and 503."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = 5.0
    """Seconds after which a silent client is dropped: each occupies a thread."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's name
        """Log nothing: probes come every second."""


@contextmanager
def serve(port: int, health: Health, host: str = "127.0.0.1", *, told: CollectorRegistry) -> Iterator[None]:
    """Serve while the context lasts, of the metrics those of a registry; port 0 serves nothing."""
    if not port:
        yield
        return
    metrics = make_wsgi_app(told)

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return cast("Iterable[bytes]", metrics(environ, start))
        if path != "/health":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"/health or /metrics\n"]
        state = health()
        start("200 OK" if state["ready"] else "503 Service Unavailable", [("Content-Type", "application/json")])
        return [orjson.dumps(state)]

    try:
        server = make_server(host, port, answer, _Server, _Quiet)
    except OSError as error:
        raise PortTaken(
            f"/health and /metrics can't be served on {host}:{port} ({error.strerror}): give this program another port "
            f"by {variable('worker_port')}, {variable('cache_port')} or {variable('webhooks_port')}, or 0 for none"
        ) from error
    thread = Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    logging.getLogger("matchstream").info("health and metrics on http://%s:%d", host, port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
