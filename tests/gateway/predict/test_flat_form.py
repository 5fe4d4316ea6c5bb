"""The flat form of `/api/predict_simple`: free texts, or one object with the fields of both sides."""

from __future__ import annotations

import pytest

from tests.gateway.predict.test_predict import PAIR


def test_the_flat_form_warns_too(plain):
    flat = {"titulo_vaga": "Dev", "cv": "Java", "area_atuacao": "TI", "nivel_ingles_vaga": "fluente"}

    assert plain.post("/api/predict_simple", json=flat).json()["warnings"] == [
        "area_atuacao: campo desconhecido, ignorado; o nome do campo é areas_atuacao"
    ]
    error = plain.post("/api/predict_simple", json={"titulo_vaga": "Dev", "curriculo": "Java"}).json()["error"]
    assert "ausentes: candidato. curriculo: campo desconhecido, ignorado; o nome do campo é cv." in error


def test_the_free_texts_tell_levels_too(plain):
    texts = {
        "vaga": "Desenvolvedor Java\nJava. Inglês fluente. Superior completo. CLT",
        "candidato": "Desenvolvedor Java, inglês fluente, superior completo",
    }

    analysis = plain.post("/api/predict_simple", json=texts).json()["analysis"]

    assert (analysis["english_compatibility"], analysis["contract_type"]) == ("100.0%", "CLT")


@pytest.mark.parametrize(
    "document",
    [
        PAIR,
        {"vaga": "Python, Django", "candidato": "Python, Django"},
        {"vaga": {"competencias_tecnicas_requeridas": "Python"}, "candidato": "Python"},
        {
            "titulo_vaga": "Dev",
            "competencias_tecnicas_requeridas": "Python",
            "conhecimentos_tecnicos": "Python",
            "cv": "x",
        },
        {"competencias_tecnicas_requeridas": "Python", "conhecimentos_tecnicos": "Python", "nivel_ingles": "básico"},
    ],
)
def test_the_flat_forms(plain, document):
    answer = plain.post("/api/predict_simple", json=document)

    assert answer.status_code == 200
    found = answer.json()
    assert set(found) == {"prediction", "prediction_text", "quality_score", "percentage", "analysis"}
    assert found["prediction"] == 1
    assert found["percentage"].endswith("%")


def test_a_flat_level_counts_for_both_sides_unless_it_names_one(plain):
    both = {"competencias_tecnicas_requeridas": "x", "conhecimentos_tecnicos": "x", "nivel_ingles": "básico"}
    one = {"competencias_tecnicas_requeridas": "x", "conhecimentos_tecnicos": "x", "nivel_ingles_vaga": "básico"}

    assert plain.post("/api/predict_simple", json=both).json()["analysis"]["english_compatibility"] == "100.0%"
    assert plain.post("/api/predict_simple", json=one).json()["analysis"]["english_compatibility"] == "sem dados"


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"vaga": {}}, "vaga, candidato"),
        ({"vaga": "Python"}, "candidato"),
        ({"vaga": "  ", "candidato": ""}, "candidato"),
        ({"titulo_vaga": "Dev"}, "candidato"),
        ({"cv": "Dev"}, "vaga"),
        ({}, "vaga, candidato"),
        ([], "objeto JSON"),
        ({"vaga": 5, "candidato": "x"}, "vaga"),
    ],
)
def test_the_flat_form_refuses(plain, document, says):
    answer = plain.post("/api/predict_simple", json=document)

    assert answer.status_code == 400
    assert says in answer.json()["error"]
