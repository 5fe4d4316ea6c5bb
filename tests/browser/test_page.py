"""The page in a real browser: predicts a pair, shows pushes without reload, explains ranked matches."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from data.contract.entities import Applicant, Job
from data.redis import layout as results
from tests.browser.conftest import a_scored_match, keep_fresh

pytestmark = pytest.mark.browser


TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
        && !e.matches(".for-readers, .skip"))
    .map((e) => `${e.tagName}.${e.className}: ${Math.round(e.getBoundingClientRect().right)}`)"""


def too_wide(page):
    """What reaches over the right edge, or makes the page scroll sideways."""
    scrolls = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return page.evaluate(TOO_WIDE) + (["the page scrolls sideways"] if scrolls else [])


CATEGORIES = ["Técnica", "Formação", "Idiomas", "Área", "Senioridade", "Contratação"]


def told(place):
    """The numbers that a place tells, as numbers."""
    return [float(text.replace(",", ".").replace("\N{MINUS SIGN}", "-")) for text in place.all_text_contents()]


def assert_explains(place):
    """It begins at 50, each category adds or takes, and what comes out is the score; the chance stands apart."""
    expect(place.locator(".bar > :first-child")).to_have_text(CATEGORIES)
    expect(place.locator(".bars-foot")).to_contain_text("Parte-se de 50, a pessoa média")
    (score,) = told(place.locator(".score > span"))
    assert 50 + sum(told(place.locator(".bar-value"))) == pytest.approx(score, abs=0.05 * len(CATEGORIES) + 0.05)
    expect(place.locator(".told")).to_contain_text("50 é a pessoa média entre as consideradas para uma vaga")
    expect(place.locator(".chance")).to_have_text(
        re.compile(r"^Chance de contratação, conforme a vaga: (\d+|menos de 1|mais de 99)\s?%$")
    )


def test_predicts_shows_pushes_and_explains(page, world, gateway, picture):
    expect(page).to_have_title("Otimizador de Entrevistas")
    expect(page.locator("#sinal")).to_have_text("Ao vivo")
    best = sorted(world.matches, key=lambda match: -match.quality_score)[:12]

    page.get_by_role("button", name="Usar exemplo").click()
    page.get_by_role("button", name="Analisar Compatibilidade").click()
    expect(page.locator("#resultado .score")).to_contain_text("de 100")
    assert_explains(page.locator("#resultado"))
    expect(page.locator("#resultado .chip[data-kind=found]").first).to_be_visible()
    assert too_wide(page) == []

    page.evaluate("window.kept = true")
    world.client.delete(*(results.match(m.job_id, m.applicant_id) for m in best))
    world.match(best[0], push=0.0)
    expect(page.locator("#lista-novas .row")).to_have_count(1)
    for match in best[1:4]:
        world.match(match, push=0.0)
    more = page.get_by_role("button", name="3 novas compatibilidades")
    expect(more).to_be_visible()
    expect(page.locator("#lista-novas .row")).to_have_count(1)
    more.click()
    expect(page.locator("#lista-novas .row")).to_have_count(4)
    expect(more).to_be_hidden()
    for match in best[4:6]:
        world.match(match, push=0.0)
    expect(page.get_by_role("button", name="2 novas compatibilidades")).to_be_visible()
    assert page.evaluate("window.kept"), "the page was not loaded again"

    page.locator("#lista-vagas .row").first.click()
    expect(page.locator("#lista-candidatos .row").first).to_be_visible()
    points = told(page.locator("#lista-candidatos .points"))
    assert points == sorted(points, reverse=True)
    page.locator("#lista-candidatos .row").first.click()
    expect(page.locator("#detalhe")).to_contain_text("De onde vem a nota")
    assert_explains(page.locator("#detalhe"))
    assert too_wide(page) == []
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    if page.viewport_size["width"] < 600:
        page.locator("section.outcome").evaluate("e => e.scrollIntoView()")
    picture(page, "page")
    picture(page.locator("section.explorer"), "ranking")


def test_an_error_is_shown_and_the_form_stays(page):
    page.get_by_role("button", name="Analisar Compatibilidade").click()

    expect(page.get_by_role("alert")).to_have_text(re.compile("Preencha ao menos um campo da vaga e do candidato"))


def test_of_whom_nothing_is_known_is_not_judged(page, world, scorer):
    job, nobody = Job(id="so-um", competencias_tecnicas_requeridas="Java"), Applicant(id="sem-dados", cidade="Recife")
    world.job(job.id, revision=10_000, competencias_tecnicas_requeridas="Java")
    world.applicant(nobody.id, cidade="Recife")
    world.match(a_scored_match(scorer, job, nobody, 10_000)._replace(applied=True))
    page.get_by_role("button", name="Atualizar").click()
    page.locator("#lista-vagas .row", has_text="so-um").click()

    row = page.locator("#lista-candidatos .row")
    expect(row).to_contain_text("candidatou-se · sem dados")
    row.click()
    expect(page.locator("#detalhe .badge")).to_have_text("Sem dados da pessoa")
    expect(page.locator("#detalhe .note")).to_contain_text("Nada se sabe desta pessoa: a nota não julga este par.")
    expect(page.locator("#detalhe .bar, #detalhe .chance, #detalhe .scale")).to_have_count(0)
    world.client.zrem(results.JOBS, "so-um")


def test_what_was_typed_never_becomes_markup(page, world):
    world.job("xss", revision=10_000, titulo_vaga="<img src=x onerror=window.hit=1>")
    page.get_by_role("button", name="Atualizar").click()

    expect(page.locator("#lista-vagas .row").first).to_contain_text("<img src=x")
    assert page.evaluate("window.hit") is None
    world.client.zrem(results.JOBS, "xss")


def test_a_list_that_may_miss_something_says_so(page, world):
    expect(page.locator("#vagas-aviso")).to_be_hidden()
    world.job("nobody", revision=10_001, titulo_vaga="Vaga sem candidatos")
    page.get_by_role("button", name="Atualizar").click()
    nobody = page.get_by_role("button", name="Vaga sem candidatos")
    nobody.click()
    expect(page.locator("#candidatos-aviso")).to_have_text("Ainda não há candidatos para esta vaga.")

    world.beat(at=-1e6, written=-1e6, kafka=-1e6, shards={0: 3600.0})
    nobody.click()
    expect(page.locator("#candidatos-aviso")).to_contain_text("desatualizados desde")
    assert too_wide(page) == []
    keep_fresh(world)
    world.client.zrem(results.JOBS, "nobody")


def test_the_page_works_by_keyboard(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir para o conteúdo")).to_be_focused()
    page.get_by_role("button", name="Usar exemplo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Analisar Compatibilidade")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#resultado .score")).to_be_visible()
    expect(page.locator("#resultado")).to_be_focused()


def test_every_field_has_a_label(page):
    for field in page.locator("input, select, textarea").all():
        assert field.evaluate("e => e.labels.length === 1 && e.labels[0].innerText.trim().length > 0")


def test_the_status_page(page, gateway):
    page.goto(gateway.url + "/status")

    expect(page.get_by_role("heading", name="Status do Sistema")).to_be_visible()
    expect(page.get_by_text("Fora do ar: predições funcionam, eventos são recusados")).to_be_visible()
    assert too_wide(page) == []
