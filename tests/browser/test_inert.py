"""Script in every field of jobs, candidates, decisions and notes is text on every page, and no formula in a file."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import httpx
import pytest

from data.contract.entities import Applicant, Job
from tests.browser.conftest import a_scored_match
from tests.browser.stack import tell_through
from tests.waiting import DEADLINE

pytestmark = pytest.mark.browser

EVIL = (
    """=HYPERLINK("x")'"><img src=x onerror=window.hit=1><script>window.hit=1</script>"""
    "{{7*7}}</textarea><svg onload=window.hit=1>"
)
NAME = "x&\"'<b>\N{FULLWIDTH EQUALS SIGN}1"


def entity(kind, name):
    fields = {field: EVIL[:500] for field in kind.model_fields if field not in ("id", "status")}
    return kind.model_validate({"id": name, **fields})


@pytest.fixture
def evil(gateway, world, scorer, broker):
    """A job and two candidates of whom every field is evil, ids too; one is decided about, with every text."""
    job, people = entity(Job, NAME), [entity(Applicant, NAME), entity(Applicant, NAME + "2")]
    world.job(job.id, revision=20_000, **job.model_dump(exclude_none=True, exclude={"id"}))
    for one in people:
        world.applicant(one.id, **one.model_dump(exclude_none=True, exclude={"id"}))
        world.match(a_scored_match(scorer, job, one, 20_000)._replace(applied=True), push=0.0)
    tell_through(broker, job, *people)
    pair = {"job_id": job.id, "applicant_id": people[0].id}
    ids = [f"5f0c2a34-0000-4000-8000-00000000000{n}" for n in range(5)]
    with httpx.Client(base_url=gateway.url, timeout=DEADLINE) as client:
        posts = [
            ("/api/decisions", {"id": ids[0], **pair, "action": "decline", "reason": "other", "text": EVIL}),
            ("/api/notes", {"id": ids[1], **pair, "text": EVIL}),
            ("/api/reviews", {"id": ids[2], **pair, "text": EVIL}),
        ]
        for path, document in posts:
            assert client.post(path, json=document).is_success
        must = {"job_id": job.id, "items": [{"kind": "skill", "value": EVIL}, {"kind": "other", "value": EVIL}]}
        assert client.put("/api/must-haves", json=must).is_success
    yield job.id, [one.id for one in people]
    world.client.zrem("ms:jobs", job.id)


@pytest.mark.parametrize("language", ["pt", "en"])
def test_no_page_runs_it(chromium, gateway, evil, language):
    job, people = evil
    context = chromium.new_context(locale="pt-BR")
    page = context.new_page()
    pages = [
        ("/", {}),
        ("/", {"q": EVIL[:200]}),
        ("/", {"news": "yes"}),
        ("/vaga", {"id": job}),
        ("/vaga/comparar", {"id": job, "c": people}),
        ("/decisao", {"vaga": job, "candidato": people[0]}),
        ("/candidato", {"id": people[0]}),
        ("/busca", {"q": EVIL[:200]}),
        ("/analise", {"vaga": job, "candidato": people[0]}),
        ("/entrar", {"depois": f"/{EVIL}"}),
    ]
    for path, asked in pages:
        answer = page.goto(f"{gateway.url}{path}?{urlencode(asked | {'lang': language}, doseq=True)}")
        assert answer.status < 500, path
        assert "<img src=x" not in answer.text(), path
        assert "49" not in page.locator("main").inner_text().replace("7*7", ""), path
        assert page.evaluate("[window.hit, document.querySelectorAll('main img, main script').length]") == [None, 0]
    context.close()


@pytest.mark.parametrize("language", ["pt", "en"])
def test_no_cell_is_a_formula(gateway, evil, language):
    job, _ = evil
    answer = httpx.get(f"{gateway.url}/vaga/candidatos.csv", params={"id": job, "lang": language}, timeout=DEADLINE)
    rows = list(
        csv.reader(
            io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";" if language == "pt" else ","
        )
    )
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 3
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert any(cell.startswith("'=HYPERLINK") for cell in rows[1])
