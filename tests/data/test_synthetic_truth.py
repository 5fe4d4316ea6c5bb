from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from data.entities import fold
from data.synthetic import Generator, truth
from data.synthetic.areas import AREAS
from data.synthetic.skills import SPELLINGS, find_skills
from data.synthetic.truth import job_facts
from data.synthetic.vocabulary import ACADEMIC, CERTIFICATIONS, LANGUAGE, SENIORITIES

if TYPE_CHECKING:
    from data.entities import Applicant, Job

WORLD = Generator(99)
PEOPLE = [WORLD.applicant() for _ in range(400)]
jobs = st.sampled_from([WORLD.job() for _ in range(100)])
applicants = st.sampled_from(PEOPLE)
chance = Generator.hire_probability
LEVELS = {"nivel_academico": ACADEMIC, "nivel_ingles": LANGUAGE, "nivel_profissional": SENIORITIES}


@given(jobs, applicants, st.data())
def test_one_more_asked_skill_is_never_worse(job: Job, applicant: Applicant, data: st.DataObject) -> None:
    skill = data.draw(st.sampled_from(sorted(job_facts(job).skills)))
    more = applicant.model_copy(update={"cv": f"{applicant.cv or ''}\n{SPELLINGS[skill][0]}"})
    assert chance(job, more) >= chance(job, applicant)


@given(jobs, applicants, st.sampled_from(sorted(LEVELS)), st.data())
def test_a_higher_level_is_never_worse(job: Job, applicant: Applicant, field: str, data: st.DataObject) -> None:
    levels = LEVELS[field]
    low = data.draw(st.integers(0, len(levels) - 1))
    high = data.draw(st.integers(low, len(levels) - 1))
    lower, higher = (applicant.model_copy(update={field: levels[rank]}) for rank in (low, high))
    assert chance(job, higher) >= chance(job, lower)


@given(jobs, applicants)
def test_the_right_area_is_better_than_none_and_none_better_than_a_wrong_one(job: Job, applicant: Applicant) -> None:
    wrong, none, right = (
        applicant.model_copy(update={"area_de_atuacao": area}) for area in ("Jurídica", None, job.areas_atuacao)
    )
    assert chance(job, wrong) < chance(job, none) < chance(job, right)
    related = applicant.model_copy(update={"area_de_atuacao": "TI - Arquitetura"})
    if (job.areas_atuacao or "").startswith("TI - ") and job.areas_atuacao != "TI - UX":
        assert chance(job, none) < chance(job, related) < chance(job, right)
    else:
        assert chance(job, related) == chance(job, wrong)


@given(jobs, applicants)
def test_gender_place_and_length_have_no_part(job: Job, applicant: Applicant) -> None:
    plain = applicant.model_copy(update={"titulo_profissional": "Desenvolvedor"})
    other = applicant.model_copy(
        update={
            "titulo_profissional": "Desenvolvedora",
            "cidade": "Recife",
            "cv": f"{applicant.cv or ''}\n" + "Trabalho com vontade. " * 50,
        }
    )
    assert chance(job, other) == chance(job, plain)


@given(jobs)
def test_a_job_asks_for_three_to_six_skills(job: Job) -> None:
    assert 3 <= len(job_facts(job).skills) <= 6
    assert find_skills([job.titulo_vaga]) <= find_skills([job.competencias_tecnicas_requeridas])


@given(st.sampled_from(sorted(SPELLINGS)), st.data())
def test_every_spelling_is_found_as_its_skill(skill: str, data: st.DataObject) -> None:
    written = data.draw(st.sampled_from(SPELLINGS[skill]))
    for text in (written, f"({written.upper()}).", f"Uso {written}, todo dia; {written}"):
        assert find_skills([text]) == {skill}


def test_the_words_around_name_no_skill() -> None:
    texts = [
        text for area in AREAS for text in (*area.duties, area.name, *(t for both in area.professions for t in both))
    ]
    named = {text: find_skills([text]) for text in texts}
    assert {text: skills for text, skills in named.items() if skills} == {}


def test_every_level_has_its_rank() -> None:
    for levels, ranks in ((ACADEMIC, truth._ACADEMIC), (LANGUAGE, truth._LANGUAGE), (SENIORITIES, truth._SENIORITY)):
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
