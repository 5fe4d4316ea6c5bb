"""The analysis of a pair, the search of candidates, a candidate, and the system's state, in a real browser.

By mouse and by keyboard alone, at the width of a desk and of a phone.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_recruiter import click, press
from tests.browser.widths import too_wide

pytestmark = pytest.mark.browser


@pytest.fixture(params=["mouse", "keyboard"])
def push(request):
    """How something is pressed."""
    return click if request.param == "mouse" else press


def submit(page, push, name):
    with page.expect_navigation():
        push(page, page.get_by_role("button", name=name, exact=True))


def test_a_pair_that_is_typed_is_analysed_linked_to_and_found_again(page, gateway, push):
    page.goto(gateway.url + "/analise")
    for name, text in (("Título da vaga", "Analista Java"), ("Competências técnicas requeridas", "Java, SQL, Docker")):
        page.get_by_label(name).fill(text)
    page.get_by_label("Conhecimentos técnicos").fill("Java, SQL")
    submit(page, push, "Analisar Compatibilidade")

    expect(page.get_by_role("heading", name="Resultado")).to_be_in_viewport()
    expect(page.get_by_text("Tem 2 de 3 competências pedidas: Java, SQL.")).to_be_visible()
    expect(page.get_by_text("Não encontradas: Docker.")).to_be_visible()
    expect(page.get_by_text("Comprovar conhecimento em Docker")).to_be_visible()
    text = page.inner_text("main")
    assert text.index("Nota de compatibilidade") < text.index("Chance de contratação")
    assert not re.search("ALTA QUALIDADE|BAIXA QUALIDADE|Partida|[+\N{MINUS SIGN}]0,0", text)
    assert too_wide(page) == []

    link = page.get_by_role("link", name="Link para este resultado").get_attribute("href")
    with page.expect_navigation():
        push(page, page.get_by_role("link", name="Status", exact=True))
    page.go_back()
    expect(page.get_by_role("heading", name="Resultado")).to_be_visible()
    page.goto(gateway.url + link)
    expect(page.get_by_label("Conhecimentos técnicos")).to_have_value("Java, SQL")
    push(page, page.get_by_text("O que foi lido, e de quais palavras"))
    expect(page.get_by_text("de “Docker”")).to_be_visible()


def test_what_is_missing_is_said_with_scripts_too(page, gateway, push):
    page.goto(gateway.url + "/analise")
    submit(page, push, "Analisar Compatibilidade")
    expect(page.get_by_text("Preencha ao menos um campo da vaga.")).to_be_visible()
    page.get_by_label("Título da vaga").fill("Analista Java")
    submit(page, push, "Analisar Compatibilidade")
    expect(page.get_by_text("Preencha ao menos um campo do candidato.")).to_be_visible()
    expect(page.get_by_label("Título da vaga")).to_have_value("Analista Java")


def test_each_kind_of_what_was_read_begins_a_line(page, gateway, world, push):
    best = max(world.matches, key=lambda match: match.quality_score)
    page.goto(f"{gateway.url}/decisao?vaga={best.job_id}&candidato={best.applicant_id}")
    push(page, page.get_by_text("O que foi lido, e de quais palavras"))
    expect(page.locator("dl.facts dt").first).to_be_visible()
    lists = page.locator("dl.facts").all()
    assert len(lists) == 2
    for one in lists:
        left = one.bounding_box()["x"]
        assert {part.bounding_box()["x"] for part in one.locator("dt, dd").all()} == {left}


def test_a_cv_is_never_put_into_an_address(page, gateway):
    page.goto(gateway.url + "/analise?exemplo=true")
    page.get_by_role("button", name="Analisar Compatibilidade").click()
    expect(page.get_by_role("heading", name="Resultado")).to_be_visible()
    assert page.url == gateway.url + "/analise"


def test_candidates_are_searched_kept_and_one_is_opened(page, gateway, push):
    page.goto(gateway.url + "/busca")
    page.get_by_label("Competências, título ou número").fill("java")
    submit(page, push, "Buscar")
    assert "q=java" in page.url
    count = page.locator("a.person").count()
    assert count
    for person in page.locator("a.person").all()[:5]:
        assert "java" in person.inner_text().lower()
    name = f"java {page.viewport_size['width']} {push.__name__}"
    page.get_by_label("Nome da busca").fill(name)
    submit(page, push, "Guardar esta busca")
    page.goto(gateway.url + "/busca")
    push(page, page.get_by_role("link", name=name))
    expect(page.get_by_label("Competências, título ou número")).to_have_value("java")
    expect(page.get_by_label("Nome da busca")).to_have_count(0)  # it is kept already
    assert too_wide(page) == []
    submit(page, push, f"Retirar a busca {name}")
    expect(page.get_by_role("link", name=name)).to_have_count(0)

    push(page, page.locator("a.person").first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.startswith(gateway.url + "/candidato?id=")
    assert too_wide(page) == []


def test_a_candidates_jobs_lead_to_the_pair_and_back(page, gateway, world, push):
    best = max(world.matches, key=lambda match: match.quality_score)
    page.goto(f"{gateway.url}/candidato?id={best.applicant_id}")
    push(page, page.locator(f'a[href^="/decisao?vaga={best.job_id}&"]').first)
    expect(page.get_by_text("De onde vem a nota", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Melhores vagas")).to_be_visible()


def test_the_state_of_the_system_in_either_language(page, gateway, push):
    page.goto(gateway.url + "/status")
    expect(page.get_by_role("heading", name="Status do Sistema")).to_be_visible()
    expect(page.get_by_text("Disponível: listas e avisos funcionam")).to_be_visible()
    push(page, page.get_by_role("link", name="English"))
    expect(page.get_by_role("heading", name="System status")).to_be_visible()
    expect(page.get_by_text("Available: lists and news work")).to_be_visible()
    assert too_wide(page) == []
