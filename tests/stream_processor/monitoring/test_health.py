"""Where `/health` and `/metrics` are served: nowhere, on this machine only, or where the settings say."""

from __future__ import annotations

import socket
from contextlib import suppress
from types import SimpleNamespace

import httpx
import pytest

from deploy.local.ports import free_port
from stream_processor import metrics
from stream_processor.monitoring import health
from stream_processor.settings import StreamSettings
from tests.waiting import DEADLINE, eventually


@pytest.fixture
def served(monkeypatch):
    """The addresses that were listened on; no socket is opened."""
    addresses = []

    def make_server(host, port, *_more):
        addresses.append((host, port))
        return SimpleNamespace(serve_forever=lambda: None, shutdown=lambda: None, server_close=lambda: None)

    monkeypatch.setattr(health, "make_server", make_server)
    return addresses


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("127.0.0.1", 9100)]),
        ({"worker_port": 0}, []),
        ({"worker_port": 9100, "worker_host": "10.0.0.7"}, [("10.0.0.7", 9100)]),
    ],
)
def test_the_port_is_local_unless_another_address_is_named(served, given, expected):
    settings = StreamSettings(**given)
    with health.serve(settings.worker_port, lambda: {"ready": True}, settings.worker_host, told=metrics.WORKER):
        pass
    assert served == expected


@pytest.mark.enable_socket
def test_who_asks_nothing_is_let_go_and_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(health._Quiet, "timeout", 0.5)
    port = free_port()
    with (
        health.serve(port, lambda: {"ready": False, "status": "Kafka is away"}, told=metrics.WORKER),
        socket.create_connection(("127.0.0.1", port), DEADLINE) as silent,
    ):

        def answered() -> httpx.Response | None:
            with suppress(httpx.TransportError):  # who is slow to ask is let go too
                return httpx.get(f"http://127.0.0.1:{port}/health", timeout=DEADLINE)
            return None

        answer = eventually(answered, "an answer")
        assert (answer.status_code, answer.json()["status"]) == (503, "Kafka is away")
        assert silent.recv(1) == b""
