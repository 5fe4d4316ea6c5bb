"""nginx in front of a stand-in gateway: pushes come as they are sent, large bodies are refused, headers are there."""

from __future__ import annotations

import http.server
import json
import threading
from contextlib import ExitStack

import httpx
import pytest

from tests.deploy.servers import nginx_before
from tests.waiting import DEADLINE, eventually

pytestmark = [pytest.mark.servers, pytest.mark.enable_socket]


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    go_on = threading.Event()

    def do_GET(self):
        if self.path.startswith("/api/pushes"):
            is_cut = self.path.endswith("cut")
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            if is_cut:
                self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"d\r\ndata: first\n\n\r\n" if is_cut else b"data: first\n\n")
            self.wfile.flush()
            self.go_on.wait(DEADLINE)
            if not is_cut:
                self.wfile.write(b"data: second\n\n")
            self.close_connection = True
            return
        ours = {name: told for name, told in self.headers.items() if name.lower().startswith("x-matchstream")}
        self._answer({"host": self.headers["host"], "forwarded": self.headers["x-forwarded-for"]} | ours)

    def do_POST(self):
        self._answer({"bytes": len(self.rfile.read(int(self.headers["content-length"])))})

    def _answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("x-content-type-options", "nosniff")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    Gateway.go_on.clear()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    Gateway.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def nginx(tmp_path, gateway):
    with (
        nginx_before(gateway.server_port, tmp_path) as address,
        httpx.Client(base_url=address, timeout=DEADLINE, limits=httpx.Limits()) as client,
    ):
        yield client


def test_requests_pass_and_each_safety_header_is_there_once(nginx):
    answer = nginx.get("/api/jobs/1/matches")
    assert answer.json() == {"host": f"127.0.0.1:{nginx.base_url.port}", "forwarded": "127.0.0.1"}
    for header in ("x-content-type-options", "x-frame-options", "referrer-policy"):
        assert len(answer.headers.get_list(header)) == 1
    assert answer.headers["server"] == "nginx"


def test_a_push_arrives_while_the_stream_is_open(nginx):
    with nginx.stream("GET", "/api/pushes") as answer:
        lines = answer.iter_lines()
        assert next(lines) == "data: first"
        Gateway.go_on.set()
        assert list(lines) == ["", "data: second", ""]


def test_a_push_that_is_cut_is_cut_for_the_client_too(nginx):
    with nginx.stream("GET", "/api/pushes?cut") as answer:
        lines = answer.iter_lines()
        assert next(lines) == "data: first"
        Gateway.go_on.set()
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            list(lines)


def test_while_the_gateway_is_away_pushes_get_no_answer_that_ends_a_browsers_tries(nginx, gateway):
    gateway.shutdown()
    gateway.server_close()
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        nginx.get("/api/pushes")
    assert nginx.get("/api/jobs").status_code == 503


def test_a_large_body_passes_and_a_larger_one_is_refused_in_json(nginx):
    assert nginx.post("/api/events", content=b"x" * (8 << 20)).json() == {"bytes": 8 << 20}
    refused = nginx.post("/api/events", content=b"x" * ((8 << 20) + 1))
    assert refused.status_code == 413
    assert refused.headers["content-type"] == "application/json"
    assert "8 MiB" in refused.json()["error"]


def test_who_was_forwarded_for_is_not_what_the_client_says(nginx):
    answer = nginx.get("/api/jobs", headers={"X-Forwarded-For": "10.0.0.1"})
    assert answer.json()["forwarded"] == "127.0.0.1"


def test_a_client_cant_say_that_a_proxy_logged_it_in(nginx):
    answer = nginx.get("/api/jobs", headers={"X-Matchstream-User": "root", "X-Matchstream-Proxy": "guess"})
    assert answer.json().keys() == {"host", "forwarded"}


def test_connections_of_one_address_are_bounded(nginx):
    with ExitStack() as stack:
        answers = [stack.enter_context(nginx.stream("GET", "/api/pushes")) for _ in range(201)]
        assert [answer.status_code for answer in answers] == [200] * 200 + [503]
        refused = answers[-1]
        refused.read()
        assert refused.headers["content-type"] == "application/json"
        assert refused.headers["retry-after"] == "5"


def test_metrics_are_not_for_everyone(nginx):
    assert nginx.get("/metrics").status_code == 403


def test_lookups_are_not_logged_with_their_query(nginx, tmp_path):
    nginx.get("/api/jobs/1/matches?q=secret")
    log = tmp_path / "access.log"
    eventually(lambda: log.read_text().endswith("\n"), "a line")  # written after the answer
    assert "GET /api/jobs/1/matches 200" in log.read_text()
    assert "secret" not in log.read_text()
