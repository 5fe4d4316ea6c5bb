"""The pictures of the documentation, each of a page as a recruiter has it in use: `make pictures` keeps them."""

from __future__ import annotations

import io
import os
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_recruiter import best_job, ranked

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parents[2] / "docs" / "images"
PICTURES = {
    "analysis": "/analise?exemplo=true",
    "compare": "/vaga/comparar?id={job}&c={0}&c={1}&c={2}",
    "decision": "/decisao?vaga={job}&candidato={0}",
    "job": "/vaga?id={job}",
    "jobs": "/",
    "search": "/busca?q=java",
    "status": "/status",
}
ON_A_PHONE = {"jobs", "job"}
"""Of these the documentation shows the width of a phone too."""


@pytest.fixture
def in_use(page, gateway, world):
    """The best job of all, with must-haves and a decision; its id and whom it lists."""
    job = best_job(world)
    page.goto(f"{gateway.url}/vaga?id={quote(job)}")
    page.get_by_text("O que esta vaga exige sem exceção").click()
    page.get_by_label("Certificados, com vírgulas entre eles").fill("AWS")
    page.get_by_role("button", name="Guardar requisitos").click()
    expect(page.locator("tr[data-applicant]").first.get_by_text("certificado: AWS")).to_be_visible()
    people = ranked(page)
    page.goto(f"{gateway.url}/decisao?vaga={quote(job)}&candidato={quote(people[1])}")
    page.get_by_role("radio", name="Avançar").check()
    page.get_by_role("button", name="Registrar decisão").click()
    expect(page.get_by_text("Decisão registrada.")).to_be_visible()
    yield job, people
    page.goto(f"{gateway.url}/decisao?vaga={quote(job)}&candidato={quote(people[1])}")
    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_text("Decisão desfeita.")).to_be_visible()
    page.goto(f"{gateway.url}/vaga?id={quote(job)}")
    page.get_by_text("O que esta vaga exige sem exceção").click()
    page.get_by_label("Certificados, com vírgulas entre eles").fill("")
    page.get_by_role("button", name="Guardar requisitos").click()
    expect(page.get_by_text("certificado: AWS")).to_have_count(0)


def test_pictures(page, gateway, in_use):
    job, people = in_use
    width = page.viewport_size["width"]
    for name, address in PICTURES.items():
        assert page.goto(gateway.url + address.format(*map(quote, people), job=quote(job))).status == 200
        picture = Image.open(io.BytesIO(page.screenshot()))
        if os.environ.get("MATCHSTREAM_PICTURES") == "1" and (width > 1000 or name in ON_A_PHONE):
            picture.quantize().save(FOLDER / f"{name}-{width}.png", optimize=True)


def test_each_picture_that_the_documentation_shows_is_made_here():
    made = {f"{name}-1280.png" for name in PICTURES} | {f"{name}-390.png" for name in ON_A_PHONE}
    assert {path.name for path in FOLDER.glob("*.png")} == made
