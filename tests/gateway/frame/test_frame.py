"""Addresses, forms and errors of pages."""

from __future__ import annotations

import re

import pytest
from starlette.requests import Request

from gateway.frame.addresses import address, here, local
from gateway.frame.failures import kind_of
from gateway.texts.catalogue import texts_of
from gateway.web.problems import Problem
from tests.gateway.stand_ins import MemoryKeys

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def ring(outside):
    outside.keys = MemoryKeys()
    return outside.keys


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/vaga?id=1", "/vaga?id=1"),
        ("", "/"),
        (None, "/"),
        ("https://example.org", "/"),
        ("//example.org", "/"),
        ("/\\example.org", "/"),
        ("/a\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_a_page_leads_to_our_own_pages_alone(asked, led):
    assert local(asked) == led


def test_addresses_hold_any_id_and_leave_out_what_is_empty():
    assert address("/vaga", id="a/b?c&d é", c=["x", "y"], band=None, q="") == ("/vaga?id=a%2Fb%3Fc%26d+%C3%A9&c=x&c=y")
    request = Request(
        {"type": "http", "method": "GET", "path": "/", "query_string": b"q=a&band=alta&lang=en", "headers": []}
    )
    assert here(request, band=None, page=2) == "/?q=a&page=2"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 429, 500, 503])
def test_every_problem_has_a_text(status):
    texts = texts_of("pt").texts
    for slug in (None, "results-away", "never-heard-of"):
        kind = kind_of(Problem(status, slug=slug))
        assert {f"failure.title.{kind}", f"failure.text.{kind}"} <= set(texts)


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/vagas/nada", "text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/decisao/desfazer", "text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/vagas/nada", "*/*", "application/json"),
        ("/vagas/nada", "", "application/json"),
        ("/api/nada", "text/html,*/*;q=0.8", "application/json"),
        ("/connect/nada", "text/html,*/*;q=0.8", "application/json"),
    ],
)
def test_an_address_that_there_is_not_is_a_page_in_a_browser(plain, path, accept, kind):
    answer = plain.get(path, headers={"accept": accept})
    assert answer.status_code in (404, 405)
    assert answer.headers["content-type"] == kind
    assert ("Ir para as vagas" in answer.text) == kind.startswith("text/html")
    assert plain.post("/vagas/nada", headers={"accept": "text/html"}).headers["content-type"] == "application/json"


def test_an_error_is_a_page_that_says_what_to_do(plain, memory):
    memory.down = True
    answer = plain.get("/?lang=en")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "The results are not available" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"


def test_who_is_not_known_enters_first_and_comes_back(ring, plain):
    answer = plain.get("/?q=java")
    assert (answer.status_code, answer.headers["location"]) == (303, "/entrar?depois=%2F%3Fq%3Djava")
    wrong = plain.post("/entrar", headers=FORM, content="chave=msk_x&depois=/%3Fq%3Djava")
    assert wrong.status_code == 401
    assert "A chave não vale" in wrong.text
    good = plain.post("/entrar", headers=FORM, content=f"chave={ring.mint('read')}&depois=/%3Fq%3Djava")
    assert (good.status_code, good.headers["location"]) == (303, "/?q=java")
    cookie = good.headers["set-cookie"].partition(";")[0]
    known = plain.get("/entrar", headers={"cookie": cookie})
    assert "ler e prever" in known.text
    left = plain.post("/sair", headers={"cookie": cookie, "sec-fetch-site": "same-origin"})
    assert (left.status_code, left.headers["location"]) == (303, "/entrar")
    assert re.match(r"matchstream=\"?\"?; .*Max-Age=0", left.headers["set-cookie"])


def test_a_login_from_another_site_changes_nothing(ring, plain):
    answer = plain.post(
        "/entrar", headers=FORM | {"sec-fetch-site": "cross-site"}, content=f"chave={ring.mint('read')}"
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
