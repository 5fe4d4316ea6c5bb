"""An explanation in words: all that the model says has a sentence, and what hardly counts is neither good nor bad."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription, JobDescription
from gateway.frame.page import ENVIRONMENT
from gateway.texts.catalogue import LANGUAGES, texts_of
from gateway.texts.explained import NEUTRAL, TOLD, sentence, to_dict, told
from model.explanation import reasons
from model.explanation.evidence import of_applicant
from model.explanation.explain import Explanation, Improvement, explain_pair
from model.explanation.reasons import Reason
from model.features.definitions import GROUPS
from model.levels.levels import ACADEMIC, AREAS, CONTRACTS, LANGUAGE, SENIORITY
from model.registry import Registry
from model.scoring.scorer import Scorer
from model.skills.esco import concepts

POINTS = st.floats(-50, 50).map(lambda points: round(points, 2))


def an_explanation(contributions=(), said=(), rises=()):
    return Explanation(
        model_version="rf", quality_score=70.0, base=50.0, contributions=dict(contributions), skills_found=[],
        skills_missing=[], skills_nice=[], levels={}, areas_asked=[], areas_held=[], improvements=list(rises),
        reasons=list(said), data_coverage=1.0, job_read=[], applicant_read=[],
    )  # fmt: skip


def codes():
    """Every code that the model gives."""
    levels = [f"{name.upper()}_{how}" for name, *_ in reasons.LEVEL_FIELDS for how in ("NO_DATA", "MET", "SHORT")]
    source = Path(reasons.__file__).read_text(encoding="utf-8")
    levels.append("SENIORITY_ABOVE")
    return {*levels, *re.findall(r'"((?:SKILLS|AREA|CONTRACT|LOW)_[A-Z_]+)"', source)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_model_says_has_words(language):
    keys = set(texts_of(language).texts)
    assert {f"why.{code}" for code in codes()} == {key for key in keys if key.startswith("why.")}
    assert {f"level.{name}" for names in (LANGUAGE, ACADEMIC, SENIORITY) for name in names[1:]} <= keys
    assert {f"work_area.{name}" for name, _, _ in AREAS} <= keys
    assert {f"contract_kind.{name}" for name in CONTRACTS} <= keys
    assert {f"group.{name}" for name in GROUPS} <= keys


@settings(deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(GROUPS, POINTS)))
def test_what_hardly_counts_is_neither_a_strength_nor_a_weakness(points):
    found = told(an_explanation(points), texts_of("pt"))
    assert {share.points for share in found.neutral} == {p for p in points.values() if abs(p) < NEUTRAL}
    assert [share.points for share in found.shares] == sorted(
        (p for p in points.values() if abs(p) >= NEUTRAL), key=lambda p: -abs(p)
    )
    helps, hurts = (any(line.startswith(start) for line in found.summary) for start in ("O que mais a", "O que mais p"))
    assert helps == any(p >= TOLD for p in points.values())
    assert hurts == any(p <= -TOLD for p in points.values())
    assert not [line for line in found.summary if "(0,0)" in line]


def test_sentences_in_both_languages_and_of_one_source():
    said = [
        Reason("SKILLS_FOUND", "technical", {"met": 2, "asked": 3, "names": ["Java", "SQL"]}),
        Reason("ENGLISH_SHORT", "languages", {"asked": "avançado", "held": "básico"}),
        Reason("LOW_COVERAGE", "coverage"),
    ]
    rises = [Improvement("area", ["dados"], 75.0, 5.0), Improvement("english", ["avançado"], 72.0, 2.0)]
    explanation = an_explanation({"technical": 12.34, "languages": -0.04}, said, rises)
    pt, en = (told(explanation, texts_of(language)) for language in LANGUAGES)
    assert pt.summary == ["O que mais ajuda: competências técnicas (+12,3)."]
    assert pt.shares[0].sentences == ["Tem 2 de 3 competências pedidas: Java, SQL."]
    assert en.neutral[0].sentences == ["English below what is asked: basic, and the job asks for advanced."]
    assert en.notes == ["There are too few data to judge safely."]
    assert pt.rises == [("Experiência na área: dados", 75.0), ("Inglês: avançado", 72.0)]
    document = to_dict(explanation)
    assert (document["reasons"][0]["pt"], document["improvements"][0]["en"]) == (
        pt.shares[0].sentences[0],
        "Experience in the area: data",
    )


@pytest.mark.parametrize(
    ("code", "held", "points", "ends"),
    [
        ("SENIORITY_SHORT", "pleno", 4.0, "Mesmo assim soma pontos: a pessoa média está mais longe do que se pede."),
        ("SENIORITY_SHORT", "pleno", -4.0, "Senioridade abaixo do pedido: pleno, e a vaga pede sênior."),
        ("SENIORITY_ABOVE", "gerência", 4.0, "Mesmo assim soma pontos: a pessoa média está mais longe do que se pede."),
        ("SENIORITY_ABOVE", "gerência", -4.0, "Senioridade bem acima do pedido: gerência, e a vaga pede sênior."),
        ("SENIORITY_MET", "sênior", -1.0, "Mesmo assim tira pontos: não chega ao que a pessoa média traz."),
        ("SENIORITY_MET", "sênior", 1.0, "Senioridade: sênior, e a vaga pede sênior."),
        ("SENIORITY_NO_DATA", "", 1.0, "Não se sabe a senioridade; a vaga pede sênior."),
    ],
)
def test_points_that_speak_against_their_sentence_say_why(code, held, points, ends):
    said = [Reason(code, "seniority", {"asked": "sênior", "held": held})]
    (share,) = told(an_explanation({"seniority": points}, said), texts_of("pt")).shares
    assert share.sentences[-1] == ends


def test_a_language_that_is_not_spoken_is_not_said_to_be_held():
    said = Reason("SPANISH_SHORT", "languages", {"asked": "fluente", "held": "nenhum"})
    assert sentence(said, texts_of("pt")) == "Não tem espanhol, e a vaga pede fluente."
    assert sentence(said, texts_of("en")) == "Has no Spanish, and the job asks for fluent."


@pytest.mark.parametrize(("language", "said"), [("pt", "Ocupação na CBO"), ("en", "Occupation of the CBO")])
def test_the_occupation_of_a_title_is_shown_with_its_code(registry, language, said):
    scorer = Scorer.load(Registry(registry).resolve("champion"))
    facts = of_applicant(scorer, ApplicantDescription(titulo_profissional="Programadora de Internet", cv="Java"))
    shown = ENVIRONMENT.get_template("explained.html").make_module({"t": texts_of(language)}).readings("", facts)
    assert said in shown
    assert "3171-05 Programador de internet" in shown
    assert "Programadora de Internet" in shown
    assert "data.europa.eu" not in shown


def test_what_people_wrote_stays_as_they_wrote_it(registry):
    scorer = Scorer.load(Registry(registry).resolve("champion"))
    job = JobDescription(competencias_tecnicas_requeridas="Programação em Python e {met}", nivel_ingles="Avançado")
    person = ApplicantDescription(
        conhecimentos_tecnicos="Sólidos conhecimentos em PYTHON", nivel_ingles="Inglês básico"
    )
    explanation = explain_pair(scorer, job, person)
    assert {one.what: one.words for one in explanation.applicant_read} == {"Python": "PYTHON", "básico": "básico"}
    assert to_dict(explanation)["applicant_read"][0]["code"] == concepts()["Python"].uri
    assert any("Python" in line for share in told(explanation, texts_of("en")).shares for line in share.sentences)
