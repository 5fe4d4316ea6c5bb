"""JSON Resume and schema.org's JobPosting, as files and pages write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.imports import job_posting, json_resume
from producers.imports.files import Source, items_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RESUME = {
    "basics": {
        "name": "Qzana Qzsouza", "label": "Desenvolvedora", "email": "qz@example.org", "phone": "11 98765-4321",
        "summary": "Dez anos de Java.", "location": {"address": "Rua Qz 1", "city": "Recife", "region": "PE"},
        "profiles": [{"network": "X", "username": "qzana"}], "image": "qz.png",
    },
    "work": [
        {"name": "Ipê", "position": "Líder", "startDate": "2019-02", "endDate": "Present", "highlights": ["Kafka"]},
        {"company": "Paineira", "summary": "Migração"},
    ],
    "education": [
        {"institution": "UP", "area": "Computação", "studyType": "Bacharelado", "endDate": "2014-19-39"},
        {"area": "Dados", "studyType": "Mestrado", "startDate": "2025", "endDate": None, "courses": ["Estatística"]},
    ],
    "skills": [{"name": "Backend", "keywords": ["Java", "Spring"]}, {"name": "Java"}],
    "languages": [{"language": "Inglês", "fluency": "Fluente"}, {"language": "Spanish", "fluency": "Basic"}],
    "certificates": [{"name": "OCP"}],
    "projects": [{"name": "Mapa", "description": "GIS", "roles": ["Autora"], "keywords": ["PostGIS"]}],
    "references": [{"name": "Qzchefe", "reference": "ótima"}],
    "meta": {"lastModified": "2026-05-04T10:00:00Z"},
}  # fmt: skip


def test_a_resume():
    (item,) = json_resume.items(RESUME, "17")
    cv = item.fields.pop("cv")
    assert item.fields == {
        "id": "17",
        "titulo_profissional": "Desenvolvedora",
        "conhecimentos_tecnicos": "Backend, Java, Spring",
        "certificacoes": "OCP",
        "nivel_academico": "Bacharelado em Computação; Mestrado em Dados, em andamento",
        "nivel_ingles": "Fluente",
        "nivel_espanhol": "Basic",
        "cidade": "Recife",
        "estado": "PE",
    }
    for word in ("Dez", "Líder - Ipê", "2019-02", "Kafka", "Paineira", "Migração", "GIS", "Autora", "Estatística"):
        assert word in cv
    assert (item.time, item.unread) == (datetime(2026, 5, 4, 10, tzinfo=UTC), ())
    assert "qz" not in json.dumps(item.fields).lower() + cv.lower()


def test_sections_of_another_shape_are_unread_and_empty_ones_are_not():
    (item,) = json_resume.items({"skills": {"name": "Java"}, "work": [], "education": [1], "languages": []}, "1")
    assert item.unread == ("conhecimentos_tecnicos", "nivel_academico")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RESUME, "name", "title"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(JSON)
def test_no_document_is_too_odd(document):
    (item,) = json_resume.items(document, "1")
    assert item.problem or item.fields["id"] == "1"
    assert list(job_posting.items({"@type": "JobPosting", "x": document}, "1", NOW))


POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Pessoa Desenvolvedora",
    "description": "<p>Java &amp; Spring</p><ul><li>Kafka</li></ul>",
    "identifier": {"@type": "PropertyValue", "name": "Ipê", "value": 1234567},
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "hiringOrganization": {"@type": "Organization", "name": "Ipê Sistemas"},
    "jobLocation": [{"address": {"addressLocality": "Recife", "addressRegion": "PE"}}, {"address": "Rua Qz"}],
    "skills": ["SQL", {"@type": "DefinedTerm", "name": "Git"}],
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": "24"},
    "educationRequirements": {"credentialCategory": "bachelor degree"},
    "baseSalary": {"value": 9000},
    "validThrough": "2026-12-31",
}


def read(document, name="file"):
    return list(job_posting.items(document, name, NOW))


def test_a_posting():
    (item,) = read(POSTING)
    assert item.fields == {
        "id": "1234567",
        "titulo_vaga": "Pessoa Desenvolvedora",
        "principais_atividades": "Java & Spring\nKafka",
        "competencias_tecnicas_requeridas": "SQL\nGit",
        "nivel_academico": "bachelor degree",
        "tipo_contratacao": "full time, contractor",
        "cidade": "Recife",
        "estado": "PE",
    }
    assert item.unread == ()


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: [one],
        lambda one: {"@graph": [{"@type": "WebPage"}, one]},
        lambda one: {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": one}]},
        lambda one: one | {"@type": ["Thing", "http://schema.org/JobPosting"]},
        lambda one: one | {"@type": "schema:JobPosting"},
    ],
)
def test_wherever_it_stands(wrap):
    assert read(wrap(POSTING))[0].fields == read(POSTING)[0].fields


def test_ids_and_ends():
    without = {name: value for name, value in POSTING.items() if name != "identifier"}
    assert read(without)[0].fields["id"] == "file"
    first, second = read([without, without | {"identifier": "v 1"}])
    assert first.problem == second.problem == "it has no identifier, and is not the only one of its file"
    assert read(without | {"identifier": ["v 1", "v1"]})[0].fields["id"] == "v1"
    assert read(POSTING | {"validThrough": "2026-05-31T23:59"})[0].fields["status"] == "fechada"
    assert "status" not in read(POSTING | {"validThrough": "unknown"})[0].fields
    assert read({"@type": "Person"})[0].problem == "there is no JobPosting in it"
    assert read(POSTING | {"skills": 7})[0].unread == ("competencias_tecnicas_requeridas",)


PAGE = """<!doctype html><script>var a = "<script>";</script>
<script type="application/ld+json">{"@type": "Organization"}</script>
<SCRIPT data-x='1' TYPE='application/ld+json; charset=utf-8'>%s</SCRIPT>
<script type="application/ld+json">{ broken </script>"""


def test_a_page(tmp_path):
    posting = json.dumps(POSTING).replace("Java &amp; Spring", "Java &amp;\n Spring")
    (tmp_path / "vaga.html").write_text(PAGE % posting)
    (item,) = items_of(Source.JOB_POSTING, tmp_path, None, NOW).items
    assert (item.place, item.fields["id"]) == ("file 1, posting 1", "1234567")
    assert item.fields["principais_atividades"] == "Java &\nSpring\nKafka"
