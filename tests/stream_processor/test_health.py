"""Where `/health` and `/metrics` are served: nowhere, on this machine only, or where the settings say."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from stream_processor import health
from stream_processor.settings import StreamSettings


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
        ({}, []),
        ({"worker_port": 9100}, [("127.0.0.1", 9100)]),
        ({"worker_port": 9100, "worker_host": "10.0.0.7"}, [("10.0.0.7", 9100)]),
    ],
)
def test_the_port_is_off_or_local_unless_another_address_is_named(served, given, expected):
    settings = StreamSettings(**given)
    with health.serve(settings.worker_port, lambda: {"ready": True}, settings.worker_host):
        pass
    assert served == expected
