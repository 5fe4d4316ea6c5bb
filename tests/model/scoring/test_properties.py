"""What must hold whatever the words are and whatever was learned: common sense, fairness of form, exactness."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription
from data.synthetic import Generator
from model.evaluation.knowledge import FIELDS, PLACE
from model.explanation.coalitions import BASE, joined
from model.explanation.explain import explain_pair
from model.features import layout as at
from model.skills.taxonomy import default, members
from tests.model.random_pairs import AREAS, CERTIFICATES, LADDERS, SEEDS, SENIORITY, changed, drawn

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def scores(any_scorer, job, person):
    """Score of a pair by each model."""
    return np.array([scorer.match(job, person).quality_score for scorer in any_scorer])


@EXAMPLES
@given(seed=SEEDS, field=st.sampled_from(["conhecimentos_tecnicos", "cv", "certificacoes"]))
def test_one_more_required_skill_never_lowers_the_score(any_scorer, seed, field):
    job, person = drawn(seed)
    taxonomy = default()
    before = scores(any_scorer, job, person)
    required = list(members(joined(any_scorer[0].encode_job(job).bits, at.J_REQUIRED)))
    for bit in required[:6]:
        for name in taxonomy.skills[bit].aliases[:3]:
            for text in (f"{getattr(person, field) or ''}, {name}", f"{name}. {getattr(person, field) or ''}"):
                assert (scores(any_scorer, job, changed(person, **{field: text})) >= before).all(), name


@EXAMPLES
@given(seed=SEEDS, field=st.sampled_from(sorted(LADDERS.keys() - {"nivel_profissional"})))
def test_a_higher_level_never_lowers_the_score(any_scorer, seed, field):
    job, person = drawn(seed)
    found = [scores(any_scorer, job, changed(person, **{field: level})) for level in (None, *LADDERS[field])]
    assert (np.diff(found, axis=0) >= 0).all()


@EXAMPLES
@given(seed=SEEDS, asked=st.integers(1, 8))
def test_a_seniority_fits_best_as_asked_or_one_above(any_scorer, seed, asked):
    job, person = drawn(seed)
    job = changed(job, nivel_profissional=SENIORITY[asked - 1])
    person = changed(person, titulo_profissional=None)
    none, *found = (scores(any_scorer, job, changed(person, nivel_profissional=level)) for level in (None, *SENIORITY))
    below, above = np.array(found[:asked]), np.array(found[asked - 1 :])
    assert (np.diff(below, axis=0) >= 0).all()
    assert (np.diff(above, axis=0) <= 0).all()
    assert (above[:2] == above[0]).all()
    assert (np.array(found) >= none).all()


@EXAMPLES
@given(seed=SEEDS, area=st.sampled_from(AREAS))
def test_one_more_area_and_the_right_one_never_lower_the_score(any_scorer, seed, area):
    job, person = drawn(seed)
    before = scores(any_scorer, job, person)
    for more in (area, job.areas_atuacao or area):
        named = ", ".join([more, *([person.area_de_atuacao] if person.area_de_atuacao else [])])
        assert (scores(any_scorer, job, changed(person, area_de_atuacao=named)) >= before).all()


@EXAMPLES
@given(seed=SEEDS, certificate=st.sampled_from(CERTIFICATES))
def test_a_certificate_never_lowers_the_score(any_scorer, seed, certificate):
    job, person = drawn(seed)
    without = scores(any_scorer, job, changed(person, certificacoes=None))
    assert (scores(any_scorer, job, changed(person, certificacoes=certificate)) >= without).all()


@settings(EXAMPLES, max_examples=200)
@given(seed=SEEDS)
def test_leaving_a_field_out_never_raises_the_score(any_scorer, seed):
    job, person = drawn(seed)
    whole = scores(any_scorer, job, person)
    for field in FIELDS:
        assert (scores(any_scorer, job, changed(person, **{field: None})) <= whole).all(), field


def test_the_fields_that_may_be_left_out_are_nine():
    assert len(FIELDS) == 9
    given = [drawn(seed)[1] for seed in range(60)]
    assert all(sum(getattr(person, field) is not None for person in given) > 10 for field in FIELDS)


@EXAMPLES
@given(seed=SEEDS)
def test_whoever_nothing_is_known_of_scores_at_most_as_the_average(any_scorer, seed):
    job, person = drawn(seed)
    for nothing in (
        changed(person, **dict.fromkeys(FIELDS)),
        changed(person, **dict.fromkeys(FIELDS, "?")),
        changed(person, **dict.fromkeys(FIELDS) | {"conhecimentos_tecnicos": "coisas"}),
    ):
        assert (scores(any_scorer, job, nothing) <= BASE).all()


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


@EXAMPLES
@given(
    seed=SEEDS,
    skills=st.lists(st.sampled_from(default().names), min_size=2, max_size=8),
    areas=st.lists(st.sampled_from(AREAS), min_size=2, max_size=4),
    separators=st.tuples(*[st.sampled_from([", ", ",", "; ", " | ", " ; ", ",\n", ". "])] * 2),
    form=st.sampled_from([str, str.upper, str.lower, str.title]),
    data=st.data(),
)
def test_order_case_and_form_of_a_list_leave_every_bit(scorer, seed, skills, areas, separators, form, data):
    job, person = drawn(seed)
    found = []
    for separator, write, order in zip(separators, (str, form), ("as given", "shuffled"), strict=True):
        if order == "shuffled":
            skills, areas = data.draw(st.permutations(skills)), data.draw(st.permutations(areas))
        listed = {name: write(separator.join(names)) for name, names in (("skills", skills), ("areas", areas))}
        same = changed(
            person, conhecimentos_tecnicos=listed["skills"], certificacoes=listed["skills"],
            area_de_atuacao=listed["areas"],
        )  # fmt: skip
        asked = changed(job, competencias_tecnicas_requeridas=listed["skills"], areas_atuacao=listed["areas"])
        found.append((scorer.match(job, same), scorer.match(asked, same), scorer.match(asked, person)))
    assert found[0] == found[1]


@EXAMPLES
@given(seed=SEEDS, form=st.sampled_from([str.upper, str.lower]))
def test_case_leaves_every_bit(scorer, seed, form):
    job, person = drawn(seed)
    shouted = changed(
        person, **{name: form(getattr(person, name)) for name in FIELDS if getattr(person, name) is not None}
    )
    assert scorer.match(job, shouted) == scorer.match(job, person)


@EXAMPLES
@given(seed=SEEDS)
def test_saying_it_twice_changes_no_score(scorer, seed):
    job, person = drawn(seed)
    texts = ("titulo_profissional", "conhecimentos_tecnicos", "cv", "certificacoes", "area_de_atuacao")
    said = {name: getattr(person, name) for name in texts if getattr(person, name) is not None}
    assert scorer.match(
        job, changed(person, **{name: f"{text}. {text}" for name, text in said.items()})
    ) == scorer.match(job, person)
    texts = ("titulo_vaga", "competencias_tecnicas_requeridas", "principais_atividades", "areas_atuacao")
    asked = {name: getattr(job, name) for name in texts if getattr(job, name) is not None}
    twice = changed(job, **{name: f"{text}. {text}" for name, text in asked.items()})
    assert scorer.match(twice, person).quality_score == scorer.match(job, person).quality_score


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
        ("Presidentes", "Presidentas"),
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
        asked = [changed(job, titulo_vaga=title) for title in (one, other)]
        assert scorer.match(asked[0], person) == scorer.match(asked[1], person)


@EXAMPLES
@given(seed=SEEDS)
def test_address_leaves_every_bit(scorer, seed):
    job, person = drawn(seed)
    assert scorer.match(job, changed(person, cidade="Manaus", estado="Amazonas")) == scorer.match(job, person)
    assert set(PLACE).isdisjoint(FIELDS)


def test_names_sex_and_age_are_no_part_of_the_contract(scorer):
    job, person = drawn(1)
    told = ApplicantDescription(**person.model_dump(), nome="X", sexo="F", idade="61", data_nascimento="01-01-1961")
    assert scorer.match(job, told) == scorer.match(job, person)


def test_asking_little_and_saying_much_prove_little(scorer, job, applicant):
    skills = "Java, Spring, SQL, AWS, Docker, Kafka"
    person = applicant(conhecimentos_tecnicos=skills)
    full = explain_pair(scorer, job(competencias_tecnicas_requeridas=skills), person).contributions["technical"]
    vague = explain_pair(scorer, job(competencias_tecnicas_requeridas="Java"), person).contributions["technical"]
    assert vague < full
    everything = applicant(conhecimentos_tecnicos=", ".join(default().names))
    wanted = job(competencias_tecnicas_requeridas=skills)
    assert scorer.match(wanted, everything).quality_score <= scorer.match(wanted, person).quality_score


@EXAMPLES
@given(seed=SEEDS)
def test_the_same_pair_has_the_same_bits_in_any_block(any_scorer, seed):
    source = Generator(seed)
    pairs = [drawn(seed), *((source.job(), source.applicant()) for _ in range(5))]
    draw = np.random.default_rng(seed)
    for scorer in any_scorer:
        jobs, people = scorer.jobs(), scorer.applicants()
        for slot, (job, person) in enumerate(pairs):
            jobs.put(slot, job)
            people.put(slot, person)
        whole = scorer.score(jobs, range(6), people, range(6))
        rows, columns = draw.integers(0, 6, 9), draw.integers(0, 6, 4)
        assert np.array_equal(scorer.score(jobs, rows, people, columns), whole[np.ix_(rows, columns)])
        assert np.array_equal(scorer.score_aligned(jobs, rows[:4], people, columns), whole[rows[:4], columns])
        assert [scorer.match(*pair).quality_score for pair in pairs] == whole.diagonal().tolist()


@EXAMPLES
@given(seed=SEEDS)
def test_of_one_job_whoever_fits_better_has_the_better_chance(any_scorer, seed):
    source = Generator(seed)
    job, people = drawn(seed)[0], [source.applicant() for _ in range(20)]
    for scorer in any_scorer:
        found = sorted((one.quality_score, one.hire_probability) for one in (scorer.match(job, who) for who in people))
        for (score, chance), (better, better_chance) in pairwise(found):
            assert (better_chance > chance) == (better > score)
