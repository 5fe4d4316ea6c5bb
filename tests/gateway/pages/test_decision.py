"""What a person decides, by plain forms: it stands above the score, counts once, and is written as it was seen."""

from __future__ import annotations

import json

import pytest

from data.contract.keys import Scope
from gateway.store.store import StoreState
from tests.gateway.pages.conftest import FORM, Pages
from tests.gateway.stand_ins import MemoryKeys

PAIR = {"vaga": "v1", "candidato": "c1"}
DECIDE = "/decisao"


def acts(pages, **asked):
    return pages.client.get("/api/decisions", params=asked or {"job_id": "v1"}).json()["acts"]


def decide(pages, **fields):
    return pages.send(DECIDE, pages.form(DECIDE, DECIDE, **PAIR) | fields)


def test_a_decision_stands_above_the_score_everywhere(pages, job):
    answer = decide(pages, action="decline", reason="salary", text="acima\r\ndo teto")
    assert (answer.status_code, answer.headers["location"]) == (
        303, "/decisao?vaga=v1&candidato=c1&view=all&saved=decision#saved",
    )  # fmt: skip
    told = pages.text(DECIDE, saved="decision", **PAIR)
    for text in ("Decisão registrada.", "Recusado", "Pretensão salarial", "acima do teto", "por você"):
        assert text in told
    page = pages.get("/vaga", id="v1").text
    assert [part[:2] for part in page.split('data-applicant="')[1:]] == ["c2", "c3", "c1"]
    assert "Recusado" in pages.text("/vaga/comparar", id="v1", c=["c1", "c2"])
    assert "Pretensão salarial: acima do teto" in pages.get("/vaga/candidatos.csv", id="v1").text


def test_it_is_written_down_what_was_seen(pages, job):
    decide(pages, action="hold")
    fields = pages.form(DECIDE, DECIDE, view="nothing", **PAIR)
    pages.send(DECIDE, fields | {"action": "advance"})
    later, first = (act["shown"] for act in acts(pages))
    assert (first["by"], first["quality_score"], first["score_seen"], first["explanation_seen"]) == (
        "server", 100.0, True, True,
    )  # fmt: skip
    assert first["explanation"]
    assert (later["score_seen"], later["explanation_seen"], later["explanation"]) == (False, False, None)
    assert "A nota não estava à vista" in pages.text(DECIDE, **PAIR)
    told = pages.text(DECIDE, view="nothing", **PAIR).partition("O que o modelo diz")[2].partition("Sua decisão")[0]
    assert "100,0" not in told
    assert "alta" not in told


def test_nobody_can_say_that_something_else_was_seen(pages, job):
    fields = pages.form(DECIDE, DECIDE, **PAIR)
    forged = json.loads(fields["shown"]) | {"quality_score": 1.0}
    pages.send(DECIDE, fields | {"shown": json.dumps(forged), "action": "hold"})
    other = pages.form(DECIDE, DECIDE, vaga="v1", candidato="c2")
    pages.send(
        DECIDE, fields | {"id": other["id"], "shown": other["shown"], "shown_by": other["shown_by"], "action": "hold"}
    )
    assert [act["shown"]["by"] for act in acts(pages)] == ["nobody", "nobody"]


def test_a_form_that_is_sent_twice_counts_once(pages, job):
    fields = pages.form(DECIDE, DECIDE, **PAIR) | {"action": "advance"}
    assert [pages.send(DECIDE, fields).status_code for _ in range(2)] == [303, 303]
    assert len(acts(pages)) == 1


def test_a_decision_is_undone_and_the_one_before_stands_again(pages, job):
    decide(pages, action="hold")
    decide(pages, action="advance")
    assert pages.send("/decisao/desfazer", pages.form(DECIDE, "/decisao/desfazer", **PAIR)).status_code == 303
    assert "Vale agora: Em espera" in pages.text(DECIDE, **PAIR)
    undone = pages.form(DECIDE, "/decisao/desfazer", **PAIR)
    decide(pages, action="advance")
    answer = pages.send("/decisao/desfazer", undone)
    assert answer.status_code == 409
    assert "Esta decisão já não vale" in answer.text


def test_who_was_decided_on_and_is_no_more_is_not_said_never_to_have_been(pages, job):
    assert "Ninguém decidiu ainda" in pages.text(DECIDE, **PAIR)
    decide(pages, action="advance")
    assert "Quem avançou vem primeiro" in pages.text("/vaga", id="v1")
    pages.send("/decisao/desfazer", pages.form(DECIDE, "/decisao/desfazer", **PAIR))
    told = pages.text(DECIDE, **PAIR)
    assert "a última foi desfeita" in told
    assert "Ninguém decidiu ainda" not in told
    assert "Quem avançou vem primeiro" not in pages.text("/vaga", id="v1")


def test_a_note_is_written_and_removed(pages, job):
    fields = pages.form(DECIDE, "/decisao/anotacao", **PAIR)
    assert pages.send("/decisao/anotacao", fields | {"text": "boa conversa"}).status_code == 303
    assert "boa conversa" in pages.text(DECIDE, **PAIR)
    assert "1 anotação" in pages.text("/vaga", id="v1")
    pages.send("/decisao/anotacao/retirar", pages.form(DECIDE, "/decisao/anotacao/retirar", **PAIR))
    assert "boa conversa" not in pages.text(DECIDE, **PAIR)


def test_a_review_has_a_deadline_and_an_outcome(pages, job):
    fields = pages.form(DECIDE, "/decisao/revisao", **PAIR) | {"text": "peço revisão", "days": "5"}
    assert pages.send("/decisao/revisao", fields).status_code == 303
    told = pages.text(DECIDE, **PAIR)
    assert "Responder até:" in told
    assert "revisão pedida" in pages.text("/vaga", id="v1")
    again = pages.send("/decisao/revisao", fields | {"id": "5f0c2a34-0000-4000-8000-000000000000"})
    assert again.status_code == 409
    closing = pages.form(DECIDE, "/decisao/revisao/encerrar", **PAIR) | {"outcome": "upheld", "text": "mantida"}
    assert pages.send("/decisao/revisao/encerrar", closing).status_code == 303
    assert "Decisão mantida" in pages.text(DECIDE, **PAIR)


@pytest.mark.parametrize(
    ("path", "fields", "status", "text"),
    [
        (DECIDE, {"action": "decline"}, 400, "Falta o motivo"),
        (DECIDE, {"action": "reject"}, 400, "incompleto"),
        (DECIDE, {}, 400, "incompleto"),
        (DECIDE, {"action": "hold", "text": "x" * 5000}, 413, "O texto é longo demais"),
        ("/decisao/anotacao", {"text": " "}, 400, "Falta o texto"),
        ("/decisao/desfazer", {"of": "x"}, 400, "incompleto"),
        ("/decisao/desfazer", {"of": "5f0c2a34-0000-4000-8000-000000000000"}, 404, "Isto não existe"),
        ("/decisao/revisao", {"days": "1000"}, 400, "incompleto"),
    ],
)
def test_what_is_not_complete_says_so_and_writes_nothing(pages, job, path, fields, status, text):
    answer = pages.send(path, pages.form(DECIDE, DECIDE, **PAIR) | fields)
    assert answer.status_code == status
    assert text in answer.text
    assert acts(pages) == []


def test_a_missing_reason_is_chosen_on_the_spot(pages, job):
    answer = decide(pages, action="decline", text="com minhas palavras")
    assert answer.status_code == 400
    assert '<select name="reason" required>' in answer.text
    assert "com minhas palavras" in answer.text
    assert answer.text.count('name="shown"') == 1


def test_while_nothing_can_be_written_what_was_typed_is_kept(pages, job, outside):
    fields = pages.form(DECIDE, DECIDE, **PAIR)
    outside.store.state = StoreState.DOWN
    answer = pages.send(DECIDE, fields | {"action": "decline", "reason": "skills", "text": "<b>três</b>\nlinhas"})
    assert answer.status_code == 503
    assert "O banco de decisões não responde" in answer.text
    assert "&lt;b&gt;três&lt;/b&gt;\nlinhas" in answer.text
    assert 'name="reason" value="skills"' in answer.text
    outside.store.state = StoreState.UP
    kept = {name: value for name, value in fields.items() if name != "token"}
    assert all(name in answer.text for name in kept)


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
def test_a_request_of_another_site_changes_nothing(pages, job, headers):
    answer = pages.send(DECIDE, pages.form(DECIDE, DECIDE, **PAIR) | {"action": "hold"}, **headers)
    assert answer.status_code == 403
    assert acts(pages) == []


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "é"])
def test_without_the_page_s_token_nothing_is_changed(pages, job, token):
    answer = pages.send(DECIDE, pages.form(DECIDE, DECIDE, **PAIR) | {"action": "hold", "token": token})
    assert answer.status_code == 403
    assert "A página estava aberta há tempo demais" in answer.text
    assert acts(pages) == []


def test_a_body_that_is_no_form_is_refused(pages, job):
    for kind, body in (("application/json", "{}"), (FORM["content-type"], b"\xff=\xff"), ("text/plain", "a=b")):
        answer = pages.client.post(DECIDE, headers=FORM | {"content-type": kind}, content=body)
        assert answer.status_code in (400, 415)


@pytest.fixture
def ring(outside):
    outside.keys = MemoryKeys()
    return outside.keys


@pytest.mark.parametrize(("scopes", "status"), [((Scope.READ,), 403), ((Scope.READ, Scope.REVIEW), 303)])
def test_to_decide_takes_the_scope_of_review(ring, pages, job, scopes, status):
    key = ring.mint(*scopes)
    entered = pages.client.post("/entrar", headers=FORM, content=f"chave={key}")
    pages = Pages(pages.client)
    assert entered.status_code == 303
    told = pages.text(DECIDE, **PAIR)
    assert ("Sua chave só permite ler" in told) == (status == 403)
    form = "/entrar" if status == 403 else DECIDE
    fields = pages.form(DECIDE, DECIDE, **PAIR) if form == DECIDE else dict(PAIR, token="x")
    assert pages.send(DECIDE, fields | {"action": "hold"}).status_code == status
