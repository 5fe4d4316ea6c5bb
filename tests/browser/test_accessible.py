"""axe-core finds nothing serious on any page: both languages, the widths of a desk and of a phone, light and dark."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.browser.axe import serious
from tests.browser.widths import too_wide

pytestmark = pytest.mark.browser


@pytest.fixture
def addresses(world):
    best = max(world.matches, key=lambda match: match.quality_score)
    others = [match.applicant_id for match in world.matches if match.job_id == best.job_id][:3]
    pair = {"vaga": best.job_id, "candidato": best.applicant_id}
    return [
        ("/", {}),
        ("/", {"q": "nothing like this"}),
        ("/vaga", {"id": best.job_id}),
        ("/vaga", {"id": "nobody"}),
        ("/vaga/comparar", {"id": best.job_id, "c": others}),
        ("/decisao", pair),
        ("/decisao", pair | {"view": "nothing", "saved": "decision"}),
        ("/exemplo", {}),
        ("/entrar", {}),
        ("/analise", {}),
        ("/analise", {"exemplo": "true"}),
        ("/analise", pair),
        ("/candidato", {"id": best.applicant_id}),
        ("/busca", {}),
        ("/busca", {"q": "java"}),
        ("/status", {}),
        ("/docs", {}),
    ]


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("pt", 1280, "light"), ("pt", 390, "light"), ("en", 1280, "light"), ("en", 390, "light"), ("pt", 390, "dark")],
)
def test_nothing_serious(chromium, gateway, addresses, language, width, scheme):
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path, asked in addresses:
        page.goto(f"{gateway.url}{path}?{urlencode(asked | {'lang': language}, doseq=True)}")
        for details in page.locator("details").all():
            details.evaluate("e => { e.open = true; }")
        wrong = [*serious(page), *too_wide(page)]
        if wrong:
            found[path, str(asked)] = wrong
    context.close()
    assert found == {}
