"""What must hold whatever the words are: common sense, fairness of form, exactness of the explanation."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.entities import ApplicantDescription, JobDescription
from data.synthetic import Generator
from model.coalitions import _JOB_GROUP, _KEPT, worth
from model.features import GROUPS
from model.shapley import shapley
from model.taxonomy import default

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEEDS = st.integers(0, 10**6)
LANGUAGES = ("Nenhum", "Básico", "Intermediário", "Avançado", "Fluente")
ACADEMIC = (
    "Ensino Fundamental Completo",
    "Ensino Médio Completo",
    "Ensino Técnico Completo",
    "Ensino Superior Cursando",
    "Ensino Superior Completo",
    "Pós Graduação Completo",
    "Mestrado Completo",
    "Doutorado Completo",
)
SENIORITY = ("Estagiário", "Auxiliar", "Júnior", "Pleno", "Sênior", "Especialista", "Coordenador", "Gerente")
LADDERS = {
    "nivel_ingles": LANGUAGES,
    "nivel_espanhol": LANGUAGES,
    "nivel_academico": ACADEMIC,
    "nivel_profissional": SENIORITY,
}


def drawn(seed):
    source = Generator(seed)
    job, person = source.job(), source.applicant()
    fields = person.model_dump(exclude={"id"})
    draw = np.random.default_rng(seed)
    for name, ladder in LADDERS.items():
        if draw.random() < 0.5:
            fields[name] = str(draw.choice(ladder))
    if draw.random() < 0.5:
        fields["conhecimentos_tecnicos"] = ", ".join(draw.choice(default().names, 6))
    asked = job.model_dump(exclude={"id", "status"})
    if draw.random() < 0.5:
        asked |= {
            "nivel_espanhol": str(draw.choice(LANGUAGES)),
            "competencias_tecnicas_requeridas": ", ".join(draw.choice(default().names, 5)),
        }
    return JobDescription(**asked), ApplicantDescription(**fields)


def changed(person, **fields):
    return ApplicantDescription(**person.model_dump() | fields)


@EXAMPLES
@given(seed=SEEDS, field=st.sampled_from(["conhecimentos_tecnicos", "cv", "certificacoes"]))
def test_one_more_required_skill_never_lowers_the_score(scorer, seed, field):
    job, person = drawn(seed)
    taxonomy = default()
    before = scorer.match(job, person).quality_score
    encoded = scorer.encode_job(job)
    required = [bit for bit in range(len(taxonomy.names)) if encoded.bits[bit // 64] >> bit % 64 & 1]
    for bit in required[:6]:
        for name in taxonomy.skills[bit].aliases[:3]:
            for text in (f"{getattr(person, field) or ''}, {name}", f"{name}. {getattr(person, field) or ''}"):
                assert scorer.match(job, changed(person, **{field: text})).quality_score >= before, name


@EXAMPLES
@given(seed=SEEDS, field=st.sampled_from(sorted(LADDERS)))
def test_a_higher_level_never_lowers_the_score(scorer, seed, field):
    job, person = drawn(seed)
    scores = [scorer.match(job, changed(person, **{field: level})).quality_score for level in LADDERS[field]]
    assert scores == sorted(scores)


@EXAMPLES
@given(seed=SEEDS)
def test_the_right_area_never_lowers_the_score(scorer, seed):
    job, person = drawn(seed)
    before = scorer.match(job, person).quality_score
    assert (
        scorer.match(job, changed(person, area_de_atuacao=job.areas_atuacao or person.area_de_atuacao)).quality_score
        >= before
    )


@EXAMPLES
@given(seed=SEEDS, field=st.sampled_from(sorted(ApplicantDescription.model_fields)))
def test_less_information_never_raises_the_coverage(scorer, seed, field):
    job, person = drawn(seed)
    whole = scorer.match(job, person).data_coverage
    assert scorer.match(job, changed(person, **{field: None})).data_coverage <= whole
    text = getattr(person, field)
    assert scorer.match(
        job, changed(person, **{field: text[: len(text) // 2] if text else None})
    ).data_coverage <= whole or field.startswith("nivel")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Desenvolvedor Java", "Desenvolvedora Java"),
        ("Engenheiro de Dados", "Engenheira de Dados"),
        ("Programador", "Programadora"),
        ("Arquiteto de Software", "Arquiteta de Software"),
        ("Técnico de Suporte", "Técnica de Suporte"),
        ("Vendedor", "Vendedora"),
        ("Coordenador de Projetos", "Coordenadora de Projetos"),
        ("Consultores SAP", "Consultoras SAP"),
        ("Estagiário", "Estagiária"),
        ("Administrador", "Administrador(a)"),
        ("Gerente", "Gerenta"),
        ("Supervisor", "Supervisora"),
        ("Secretário", "Secretária"),
        ("Analista Administrativo", "Analista Administrativa"),
        ("Salesman", "Saleswoman"),
        ("Diretor", "Diretora"),
        ("Contador", "Contadora"),
        ("Advogado", "Advogada"),
        ("Médico", "Médica"),
        ("Psicólogo", "Psicóloga"),
        ("Enfermeiro", "Enfermeira"),
        ("Redator", "Redatora"),
    ],
)
def test_gender_leaves_every_bit(scorer, one, other):
    for seed in range(5):
        job, person = drawn(seed)
        texts = [(f"{title}. {person.cv or ''}", title) for title in (one, other)]
        found = [scorer.match(job, changed(person, titulo_profissional=title, cv=text)) for text, title in texts]
        assert found[0] == found[1]
        asked = [JobDescription(**job.model_dump() | {"titulo_vaga": title}) for title in (one, other)]
        assert scorer.match(asked[0], person) == scorer.match(asked[1], person)


@EXAMPLES
@given(seed=SEEDS)
def test_address_leaves_every_bit(scorer, seed):
    job, person = drawn(seed)
    moved = changed(person, cidade="Manaus", estado="Amazonas")
    assert scorer.match(job, moved) == scorer.match(job, person)


def test_names_sex_and_age_are_no_part_of_the_contract(scorer):
    job, person = drawn(1)
    told = ApplicantDescription(**person.model_dump(), nome="X", sexo="F", idade="61", data_nascimento="01-01-1961")
    assert scorer.match(job, told) == scorer.match(job, person)


@EXAMPLES
@given(seed=SEEDS)
def test_contributions_add_up(scorer, seed):
    job, person = drawn(seed)
    found = scorer.explain(job, person)
    assert found.quality_score == scorer.match(job, person).quality_score
    assert abs(found.base + sum(found.contributions.values()) - found.quality_score) < 1e-9


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS)
def test_shapley_equals_brute_force(scorer, seed):
    job, person = drawn(seed)
    values = worth(scorer, scorer.encode_job(job), scorer.encode_applicant(person))
    brute = np.zeros(len(GROUPS))
    orders = list(permutations(range(len(GROUPS))))
    for order in orders:
        coalition = 0
        for group in order:
            brute[group] += values[coalition | 1 << group] - values[coalition]
            coalition |= 1 << group
    assert shapley(values) == pytest.approx(brute / len(orders), abs=1e-9)


@EXAMPLES
@given(seed=SEEDS)
def test_one_walk_for_all_coalitions_has_the_same_bits(scorer, seed):
    encoded = scorer.encode_job(drawn(seed)[0])
    one = scorer.coalition_effects(encoded.effect_features, _JOB_GROUP, _KEPT)
    assert np.array_equal(one, scorer.job_effects(encoded.effect_features * _KEPT))


def test_a_coalition_is_the_pair_without_the_fields(scorer, job, applicant):
    """The empty coalition is worth what two blank records score."""
    posting = job(titulo_vaga="Projeto Alfa", areas_atuacao="TI - Infraestrutura", nivel_ingles="Fluente")
    person = applicant(area_de_atuacao="TI - Infraestrutura", nivel_ingles="Básico")
    values = worth(scorer, scorer.encode_job(posting), scorer.encode_applicant(person))
    assert values[0] == scorer.match(job(), applicant()).quality_score
    languages = scorer.match(job(nivel_ingles="Fluente"), applicant(nivel_ingles="Básico")).quality_score
    assert values[1 << GROUPS.index("languages")] == languages


def test_asking_little_and_saying_much_prove_little(scorer, job, applicant):
    skills = "Java, Spring, SQL, AWS, Docker, Kafka"
    person = applicant(conhecimentos_tecnicos=skills)
    full = scorer.explain(job(competencias_tecnicas_requeridas=skills), person).contributions["technical"]
    vague = scorer.explain(job(competencias_tecnicas_requeridas="Java"), person).contributions["technical"]
    assert vague < full
    everything = applicant(conhecimentos_tecnicos=", ".join(default().names))
    wanted = job(competencias_tecnicas_requeridas=skills)
    assert scorer.match(wanted, everything).quality_score <= scorer.match(wanted, person).quality_score
