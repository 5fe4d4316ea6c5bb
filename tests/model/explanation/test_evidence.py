"""What was read is shown with the words it was read from."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription
from model.explanation.evidence import Evidence, of_applicant, of_job
from model.explanation.explain import explain_pair
from model.skills.esco import concepts

TEXT = """Dez anos de desenvolvimento em Java EE e Oracle.
Hoje: Kotlin; gestão de projetos com o time de Lisboa."""


def test_each_skill_stands_beside_the_words_it_was_read_from(scorer, applicant):
    found = {one.what: one for one in of_applicant(scorer, applicant(cv=TEXT)) if one.kind == "skill"}
    assert found["Kotlin"].words == "Kotlin"
    assert found["Java"].words == "Java"
    assert found["Gestão de projetos"].words == "gestão de projetos"
    assert {one.field for one in found.values()} == {"cv"}


def test_levels_areas_and_contracts_name_their_field(scorer, job):
    posting = job(
        titulo_vaga="Analista Financeiro Sênior",
        nivel_ingles="Inglês avançado para reuniões",
        nivel_academico="Ensino Superior Completo",
        tipo_contratacao="CLT",
    )
    found = {(one.kind, one.what): one for one in of_job(scorer, posting)}
    assert found["english", "avançado"] == Evidence("english", "avançado", "nivel_ingles", "avançado")
    assert found["seniority", "sênior"].field == "titulo_vaga"
    assert found["seniority", "sênior"].words == "Sênior"
    assert found["area", "financeira"].words == "Financeiro"
    assert found["contract", "clt"].field == "tipo_contratacao"


def test_two_statements_on_seniority_are_both_shown(scorer, job, applicant):
    person = applicant(nivel_profissional="Sênior", titulo_profissional="Arquiteta")
    found = {one.what: one.field for one in of_applicant(scorer, person) if one.kind == "seniority"}
    assert found == {"sênior": "nivel_profissional", "especialista": "titulo_profissional"}
    for asked, held in (
        ("Júnior", "sênior"),
        ("Sênior", "sênior"),
        ("Especialista", "especialista"),
        (None, "especialista"),
    ):
        assert explain_pair(scorer, job(nivel_profissional=asked), person).levels["seniority"].held == held


def test_years_and_learning_stand_beside_a_skill(scorer, job, applicant):
    person = applicant(conhecimentos_tecnicos="Kafka, Java", cv="Estudando Scala.\n5 anos de Java e 2 de Kafka.")
    found = {one.what: one for one in of_applicant(scorer, person)}
    assert [(found[name].years, found[name].learning) for name in ("Java", "Kafka", "Scala")] == [
        (5, False), (2, False), (None, True),
    ]  # fmt: skip
    assert found["Java"] == Evidence("skill", "Java", "cv", "Java", 5, code=concepts()["Java"].uri)
    posting = of_job(scorer, job(competencias_tecnicas_requeridas="Kafka (2 anos), Scala"))
    assert {one.what: one.years for one in posting if one.kind == "skill"} == {"Kafka": 2, "Scala": None}


def test_skills_and_titles_have_their_codes_in_other_taxonomies(scorer, job, applicant):
    person = applicant(titulo_profissional=" Programadora de Sistemas de Informação", cv="Java e Kotlin")
    found = {(one.kind, one.what): one.code for one in of_applicant(scorer, person) if one.kind in {"skill", "area"}}
    assert found["skill", "Java"] == "http://data.europa.eu/esco/skill/19a8293b-8e95-4de3-983f-77484079c389"
    assert found["skill", "Kotlin"] is found["area", "desenvolvimento"] is None
    assert of_applicant(scorer, person)[-1] == Evidence(
        "occupation", "Programador de sistemas de informação", "titulo_profissional",
        "Programadora de Sistemas de Informação", code="3171-10",
    )  # fmt: skip
    posting = of_job(scorer, job(titulo_vaga="Nutricionista", principais_atividades="Engenheiro civil"))
    assert [one.code for one in posting if one.kind == "occupation"] == ["2237-10"]
    assert "occupation" not in {one.kind for one in of_job(scorer, job(titulo_vaga="Nutricionista SAP"))}


def test_nothing_understood_is_nothing_read(scorer, job, applicant):
    explained = explain_pair(scorer, job(titulo_vaga="Xyz"), applicant(cv="qwe rty"))
    assert (explained.job_read, explained.applicant_read) == ([], [])


def test_an_explanation_shows_what_it_rests_on(scorer, job, applicant):
    explained = explain_pair(scorer, job(competencias_tecnicas_requeridas="Java; Kafka"), applicant(cv="Kafka e Scala"))
    asked = {one.what for one in explained.job_read if one.kind == "skill"}
    held = {one.what for one in explained.applicant_read if one.kind == "skill"}
    assert {*explained.skills_found, *explained.skills_missing} <= asked
    assert set(explained.skills_found) <= held


WORDS = st.sampled_from(
    ["Java", "e", "Spring", "Boot", "SQL", "Server", "de", "C#,", "SAP", "MM", "não", "\n", "pleno.", "CLT;"]
)


@settings(max_examples=50)
@given(st.lists(WORDS, max_size=30), st.lists(WORDS, max_size=4))
def test_the_words_stand_in_their_field_and_say_it_by_themselves(scorer, curriculum, title):
    nothing = dict.fromkeys(ApplicantDescription.model_fields)
    person = ApplicantDescription(**nothing | {"cv": " ".join(curriculum), "titulo_profissional": " ".join(title)})
    for one in of_applicant(scorer, person):
        if one.field is not None:
            assert one.words in getattr(person, one.field)
            alone = ApplicantDescription(**nothing | {one.field: one.words})
            assert (one.kind, one.what) in {(other.kind, other.what) for other in of_applicant(scorer, alone)}
