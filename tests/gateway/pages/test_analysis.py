"""The page of a pair: typed, linked to, or scored by the stream."""

from __future__ import annotations

from gateway.pages.analysis.pair_form import EXAMPLE, link

FORM = {"content-type": "application/x-www-form-urlencoded"}
PAIR = "vaga.competencias_tecnicas_requeridas=Java,+SQL&candidato.conhecimentos_tecnicos=Java"


def test_a_short_pair_is_an_address_that_shows_its_result(plain):
    text = plain.get(f"/analise?{PAIR}").text
    assert "Chance de contratação" in text
    assert "Compatibilidade média" in text
    assert 'value="Java"' not in text
    assert ">\nJava, SQL</textarea>" in text
    link_to = PAIR.replace(",", "%2C").replace("&", "&amp;")
    assert f'<a href="/analise?{link_to}">Link para este resultado</a>' in text


def test_a_long_pair_is_sent_as_a_form_and_has_no_link_with_a_cv(plain):
    text = plain.post("/analise", headers=FORM, content=f"{PAIR}&candidato.cv=Java&x=y").text
    assert "Compatibilidade média" in text
    assert "Link para este resultado" not in text
    assert link(EXAMPLE) is None


def test_a_page_never_says_two_names_of_one_score(plain):
    for name in ("ALTA QUALIDADE", "BAIXA QUALIDADE"):
        assert name not in plain.get(f"/analise?{PAIR}").text


def test_what_is_missing_is_said_and_what_was_typed_stays(plain):
    assert "Preencha" in plain.post("/analise", headers=FORM, content="").text
    assert "Preencha" not in plain.get("/analise").text
    text = plain.get("/analise?vaga.titulo_vaga=Analista&lang=en").text
    assert "Fill in at least one field of the candidate." in text
    assert 'value="Analista"' in text


def test_what_is_too_long_is_said(plain):
    answer = plain.post("/analise", headers=FORM, content="vaga.titulo_vaga=" + "x" * 2000 + "&candidato.cv=Java")
    assert answer.status_code == 413
    assert "Encurte o texto" in answer.text


def test_script_in_every_field_is_inert(plain):
    script = "%3Cscript%3Ealert(1)%3C/script%3E%22%27"
    fields = "&".join(f"{name}={script}" for name in EXAMPLE)
    assert "<script>alert" not in plain.post("/analise", headers=FORM, content=fields).text


def test_the_example_is_analysed(plain):
    text = plain.get("/analise?exemplo=true").text
    assert "Compatibilidade" in text
    assert "sistemas de pagamento" in text


def test_a_pair_of_the_stream_has_its_own_page(plain):
    answer = plain.get("/analise?vaga=v/1&candidato=c%261")
    assert (answer.status_code, answer.headers["location"]) == (303, "/decisao?vaga=v%2F1&candidato=c%261")
