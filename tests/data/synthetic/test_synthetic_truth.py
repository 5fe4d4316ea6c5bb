"""The rules of consideration and of a hire: what more does in either, and that what is said is found in the texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.entities import Applicant, Job, fold
from data.synthetic import Generator, facts
from data.synthetic.areas import AREAS
from data.synthetic.facts import NOTHING_KNOWN, applicant_facts, job_facts
from data.synthetic.skills import IMPLIED, SPELLINGS, find_skills, known_by
from data.synthetic.truth import CONSIDERATION, HIRE
from data.synthetic.vocabulary import ACADEMIC, CERTIFICATIONS, LANGUAGE, SENIORITIES

Rule = Callable[[Job, Applicant], float]

WORLD = Generator(99)
PEOPLE = [WORLD.applicant() for _ in range(400)]
jobs = st.sampled_from([WORLD.job() for _ in range(100)])
applicants = st.sampled_from(PEOPLE)
LEVELS = {
    "nivel_academico": ACADEMIC,
    "nivel_ingles": LANGUAGE,
    "nivel_espanhol": LANGUAGE,
    "nivel_profissional": SENIORITIES,
}
rules = pytest.mark.parametrize("rule", [Generator.suitability, Generator.hire_probability])


@rules
@given(jobs, applicants, st.data())
def test_one_more_asked_skill_is_better(rule: Rule, job: Job, applicant: Applicant, data: st.DataObject) -> None:
    asked = job_facts(dict(job))
    skill = data.draw(st.sampled_from(sorted(asked.skills | asked.welcome)))
    more = applicant.model_copy(update={"cv": f"{applicant.cv or ''}\n{SPELLINGS[skill][0]}"})
    if skill in applicant_facts(dict(applicant)).skills:
        assert rule(job, more) == rule(job, applicant)
    else:
        assert rule(job, more) > rule(job, applicant)


@rules
@given(jobs, applicants, st.sampled_from(sorted(LEVELS.keys() - {"nivel_profissional"})))
def test_a_higher_level_is_never_worse_and_none_is_lowest(
    rule: Rule, job: Job, applicant: Applicant, field: str
) -> None:
    ladder = (None, *LEVELS[field])
    told = [rule(job, applicant.model_copy(update={field: level})) for level in ladder]
    assert told == sorted(told)
    decides = rule is Generator.suitability or field != "nivel_espanhol"
    assert (told[0] < told[-1]) == decides


@rules
@given(jobs, applicants)
def test_a_seniority_fits_or_one_above_and_less_the_further_away(rule: Rule, job: Job, applicant: Applicant) -> None:
    asked = facts.SENIORITY[fold(job.nivel_profissional or "")]
    told = {
        rank: rule(job, applicant.model_copy(update={"nivel_profissional": level}))
        for level, rank in ((level, facts.SENIORITY[fold(level)]) for level in SENIORITIES)
    }
    off = {rank: min(max(asked - rank, rank - asked - 1, 0), 2) for rank in told}
    by_distance = [[told[rank] for rank in told if off[rank] == distance] for distance in range(3)]
    for alike in by_distance:
        assert alike == pytest.approx([alike[0]] * len(alike), abs=1e-12) if alike else True
    means = [sum(alike) / len(alike) for alike in by_distance if alike]
    assert means == sorted(means, reverse=True)
    assert len(set(means)) == len(means) > 1
    assert rule(job, applicant.model_copy(update={"nivel_profissional": None})) < min(told.values())


@rules
@given(jobs, applicants)
def test_the_right_area_is_better_than_a_related_one_and_none_is_lowest(
    rule: Rule, job: Job, applicant: Applicant
) -> None:
    none, wrong, related, right = (
        rule(job, applicant.model_copy(update={"area_de_atuacao": area}))
        for area in (None, "Jurídica", "TI - Arquitetura", job.areas_atuacao)
    )
    technical = (job.areas_atuacao or "").startswith("TI - ") and job.areas_atuacao != "TI - UX"
    assert none <= wrong <= related < right
    assert (wrong < related) == technical


@rules
@given(jobs, applicants)
def test_who_says_nothing_has_the_lowest_value(rule: Rule, job: Job, applicant: Applicant) -> None:
    silent = Applicant.model_validate({"id": "1"})
    assert applicant_facts(dict(silent)) == NOTHING_KNOWN
    assert rule(job, silent) <= rule(job, applicant)
    assert Generator.suitability(job, silent) == 0.0


def test_what_speaks_for_consideration_never_speaks_against_a_hire() -> None:
    for weights in (CONSIDERATION, HIRE):
        assert min(weights.skills, weights.welcome, weights.area, *weights.levels) >= 0.0


@rules
def test_welcome_skills_are_worth_something_and_less_than_required_ones(rule: Rule) -> None:
    both = {
        "id": "1",
        "titulo_vaga": "Programador",
        "competencias_tecnicas_requeridas": "Java; Git. Desejável: AWS; SQL.",
    }
    job, nothing = Job.model_validate(both), Applicant.model_validate({"id": "1"})
    facts = job_facts(dict(job))
    assert (facts.skills, facts.welcome) == ({"java", "git"}, {"aws", "sql"})
    required, welcome = (nothing.model_copy(update={"cv": text}) for text in ("Java e Git", "AWS e SQL"))
    assert rule(job, nothing) < rule(job, welcome) < rule(job, required)


def test_a_skill_that_the_title_names_is_required_even_if_it_is_called_welcome_below() -> None:
    texts = {"titulo_vaga": "Programador Java", "competencias_tecnicas_requeridas": "Git. Desejável: Java; SQL."}
    facts = job_facts(dict(Job.model_validate({"id": "1"} | texts)))
    assert (facts.skills, facts.welcome) == ({"java", "git"}, {"sql"})


def test_a_person_knows_what_a_skill_implies_and_a_posting_asks_only_for_what_it_names() -> None:
    person = Applicant.model_validate({"id": "1", "cv": "Scrum"})
    assert applicant_facts(dict(person)).skills == {"scrum", "agile"}
    job = Job.model_validate({"id": "1", "competencias_tecnicas_requeridas": "Scrum"})
    assert job_facts(dict(job)).skills == {"scrum"}


def test_implications_are_complete() -> None:
    for skill, implied in IMPLIED.items():
        assert known_by(known_by(frozenset({skill}))) == {skill, *implied} <= set(SPELLINGS)


@rules
@given(jobs, applicants)
def test_gender_place_and_length_have_no_part(rule: Rule, job: Job, applicant: Applicant) -> None:
    plain = applicant.model_copy(update={"titulo_profissional": "Desenvolvedor"})
    other = applicant.model_copy(
        update={
            "titulo_profissional": "Desenvolvedora",
            "cidade": "Recife",
            "cv": f"{applicant.cv or ''}\n" + "Trabalho com vontade. " * 50,
        }
    )
    assert rule(job, other) == rule(job, plain)


@given(jobs)
def test_a_job_asks_for_three_to_six_skills_and_requires_three(job: Job) -> None:
    asked = job_facts(dict(job))
    assert 3 <= len(asked.skills) <= len(asked.skills) + len(asked.welcome) <= 6
    assert bool(asked.welcome) <= ("Desejável" in (job.competencias_tecnicas_requeridas or ""))
    assert find_skills([job.titulo_vaga]) <= find_skills([job.competencias_tecnicas_requeridas])


@given(st.sampled_from(sorted(SPELLINGS)), st.data())
def test_every_spelling_is_found_as_its_skill(skill: str, data: st.DataObject) -> None:
    written = data.draw(st.sampled_from(SPELLINGS[skill]))
    for text in (written, f"({written.upper()}).", f"Uso {written}, todo dia; {written}"):
        assert find_skills([text]) == {skill}


def test_the_words_around_name_no_skill() -> None:
    texts = [
        text
        for area in AREAS
        for text in (*area.duties, area.name, *(title for both in area.professions for title in both), *area.department)
    ]
    named = {text: find_skills([text]) for text in texts}
    assert {text: skills for text, skills in named.items() if skills} == {}


def test_every_level_has_its_rank() -> None:
    for levels, ranks in ((ACADEMIC, facts.ACADEMIC), (LANGUAGE, facts.LANGUAGE), (SENIORITIES, facts.SENIORITY)):
        assert {fold(level) for level in levels} == set(ranks)
        ranked = [ranks[fold(level)] for level in levels]
        assert ranked == sorted(ranked)


def test_vocabulary_is_consistent() -> None:
    assert {skill for area in AREAS for skill in area.skills} <= set(SPELLINGS)
    for skill, name in CERTIFICATIONS.items():
        assert find_skills([name]) == {skill}


def test_what_a_text_tells_its_field_tells_too() -> None:
    for person in PEOPLE:
        assert person.titulo_profissional is None or (person.area_de_atuacao and person.nivel_profissional)
    told = [person for person in PEOPLE if person.cv]
    assert told
    for person in told:
        assert ("Formação\n" in (person.cv or "")) == (person.nivel_academico is not None)
        assert not ("Inglês" in (person.cv or "") and person.nivel_ingles is None)
        assert not ("Sênior" in (person.cv or "") and person.nivel_profissional != "Sênior")
