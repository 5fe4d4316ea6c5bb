"""The proxy of the network scenario does what the scenario says it does."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest

from deploy.local.ports import LOOPBACK, free_port
from tests.chaos.proxy import Proxy

pytestmark = pytest.mark.enable_socket


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            while data := self.request.recv(100):
                self.request.sendall(data)


@pytest.fixture
def echo() -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server((LOOPBACK, 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def ask(client: socket.socket) -> bytes:
    client.sendall(b"ping")
    return client.recv(100)


def connected(port: int, own: int = 0) -> socket.socket:
    return socket.create_connection((LOOPBACK, port), timeout=2.0, source_address=(LOOPBACK, own))


def test_it_forwards_cuts_and_heals(echo: int) -> None:
    with Proxy() as proxy:
        proxy.target = echo
        with connected(proxy.port) as client:
            assert ask(client) == b"ping"
            proxy.cut()
            with pytest.raises(ConnectionError):
                client.recv(100)
        with pytest.raises(ConnectionError), connected(proxy.port) as client:
            client.recv(100)
        proxy.heal()
        with connected(proxy.port) as client:
            assert ask(client) == b"ping"


def test_a_black_hole_answers_nothing_and_says_nothing(echo: int) -> None:
    with Proxy() as proxy:
        proxy.target = echo
        with connected(proxy.port) as client:
            assert ask(client) == b"ping"
            proxy.blackhole()
            client.settimeout(0.3)
            with pytest.raises(TimeoutError):
                ask(client)
            proxy.heal()
            client.settimeout(2.0)
            with pytest.raises(ConnectionError):
                client.recv(100)


def test_a_fault_leaves_alone_whom_it_does_not_concern(echo: int) -> None:
    own = free_port()
    with Proxy(own.__eq__) as proxy:
        proxy.target = echo
        with connected(proxy.port, own) as victim, connected(proxy.port) as other:
            assert ask(victim) == ask(other) == b"ping"
            proxy.blackhole()
            victim.settimeout(0.3)
            assert ask(other) == b"ping"
            with pytest.raises(TimeoutError):
                ask(victim)
            proxy.cut()
            assert ask(other) == b"ping"
            with pytest.raises(ConnectionError):
                victim.recv(100)
