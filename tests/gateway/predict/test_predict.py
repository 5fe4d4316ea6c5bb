"""`/api/predict`: every field that clients of the first version read, and what we add."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.predict import fast_path
from gateway.predict import routes as predict
from gateway.predict.predictions import HIGH, LONG, LOW

PAIR = {
    "vaga": {
        "titulo_vaga": "Desenvolvedor Python Sênior",
        "competencias_tecnicas_requeridas": "Python, Django, PostgreSQL, Docker",
        "nivel_academico": "superior",
        "nivel_ingles": "intermediário",
        "nivel_profissional": "sênior",
        "tipo_contratacao": "clt",
        "areas_atuacao": "Tecnologia",
    },
    "candidato": {
        "conhecimentos_tecnicos": "Python, Django, PostgreSQL",
        "nivel_academico": "superior",
        "nivel_ingles": "avançado",
        "area_de_atuacao": "Desenvolvimento de Software",
    },
}


def test_answers_every_field_of_the_first_version(plain):
    answer = plain.post("/api/predict", json=PAIR)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["prediction"] == 1
    assert found["prediction_text"] == "ALTA QUALIDADE"
    assert found["quality_score"] == found["match_score"] == 75.0
    assert found["percentage"] == "75.0%"
    assert found["probability"] == {"low_quality": 0.25, "high_quality": 0.75}
    assert found["model_type"] == "random_forest"
    assert set(found["explanation"]) == {
        "tech_compatibility",
        "academic_compatibility",
        "english_compatibility",
        "text",
    }
    assert all(found["explanation"].values())
    assert found["analysis"] == {
        "tech_compatibility": "75.0%",
        "academic_compatibility": "sem dados",
        "english_compatibility": "100.0%",
        "area_match": "sem dados",
        "contract_type": "CLT",
    }


def test_adds_what_the_first_version_did_not_know(plain):
    found = plain.post("/api/predict", json=PAIR).json()

    assert found["band"] == "moderada"
    assert (found["data_coverage"], found["applicant_coverage"]) == (1.0, 1.0)
    assert found["model_version"] == "rf-test"
    assert found["hire_probability"] == 0.075
    assert found["explanation_detail"] is None


def test_explains_in_detail_when_asked(plain):
    found = plain.post("/api/predict?explain=true", json=PAIR).json()

    assert found["explanation_detail"]["contributions"] == {"technical": 25.0}


@pytest.mark.parametrize(
    ("cv", "query", "leaves"), [("Python", "", False), ("Python " * LONG, "", True), ("Python", "?explain=true", True)]
)
def test_what_takes_long_leaves_the_event_loop(plain, monkeypatch, cv, query, leaves):
    left = []

    async def in_thread(work, *arguments, limiter):
        left.append(limiter)
        return work(*arguments)

    for module in (predict, fast_path):
        monkeypatch.setattr(module, "run_sync", in_thread)
    pair = PAIR | {"candidato": PAIR["candidato"] | {"cv": cv}}
    assert plain.post(f"/api/predict{query}", json=pair).status_code == 200
    assert left == [plain.app.state.parts.scoring] * leaves, "few at a time"


def test_low_quality(plain):
    pair = PAIR | {"candidato": {"conhecimentos_tecnicos": "Photoshop"}}

    found = plain.post("/api/predict", json=pair).json()

    assert (found["prediction"], found["prediction_text"], found["band"]) == (0, "BAIXA QUALIDADE", "baixa")
    assert found["probability"] == {"low_quality": 1.0, "high_quality": 0.0}


def test_of_whom_nothing_is_known_is_not_judged(plain):
    found = plain.post("/api/predict", json=PAIR | {"candidato": {"titulo_profissional": "?"}}).json()

    assert found["analysis"]["tech_compatibility"] == "sem dados"
    assert found["applicant_coverage"] == 0
    assert "Nada se sabe desta pessoa" in found["explanation"]["text"]
    assert "Compatibilidade" not in found["explanation"]["text"]
    assert found["prediction_text"] in {HIGH, LOW}


NUMBERS = {
    "quality_score",
    "match_score",
    "percentage",
    "band",
    "hire_probability",
    "data_coverage",
    "applicant_coverage",
}


def test_the_document_says_what_each_number_means(plain):
    schemas = plain.get("/openapi.json").json()["components"]["schemas"]

    told = {name: field.get("description") for name, field in schemas["Prediction"]["properties"].items()}
    assert {name for name in NUMBERS if not told[name]} == set()
    assert "não é a chance" in schemas["Probability"]["properties"]["high_quality"]["description"].lower()


SAID = {"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}


@pytest.mark.parametrize("path", ["/api/predict", "/api/predict?explain=true", "/api/predict_simple"])
@pytest.mark.parametrize(
    ("side", "given", "says"),
    [
        (
            "vaga",
            {"titulo": "Dev Java"},
            "Nenhum campo da vaga é conhecido. Recebidos: titulo. Conhecidos: titulo_vaga,",
        ),
        (
            "candidato",
            {"informacoes_pessoais": {"cidade": "x"}, "cv_pt": "Java"},
            "Recebidos: informacoes_pessoais, cv_pt.",
        ),
        (
            "candidato",
            {"email@x.br": 1, "119": 2, "nome": "x"},
            "Nenhum campo do candidato é conhecido. Recebidos: nome.",
        ),
        ("vaga", {f"a{n}": 1 for n in range(30)}, "a9 e outros. Conhecidos"),
    ],
)
def test_a_side_of_which_no_field_is_known_is_refused(plain, path, side, given, says):
    answer = plain.post(path, json=SAID | {side: given})

    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert [error["campo"] for error in answer.json()["errors"]] == [side]
    assert "@" not in answer.text


def test_a_side_that_says_nothing_is_asked_for_a_field(plain):
    error = plain.post("/api/predict", json={"vaga": {}, "candidato": {}}).json()["error"]

    assert "Informe ao menos um campo da vaga: titulo_vaga, " in error
    assert "Informe ao menos um campo do candidato: conhecimentos_tecnicos, " in error


@pytest.mark.parametrize("path", ["/api/predict", "/api/predict?explain=true", "/api/predict_simple"])
def test_names_that_look_like_fields_are_warned_of(plain, path):
    given = {
        "vaga": {"titulo_vaga": "Dev", "areas_de_atuacao": "TI"},
        "candidato": {"cv": "x", "ingles": "b", "nome": "y"},
    }

    answer = plain.post(path, json=given)

    assert answer.status_code == 200
    assert answer.json()["warnings"] == [
        "vaga.areas_de_atuacao: campo desconhecido, ignorado; o nome do campo é areas_atuacao",
        "candidato.ingles: campo desconhecido, ignorado; o nome do campo é nivel_ingles",
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"vaga": {"titulo_vaga": "x",}}', "JSON"),
        (b"", "ausentes"),
        (b"\xff\xfe", "corpo"),
        (b"[" * 100_000, "corpo"),
        (b"[]", "objeto JSON"),
        (b"null", "objeto JSON"),
        (b'{"vaga": {"titulo_vaga": "x"}}', "candidato"),
        (b'{"candidato": {"cv": "x"}}', "vaga"),
        (b'{"vaga": null, "candidato": {}}', "vaga"),
        (b'{"vaga": "texto", "candidato": {}}', "vaga"),
        (b'{"vaga": {"titulo_vaga": 5}, "candidato": {}}', "vaga.titulo_vaga"),
        (b'{"vaga": {"titulo_vaga": NaN}, "candidato": {}}', "vaga.titulo_vaga"),
        (b'{"vaga": {"titulo_vaga": "\\ud800"}, "candidato": {}}', "vaga.titulo_vaga"),
        (
            b'{"vaga": {"titulo_vaga": "' + b"x" * 1001 + b'"}, "candidato": {}}',
            "vaga.titulo_vaga: texto longo demais: no máximo 1000 caracteres",
        ),
    ],
)
def test_refuses_what_is_no_pair(plain, body, says):
    answer = plain.post("/api/predict", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    problem = answer.json()
    assert says in problem["error"]
    assert problem["status"] == 400
    assert problem["detail"] == problem["error"]
    assert problem["type"].startswith("urn:matchstream:problem:")
    assert problem["title"] == "Pedido inválido"


def test_what_was_sent_is_not_repeated_in_an_error(plain):
    answer = plain.post(
        "/api/predict", json={"vaga": {"titulo_vaga": ["a", {"cpf": "111.222.333-44"}]}, "candidato": {}}
    )

    assert answer.status_code == 400
    assert "111" not in answer.text


def test_a_body_that_is_not_json_is_named(plain):
    answer = plain.post("/api/predict", data={"vaga": "x"})

    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]


def test_lists_of_skills_are_read_as_text(plain):
    pair = {
        "vaga": {"competencias_tecnicas_requeridas": ["Python"]},
        "candidato": {"conhecimentos_tecnicos": ["Python"]},
    }

    assert plain.post("/api/predict", json=pair).json()["quality_score"] == 100.0


NAMES = [
    "vaga",
    "candidato",
    "cv",
    "titulo_vaga",
    "titulo",
    "nivel_ingles",
    "nivel_ingles_vaga",
    "_vaga",
    "id",
    "\ud800",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("huge")
    | st.sampled_from(["Inglês fluente", "\ud800", "x.y;z"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inside),
    max_leaves=8,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES, st.sampled_from(["/api/predict", "/api/predict?explain=true", "/api/predict_simple"]))
def test_any_document_is_answered_or_refused(plain, document, path):
    body = json.dumps(document).replace('"huge"', "9" * 5000).encode()

    assert plain.post(path, content=body, headers={"Content-Type": "application/json"}).status_code in (200, 400)


def test_predictions_are_counted_by_band(plain):
    plain.post("/api/predict", json=PAIR)

    assert 'matchstream_predictions_total{band="moderada"} 1.0' in plain.get("/metrics").text
