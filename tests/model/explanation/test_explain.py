from __future__ import annotations

import json
from dataclasses import asdict

from model.explanation.explain import explain_pair
from model.features.definitions import GROUPS


def test_an_explanation_shows_evidence_and_the_way_up(scorer, job, applicant):
    posting = job(
        titulo_vaga="Desenvolvedor Java",
        competencias_tecnicas_requeridas="Java, Spring, Kafka, AWS",
        nivel_ingles="Avançado",
        nivel_academico="Ensino Superior Completo",
        areas_atuacao="TI - Desenvolvimento/Programação",
    )
    person = applicant(conhecimentos_tecnicos="Java, Spring, Figma", nivel_ingles="Básico", area_de_atuacao="Comercial")
    found = explain_pair(scorer, posting, person)
    assert found.skills_found == ["Java", "Spring"]
    assert found.skills_missing == ["Kafka", "AWS"]
    assert (found.levels["english"].asked, found.levels["english"].held) == ("avançado", "básico")
    assert found.levels["academic"].held is None
    assert set(found.contributions) == set(GROUPS)
    codes = {reason.code for reason in found.reasons}
    assert {"SKILLS_FOUND", "SKILLS_MISSING", "ENGLISH_SHORT", "ACADEMIC_NO_DATA", "AREA_OTHER"} <= codes
    assert found.improvements
    assert found.improvements[0].gain == max(step.gain for step in found.improvements) > 0
    assert json.loads(json.dumps(asdict(found), ensure_ascii=False))["model_version"] == scorer.version


def test_a_seniority_well_above_what_is_asked_is_said_and_nobody_is_advised_to_be_less(scorer, job, applicant):
    posting = job(nivel_profissional="Estágio", competencias_tecnicas_requeridas="Java")
    told = {}
    for level in ("Estagiária", "Auxiliar", "Júnior", "Gerente", None):
        found = explain_pair(scorer, posting, applicant(nivel_profissional=level, conhecimentos_tecnicos="SQL"))
        codes = {reason.code for reason in found.reasons if reason.category == "seniority"}
        told[level] = codes, [step.what for step in found.improvements if step.kind == "seniority"]
    assert told == {
        "Estagiária": ({"SENIORITY_MET"}, []),
        "Auxiliar": ({"SENIORITY_MET"}, []),
        "Júnior": ({"SENIORITY_ABOVE"}, []),
        "Gerente": ({"SENIORITY_ABOVE"}, []),
        None: ({"SENIORITY_NO_DATA"}, [["estágio"]]),
    }


def test_an_improvement_is_worth_what_it_says(scorer, job, applicant):
    posting = job(competencias_tecnicas_requeridas="Java, Kafka", nivel_ingles="Fluente")
    person = applicant(conhecimentos_tecnicos="Java", nivel_ingles="Básico")
    for step in explain_pair(scorer, posting, person).improvements:
        better = {"skill": applicant(conhecimentos_tecnicos="Java, Kafka", nivel_ingles="Básico")}
        better["english"] = applicant(conhecimentos_tecnicos="Java", nivel_ingles="Fluente")
        assert scorer.match(posting, better[step.kind]).quality_score == step.quality_score


def test_a_framework_is_worth_as_much_as_its_language(scorer, job, applicant):
    for asked, framework in (("Python", "Django"), ("SQL", "MySQL"), ("PHP", "Laravel")):
        posting = job(titulo_vaga="Analista", competencias_tecnicas_requeridas=asked)
        named, implied, neither = (
            scorer.match(posting, applicant(titulo_profissional="Desenvolvedor", conhecimentos_tecnicos=text))
            for text in (asked, framework, "Delphi")
        )
        assert named.quality_score == implied.quality_score > neither.quality_score


def test_little_data_is_said(scorer, job, applicant):
    found = explain_pair(scorer, job(titulo_vaga="Vaga"), applicant())
    assert "LOW_COVERAGE" in {reason.code for reason in found.reasons}
    assert found.data_coverage < 0.1
    full = explain_pair(scorer, job(competencias_tecnicas_requeridas="Java"), applicant())
    assert "SKILLS_NO_DATA" in {reason.code for reason in full.reasons}
