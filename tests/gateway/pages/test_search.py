"""The page that finds candidates: what it finds, and the searches that are kept."""

from __future__ import annotations

import re

from data.contract.entities import Applicant


def three(index):
    for name, skills, english in (("c1", "Java, SQL", "Avançado"), ("c2", "Java", "Básico"), ("c/3", "SAP FI", None)):
        index(
            Applicant, name, titulo_profissional=f"Pessoa {name}", conhecimentos_tecnicos=skills, nivel_ingles=english
        )


def test_candidates_are_found_and_led_to(pages, index):
    three(index)
    assert "3 candidatos" in pages.text("/busca")
    page = pages.get("/busca", q="java", english="intermediário").text
    assert 'href="/candidato?id=c1"' in page
    assert "Pessoa c2" not in page
    assert 'href="/candidato?id=c%2F3"' in pages.get("/busca", q="c/3").text
    assert "Ninguém tem tudo isto" in pages.text("/busca", q="cobol")


def test_a_filter_counts_what_it_would_find(pages, index):
    three(index)
    assert re.search(r"básico \(2\)", pages.text("/busca"))
    assert "advanced (1)" in pages.text("/busca", lang="en")


def test_a_search_is_kept_found_again_and_removed(pages, index):
    three(index)
    fields = pages.form("/busca", "/busca", q="java", english="avançado")
    answer = pages.send("/busca", fields | {"name": "Java <b>com</b> inglês"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/busca?q=java&english=avan%C3%A7ado")
    page = pages.get("/busca").text
    assert '<a href="/busca?q=java&amp;english=avan%C3%A7ado">Java &lt;b&gt;com&lt;/b&gt; inglês</a>' in page
    assert pages.send("/busca/retirar", pages.form("/busca", "/busca/retirar")).status_code == 303
    assert "Java &lt;b&gt;" not in pages.get("/busca").text


def test_a_search_that_is_kept_is_not_offered_once_more(pages, index):
    offer = "Guardar esta busca"
    assert offer in pages.text("/busca", q="java")
    pages.send("/busca", pages.form("/busca", "/busca", q="java") | {"name": "uma"})
    assert offer not in pages.text("/busca", q="java", area="", offset=0)
    assert offer in pages.text("/busca", q="java", english="fluente")


def test_nothing_is_kept_without_the_pages_own_token(pages, index):
    three(index)
    assert pages.send("/busca", {"name": "x", "query": "q=java"}).status_code == 403


def test_while_the_index_is_filled_the_page_says_so(pages):
    answer = pages.get("/busca")
    assert answer.status_code == 503
    assert "Os resultados estão sendo preparados" in answer.text
