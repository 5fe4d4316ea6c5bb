"""A page of another origin changes nothing, although the browser has a key's session."""

from __future__ import annotations

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import Error

from tests.browser.test_enter import keyed
from tests.waiting import DEADLINE

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

__all__ = ["keyed"]

ATTACK = """<!doctype html><form id="f" method="post" enctype="{kind}" action="{gateway}{path}">
<input name="vaga" value="v1"><input name="candidato" value="c1"><input name="action" value="advance">
<input name="id" value="v1"><input name="skill" value="Java"><input name="text" value="hello"></form>
<script>f.submit()</script>"""
FETCH = """async ([address, key]) => {
    const told = [];
    for (const credentials of ["include", "omit"])
        for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/json"])
            told.push(await fetch(address, { method: "POST", credentials, body: "vaga=v1&candidato=c1&action=advance",
                headers: { "Content-Type": type } }).then((answer) => answer.status, () => 0));
    return told;
}"""


@pytest.fixture
def elsewhere():
    """A server of another origin, and what its page is."""

    class Page(BaseHTTPRequestHandler):
        text = ""

        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.server.text.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.text = ""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_form_and_a_script_of_another_origin(chromium, keyed, elsewhere, world):
    address, key = keyed
    context = chromium.new_context(locale="pt-BR")
    page = context.new_page()
    page.goto(f"{address}/entrar")
    page.get_by_label("Chave").fill(key)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(f"{address}/")
    # 127.0.0.1 and localhost are two sites, two ports of one of them two origins of one site.
    port = elsewhere.server_address[1]
    for host in ("127.0.0.1", "localhost"):
        for path in ("/decisao", "/decisao/anotacao", "/vaga/requisitos", "/vagas/vistas", "/sair", "/session"):
            for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
                elsewhere.text = ATTACK.format(gateway=address, path=path, kind=kind)
                wanted = page.expect_response(lambda answer, path=path: answer.url == address + path)
                with wanted as answer, suppress(Error):  # what the form asks for interrupts the way to it
                    page.goto(f"http://{host}:{port}/", wait_until="commit")
                assert answer.value.status in (401, 403, 415)
        elsewhere.text = "<!doctype html><title>elsewhere</title>"
        other = context.new_page()
        other.goto(f"http://{host}:{port}/")
        assert set(other.evaluate(FETCH, [f"{address}/decisao", key])) == {0}
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=DEADLINE) as own:
        assert own.get("/api/decisions", params={"job_id": "v1"}).json()["acts"] == []
        assert own.get("/api/must-haves", params={"job_id": "v1"}).json()["items"] == []
    page.goto(f"{address}/entrar")
    assert page.get_by_text("Sessão de ana").is_visible(), "nobody was signed out"
    context.close()
