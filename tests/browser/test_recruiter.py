"""A recruiter's way in a real browser: find a job, read its ranking, decide with a reason, compare, export.

By mouse and by keyboard alone, at the width of a desk and of a phone; with and without scripts.
"""

from __future__ import annotations

import re
import time
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.widths import too_wide

pytestmark = pytest.mark.browser


def press(page, place, key="Enter"):
    """Reach something by the tabulator alone, from where the focus is, and press a key on it."""
    for _ in range(400):
        if place.evaluate("e => e === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{place} is not reached by the tabulator")


def click(_page, place):
    place.click()


def check(_page, place):
    place.check()


def check_by_key(page, place):
    """The tabulator stops at a group of radio buttons once; arrows choose in it."""
    if place.get_attribute("type") == "checkbox":
        press(page, place, "Space")
        return
    press(page, page.locator(f'input[name="{place.get_attribute("name")}"]').first, "Space")
    while not place.is_checked():
        page.keyboard.press("ArrowDown")


@pytest.fixture(params=["mouse", "keyboard"])
def hand(request):
    """How things are chosen and pressed."""
    return (click, check) if request.param == "mouse" else (press, check_by_key)


def best_job(world):
    return max(world.matches, key=lambda match: match.quality_score).job_id


def ranked(page):
    return page.locator("tr[data-applicant]").evaluate_all("rows => rows.map((row) => row.dataset.applicant)")


def test_from_the_job_to_a_decision_and_back(page, world, hand):
    push, choose = hand
    name = best_job(world)
    push(page, page.locator(f'a.job[data-job="{name}"]').first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    first, second = ranked(page)[:2]
    assert too_wide(page) == []

    push(page, page.locator(f'tr[data-applicant="{first}"] .who a'))
    expect(page.get_by_text("O que o modelo diz")).to_be_visible()
    choose(page, page.get_by_role("radio", name="Recusar"))
    expect(page.get_by_label(re.compile("^Motivo, se recusar"))).to_be_visible()
    page.get_by_label(re.compile("^Motivo, se recusar")).select_option("salary")
    push(page, page.get_by_role("button", name="Registrar decisão"))
    expect(page.get_by_text("Decisão registrada.")).to_be_focused()
    assert too_wide(page) == []

    page.go_back()
    page.goto(page.url.partition("/decisao")[0] + f"/vaga?id={quote(name)}&decided=decline")
    assert first in ranked(page)
    expect(page.locator(f'tr[data-applicant="{first}"] .decision')).to_have_text("Recusado")
    page.goto(page.url.partition("&")[0])
    assert ranked(page)[0] == second, "who was declined stands last, whatever the score says"
    assert page.locator("td.rank").first.inner_text() == "1", "places are those of the list"
    push(page, page.get_by_role("link", name="1 decidido"))
    expect(page).to_have_url(re.compile("decided=any"))
    assert ranked(page) == [first]

    push(page, page.locator(f'tr[data-applicant="{first}"] .who a'))
    if page.viewport_size["width"] < 1000:
        push(page, page.get_by_role("link", name="Ir para a decisão"))
        expect(page.get_by_role("heading", name="Sua decisão")).to_be_in_viewport()
    push(page, page.get_by_role("button", name="Desfazer"))
    expect(page.get_by_text("Decisão desfeita.")).to_be_visible()


def test_compare_filter_export_and_language(page, world, hand):
    push, choose = hand
    page.goto(page.url + f"vaga?id={quote(best_job(world))}")
    compare = page.get_by_role("button", name="Comparar escolhidos")
    expect(compare).to_be_disabled()
    for name in ranked(page)[:4]:
        choose(page, page.locator(f'tr[data-applicant="{name}"] input[name="c"]'))
    expect(page.get_by_text("Escolhidos: 4, de no máximo 4")).to_be_in_viewport()
    push(page, compare)
    expect(page.get_by_role("heading", name="Comparar candidatos")).to_be_visible()
    assert page.locator(".compared thead th").count() == 4
    assert page.locator(".sideways").evaluate("e => e.scrollWidth <= e.clientWidth")
    page.go_back()

    push(page, page.get_by_text("Filtrar", exact=True))
    page.get_by_label("Candidatou-se").select_option("yes")
    push(page, page.get_by_role("button", name="Aplicar"))
    expect(page.get_by_text("Ninguém com estes filtros.")).to_be_visible()
    page.go_back()
    assert ranked(page)

    with page.expect_download() as download:
        push(page, page.get_by_role("link", name="Baixar planilha"))
    assert re.fullmatch(r"candidatos-da-vaga-\w+\.csv", download.value.suggested_filename)

    push(page, page.get_by_role("link", name="English"))
    expect(page.get_by_role("heading", name="Candidates, best fit first")).to_be_visible()
    page.goto(page.url.partition("/vaga")[0])
    expect(page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()


def test_what_a_job_cant_do_without_is_told_of_each(page, world, hand):
    push, _ = hand
    page.goto(page.url + f"vaga?id={quote(best_job(world))}")
    summary = page.get_by_text("O que esta vaga exige sem exceção")
    push(page, summary)
    page.get_by_label("Certificados, com vírgulas entre eles").fill("PMP")
    page.get_by_label("Cidade; se servem várias").fill("Recife ou São Paulo")
    push(page, page.get_by_role("button", name="Guardar requisitos"))
    expect(page.locator("tr[data-applicant]").first.get_by_text("certificado: PMP")).to_be_visible()
    assert too_wide(page) == []
    push(page, summary)
    for label in ("Certificados, com vírgulas entre eles", "Cidade; se servem várias"):
        page.get_by_label(label).fill("")
    push(page, page.get_by_role("button", name="Guardar requisitos"))
    expect(page.get_by_text("certificado: PMP")).to_have_count(0)


def test_new_matches_are_announced_and_move_nothing(page, world):
    match = max(world.matches, key=lambda match: match.quality_score)
    page.goto(page.url + f"vaga?id={quote(match.job_id)}")
    before = ranked(page)
    news = page.locator("#job-news")
    expect(news).to_be_hidden()
    stranger = match._replace(applicant_id="veio-agora", quality_score=99.5)
    world.applicant(stranger.applicant_id, titulo_profissional="Veio agora")
    world.match(stranger, push=0.0)
    expect(news).to_have_text("1 novo candidato: mostrar")
    assert ranked(page) == before
    news.click()
    expect(page.locator('tr[data-applicant="veio-agora"]')).to_be_visible()
    expect(page.locator("#job-news")).to_be_hidden()
    world.client.delete(f"ms:match:{stranger.key.decode()}")
    world.client.zrem(f"ms:job-matches:{match.job_id}", stranger.applicant_id)


def test_a_job_that_is_closed_meanwhile_says_so(page, world, dataset):
    job = dataset.jobs[1]
    fields = job.model_dump(exclude_none=True) | {"status": "Encerrada"}
    page.clock.install()
    page.goto(page.url + f"vaga?id={quote(job.id)}")
    expect(page.locator("#job-closed")).to_be_hidden()
    at = time.time_ns()
    world.closed_job(fields.pop("id"), revision=at, **fields)
    page.clock.fast_forward(31_000)
    expect(page.locator("#job-closed")).to_have_text(re.compile("foi fechada enquanto"))
    world.job(job.id, revision=at + 1, **{n: v for n, v in fields.items() if n != "status"})


def test_everything_works_without_scripts(chromium, gateway, world):
    context = chromium.new_context(java_script_enabled=False, locale="pt-BR", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{gateway.url}/vaga?id={quote(best_job(world))}")
    page.locator(".who a").first.click()
    page.get_by_role("radio", name="Recusar").check()
    page.get_by_role("button", name="Registrar decisão").click()
    expect(page.get_by_role("heading", name="Falta o motivo")).to_be_visible()
    page.get_by_role("combobox").select_option("location")
    page.get_by_role("button", name="Enviar de novo").click()
    expect(page.get_by_text("Decisão registrada.")).to_be_visible()
    page.get_by_role("button", name="Desfazer").click()
    context.close()


def test_a_first_paint_is_quick_and_a_page_is_light(page, gateway, world):
    for path in ("/", f"/vaga?id={quote(best_job(world))}"):
        sizes = []
        page.on("response", lambda answer, sizes=sizes: sizes.append(answer.headers.get("content-length", "0")))
        page.goto(gateway.url + path)
        assert sum(map(int, sizes)) < 300_000
