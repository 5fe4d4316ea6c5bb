"""Custom fields: those that a connection names fill our fields, and nothing else of them is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.entities import Applicant, Job
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from producers.connectors.connections import BadConnections, connections
from producers.connectors.custom_fields import FIELDS, text_at
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import Owner
from producers.connectors.vendors import VENDORS
from tests.ats import bodies

EVERYTHING = frozenset({APPLICANTS.name, JOBS.name, APPLICATIONS.name})
NOW = datetime(2026, 11, 3, 12, 0, 30, tzinfo=UTC)
SKILLS = {"main_skills": {"name": "Main skills", "type": "multi_select", "value": ["Kotlin", " Kafka "]}}
ENGLISH = {"english_1": {"name": "English", "type": "single_select", "value": "Avançado"}}
USER = {"referrer": {"name": "Referrer", "type": "user", "value": {"user_id": 1, "name": bodies.RECRUITER}}}


def read(document, **named):
    """The one job and the one applicant that a body makes, where it makes some."""
    options = {"withdrawn": (), **{name.replace("__", "."): keys for name, keys in named.items()}}
    owner = Owner("urn:ats", "", EVERYTHING, options)
    outcome = VENDORS["greenhouse"].read(Delivery({}, bodies.encoded(document), NOW), owner)
    assert not outcome.faults
    entities = [one.event.entity for one in outcome.events]
    return {type(one): one for one in entities if isinstance(one, Applicant | Job)}


@pytest.mark.parametrize("action", ["new_candidate_application", "candidate_stage_change", "update_candidate"])
def test_an_applicant(action):
    candidate = {"custom_fields": SKILLS | ENGLISH | USER}
    changes = candidate if action == "update_candidate" else {"candidate": bodies.greenhouse_candidate(**candidate)}
    named = {"applicants__conhecimentos_tecnicos": ("main_skills",), "applicants__nivel_ingles": ("english_1", "no")}
    plain = read(bodies.greenhouse(action, **changes))[Applicant]
    found = read(bodies.greenhouse(action, **changes), **named)[Applicant]
    tags = plain.conhecimentos_tecnicos
    assert found.conhecimentos_tecnicos == (f"{tags}, Kotlin, Kafka" if tags else "Kotlin, Kafka")
    assert (plain.nivel_ingles, found.nivel_ingles) == (None, "Avançado")
    assert found.model_copy(update={"conhecimentos_tecnicos": tags, "nivel_ingles": None}) == plain


def test_a_title_is_theirs_where_it_is_filled_in():
    titled = {"role": {"type": "short_text", "value": "Engenheira de Dados"}}
    named = {"applicants__titulo_profissional": ("role",)}
    filled = read(bodies.greenhouse("update_candidate", custom_fields=titled), **named)
    empty = read(bodies.greenhouse("update_candidate", custom_fields=[]), **named)
    assert filled[Applicant].titulo_profissional == "Engenheira de Dados"
    assert (
        empty[Applicant].titulo_profissional
        == read(bodies.greenhouse("update_candidate"))[Applicant].titulo_profissional
    )


def test_a_job_is_told_by_its_own_event_once_its_fields_are_named():
    fields = {
        "needs": {"type": "long_text", "value": f"Java, Spring\nfale com {bodies.MAIL}"},
        "is_sap": {"type": "boolean", "value": True},
    }
    changes = {"job_post_id": 88010, "custom_fields": fields}
    named = {"jobs__competencias_tecnicas_requeridas": ("needs",), "jobs__vaga_sap": ("is_sap",)}
    assert read(bodies.greenhouse("job_updated", **changes)) == {}
    job = read(bodies.greenhouse("job_updated", **changes), **named)[Job]
    assert job.competencias_tecnicas_requeridas == "Java, Spring\nfale com [email]"
    assert (job.vaga_sap, job.titulo_vaga) == ("Sim", "Desenvolvedor Java Sênior")
    assert Job in read(bodies.greenhouse("job_post_updated"))
    assert read(bodies.greenhouse("job_post_updated"), **named) == {}, "a post holds no custom fields: it would empty"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "value", "k", "x"]), inner),
    max_leaves=8,
)


@given(ANY, st.sampled_from(["short_text", "user", "currency", "date", "number", None]))
def test_whatever_they_hold_is_a_text_or_nothing(value, kind):
    found = text_at({"f": {"k": {"type": kind, "value": value}}}, "f", ["k", "x"])
    assert found is None or (kind == "short_text" and found.strip())


@pytest.mark.parametrize(
    ("vendor", "line", "why"),
    [
        ("greenhouse", 'jobs = { titulo = ["x"] }', "titulo is no field of jobs; its fields: areas_atuacao"),
        ("greenhouse", 'jobs = { id = ["x"] }', "id is no field of jobs"),
        ("greenhouse", 'people = { cv = ["x"] }', "custom_fields"),
        ("gupy", 'jobs = { cidade = ["x"] }', "of gupy no custom fields of jobs are read"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(tmp_path, vendor, line, why):
    with pytest.raises(BadConnections, match=why):
        connections(_file(tmp_path, vendor, line))


def test_the_file(tmp_path):
    owner = connections(_file(tmp_path, "greenhouse", 'jobs = { cidade = ["town"] }'))["acme"].owner
    assert owner.options == {"withdrawn": (), "jobs.cidade": ("town",)}
    assert "status" not in FIELDS["jobs"]


def _file(tmp_path, vendor, line):
    (tmp_path / "secret").write_text("a-secret-of-some-length", encoding="utf-8")
    path = tmp_path / "connections.toml"
    table = f'[acme]\nvendor = "{vendor}"\nsource = "urn:a"\nsecret_files = ["secret"]\n[acme.custom_fields]\n{line}\n'
    path.write_text(table, encoding="utf-8")
    return path
