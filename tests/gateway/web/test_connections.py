"""The server on a real socket: slow clients are let go while others are served, and there are only so many."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from threading import Thread

import httpx
import orjson
import pytest

from deploy.local.ports import free_port
from gateway.web.server import make_room, make_server
from tests.gateway.conftest import make
from tests.gateway.worlds import MemoryWorld, a_match
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.enable_socket

SLOW = 200
HEAD = b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
PAIR = {"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}


@pytest.fixture
def serve(settings, memory, outside):
    """Serve on a free port, with other settings."""

    @contextmanager
    def served(**changes):
        changed = settings.model_copy(update={"gateway_port": free_port(), **changes})
        app = make(changed, lambda: memory, outside)
        server = make_server(app, changed)
        thread = Thread(target=server.run)
        thread.start()
        try:
            eventually(lambda: server.started, "the server", every=0.01)
            yield Gateway(changed.gateway_port, app, server)
        finally:
            server.should_exit = True
            thread.join()

    return served


class Gateway:
    def __init__(self, port, app, server):
        self.port = port
        self.app = app
        self.server = server
        self.refused = 0

    def connect(self, *, source="127.0.0.1"):
        held = socket.create_connection(("127.0.0.1", self.port), DEADLINE, source_address=(source, 0))
        held.settimeout(DEADLINE)
        return held

    def predicts(self):
        """Whether somebody else is served."""
        answer = httpx.post(f"http://127.0.0.1:{self.port}/api/predict", json=PAIR, timeout=DEADLINE)
        self.refused += answer.status_code != 200
        return answer.status_code == 200

    def ended(self, why):
        return self.app.state.metrics.connections_ended.labels(why)._value.get()


def rest(held):
    """All that comes until the other side closes."""
    taken = b""
    while piece := held.recv(1 << 16):
        taken += piece
    return taken


def status_of(held):
    """The status of the next answer; it is read to its end, in however many pieces it comes."""
    with HTTPResponse(held) as answer:
        answer.begin()
        answer.read()
        return answer.status


@pytest.mark.parametrize(
    ("sent", "stage"),
    [
        (b"", "head"),
        (b"\r\n", "head"),
        (b"GET /hea", "head"),
        (HEAD, "head"),
        (HEAD + b"Content-Length: 9\r\n\r\n{", "body"),
    ],
    ids=["nothing", "an empty line", "half a line", "half a head", "half a body"],
)
def test_slow_clients_are_let_go_in_time_while_others_are_served(serve, sent, stage):
    with serve(gateway_head_seconds=1.0, gateway_body_seconds=1.0) as gateway:
        slow = []
        for _ in range(SLOW):
            slow.append(gateway.connect())
            slow[-1].sendall(sent)
        eventually(gateway.predicts, "an answer")  # on a busy machine the one who asks is slow too
        for held in slow:
            assert rest(held).startswith(b"HTTP/1.1 408")
            held.close()
        assert SLOW <= gateway.ended(stage) <= SLOW + gateway.refused
        eventually(gateway.predicts, "an answer")


def test_a_trickle_gains_no_time(serve):
    """A byte now and then restarts no clock, neither in the head nor in the body."""
    with serve(gateway_head_seconds=1.0, gateway_body_seconds=1.0) as gateway:
        head, body = gateway.connect(), gateway.connect()
        head.sendall(b"GET /")
        body.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")

        def both_ended():
            for held in (head, body):
                with suppress(OSError):
                    held.sendall(b"x")
            return gateway.ended("head") and gateway.ended("body")

        eventually(both_ended, "an end")
        head.close()
        body.close()


def test_between_requests_a_connection_is_not_kept_by_crumbs(serve):
    with serve(gateway_head_seconds=1.0) as gateway, gateway.connect() as held:
        held.sendall(b"GET /model/info HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert status_of(held) == 200
        held.sendall(b"\r\n")
        assert rest(held).endswith(b'tempo."}') or gateway.ended("head")


def test_a_slow_but_honest_client_is_served(serve):
    """The head and the body have each their own time, and a connection has any number of requests."""
    with serve(gateway_head_seconds=60.0, gateway_body_seconds=60.0) as gateway, gateway.connect() as held:
        body = b'{"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}'
        for _ in range(3):
            for piece in (HEAD, b"Content-Length: %d\r\n\r\n" % len(body), body[:5], body[5:]):
                held.sendall(piece)
            assert status_of(held) == 200


def test_an_endless_head_is_refused(serve):
    with serve() as gateway, gateway.connect() as held:
        with suppress(OSError):
            held.sendall(HEAD)
            for i in range(2000):
                held.sendall(b"X-%d: %s\r\n" % (i, b"x" * 1000))
        with suppress(OSError):
            rest(held)
        eventually(lambda: gateway.ended("head_size") == 1, "the refusal")
        assert gateway.predicts()


def test_a_long_body_before_the_next_head_is_no_head(serve):
    with serve() as gateway, gateway.connect() as held:
        body = b'{"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}' + b" " * 200_000 + b"}"
        request = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
        held.sendall(request + HEAD)
        assert status_of(held) == 200
        held.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert status_of(held) == 200
        assert gateway.ended("head_size") == 0


def test_few_requests_wait_on_one_connection(serve):
    with serve() as gateway, gateway.connect() as held:
        with suppress(OSError):
            held.sendall(b"GET /api/pushes HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1000)
            rest(held)
        assert gateway.predicts()


def test_who_takes_nothing_of_a_long_answer_is_let_go(serve, memory, monkeypatch):
    monkeypatch.setattr("gateway.web.connections.STALLED_SECONDS", 0.5)
    world = MemoryWorld(memory)
    world.ready()
    world.pushes([a_match("v1", f"c{i}", 80.0) for i in range(30_000)])
    with serve() as gateway:
        eventually(lambda: gateway.app.state.parts.pushes._position is not None, "the feed")
        with gateway.connect() as held:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 12)
            held.sendall(b"GET /api/pushes?last_event_id=1-0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert held.recv(100)
            eventually(lambda: not gateway.server.server_state.connections, "the end")
            eventually(lambda: not gateway.app.state.parts.pushes._clients, "that it is forgotten")


def test_open_connections_are_bounded(serve):
    with serve(gateway_connections=5) as gateway, ExitStack() as stack:
        held = [stack.enter_context(gateway.connect()) for _ in range(5)]
        answer = rest(stack.enter_context(gateway.connect()))
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 30" in answer
        held.pop().close()
        eventually(gateway.predicts, "room again")


def test_connections_of_one_address_leave_room_for_others(serve):
    with serve(gateway_connections_per_address=5, gateway_proxies="127.0.0.1") as gateway, ExitStack() as stack:
        held = [stack.enter_context(gateway.connect(source="127.0.0.2")) for _ in range(5)]
        answer = rest(stack.enter_context(gateway.connect(source="127.0.0.2")))
        assert answer.startswith(b"HTTP/1.1 503")
        assert "deste endereço" in answer.decode()
        for _ in range(10):
            stack.enter_context(gateway.connect())
        assert gateway.predicts(), "a proxy speaks for many"
        held.pop().close()

        def is_let_in():
            with gateway.connect(source="127.0.0.2") as again:
                again.sendall(b"GET /model/info HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return again.recv(1 << 16).startswith(b"HTTP/1.1 200")

        eventually(is_let_in, "room again")


def test_push_clients_are_counted_by_the_address_that_a_proxy_names(serve):
    with serve(push_clients=10, push_clients_per_address=1, gateway_proxies="127.0.0.1") as gateway:

        def listens(held, address):
            request = f"GET /api/pushes HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {address}\r\n\r\n"
            held.sendall(request.encode())
            return held.recv(1 << 16).startswith(b"HTTP/1.1 200")

        eventually(lambda: gateway.app.state.parts.pushes._position is not None, "the feed")
        with gateway.connect() as one, gateway.connect() as two, gateway.connect() as three:
            assert listens(one, "10.0.0.1")
            assert not listens(two, "10.0.0.1")
            assert listens(three, "10.0.0.2")
        with gateway.connect(source="127.0.0.2") as one, gateway.connect(source="127.0.0.2") as two:
            assert listens(one, "10.0.0.3")
            assert not listens(two, "10.0.0.4"), "who is no proxy is not believed"


def test_a_client_of_http_1_0_gets_an_answer_with_its_length(serve):
    with serve() as gateway, gateway.connect() as held:
        held.sendall(b"GET /api/pushes HTTP/1.0\r\nHost: localhost\r\n\r\n")
        head, _, body = rest(held).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 426")
    assert b"transfer-encoding" not in head.lower()
    assert b"HTTP/1.1" in body


def test_too_few_files_are_told(settings, monkeypatch, caplog):
    monkeypatch.setattr("gateway.web.server.resource.getrlimit", lambda _: (64, 100))
    told = []
    monkeypatch.setattr("gateway.web.server.resource.setrlimit", lambda _, limits: told.append(limits))

    make_room(settings)

    assert told == [(100, 100)]
    assert "lets this process open 100 files" in caplog.text


UPGRADES = [
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n",
    b"Connection: upgrade\r\nUpgrade: websocket\r\n",
]
BODY = b'{"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}'
FRAMED = {
    "length": b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "chunks": b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
}


@pytest.mark.parametrize("offer", UPGRADES, ids=["h2c", "websocket"])
@pytest.mark.parametrize("framing", FRAMED)
@pytest.mark.parametrize("piece", [1, 150, 1 << 16])
def test_an_offer_of_another_protocol_is_ignored_and_the_request_read_whole(serve, offer, framing, piece):
    """Java's client offers HTTP/2 with each request; the next one on its connection is read too."""
    asked = HEAD + offer + FRAMED[framing]
    last = b"GET /model/info HTTP/1.1\r\nHost: localhost\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n"
    with serve() as gateway, gateway.connect() as held:
        held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sent = asked + asked + last
        for at in range(0, len(sent), piece):
            held.sendall(sent[at : at + piece])
        answers = rest(held)
        assert answers.count(b"HTTP/1.1 200") == 3, answers
        assert answers.count(b'"quality_score"') == 2
        assert gateway.predicts()


@pytest.mark.parametrize(
    "sent", [b"\x00\xff\r\n\r\n", b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", HEAD + b"Content-Length: -1\r\n\r\n"]
)
def test_what_is_no_request_is_refused_in_the_one_form_of_errors(serve, sent):
    with serve() as gateway, gateway.connect() as held:
        held.sendall(sent)
        head, _, body = rest(held).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400")
        assert b"content-type: application/json" in head.lower()
        assert orjson.loads(body)["status"] == 400
        assert gateway.ended("parse") == 1
