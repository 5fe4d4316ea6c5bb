"""Titles as people write them: no word twice, the level as the field says it, the topic one of the skills."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise, product

import pytest

from data.contract.entities import Applicant, Job, fold
from data.synthetic import Generator
from data.synthetic.areas import AREAS, Area
from data.synthetic.facts import applicant_facts, job_facts
from data.synthetic.skills import SPELLINGS, find_skills
from data.synthetic.text import _PARTICLES, _with_topic
from data.synthetic.vocabulary import TITLE_PREFIX, TITLE_SUFFIX


@pytest.fixture(scope="module")
def jobs_and_people() -> tuple[list[Job], list[Applicant]]:
    drawn = Generator(31)
    return [drawn.job() for _ in range(3000)], [drawn.applicant() for _ in range(12_000)]


def doubled(title: str) -> list[str]:
    """Words that a title has twice, where it shouldn't: "de" may stand in it again, though not in a row."""
    words = fold(title).split()
    again = [word for word, count in Counter(words).items() if count > 1 and word not in _PARTICLES]
    return again + [word for word, following in pairwise(words) if word == following]


@pytest.mark.parametrize("title", ["Consultor SAP SAP MM", "Analista de Marketing Marketing Digital", "Chefe de de RH"])
def test_a_doubled_word_is_seen(title: str) -> None:
    assert doubled(title)


def test_no_title_says_a_word_twice(
    jobs_and_people: tuple[list[Job], list[Applicant]],
) -> None:
    jobs, people = jobs_and_people
    titles = [job.titulo_vaga for job in jobs]
    titles += [person.titulo_profissional for person in people if person.titulo_profissional]
    titles += [person.cv.splitlines()[0] for person in people if person.cv]
    assert len(titles) > 6000
    assert {title: doubled(title) for title in titles if title and doubled(title)} == {}


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.professions[0][0])
def test_every_topic_goes_with_every_profession(area: Area) -> None:
    assert set(area.topics) <= set(area.skills)
    titles = [title for both in area.professions for title in both]
    titles += [f"{prefix} {department}" for prefix in TITLE_PREFIX for department in area.department]
    for title, topic, apart in product(titles, area.topics, (True, False)):
        for spelling in SPELLINGS[topic]:
            whole = _with_topic(title, spelling, apart=apart)
            assert not doubled(whole)
            assert find_skills([whole]) == {topic}


def test_a_title_tells_the_level_of_its_field_and_a_skill_that_is_named_elsewhere(
    jobs_and_people: tuple[list[Job], list[Applicant]],
) -> None:
    jobs, people = jobs_and_people
    for job in jobs:
        title, level = job.titulo_vaga or "", job.nivel_profissional or ""
        suffixes = TITLE_SUFFIX.get(level)
        assert title.startswith(level) if level in TITLE_PREFIX else not suffixes or title.endswith(suffixes)
        assert find_skills([title]) <= find_skills([job.competencias_tecnicas_requeridas])
    for person in people:
        if person.titulo_profissional and person.cv:
            assert person.cv.startswith(person.titulo_profissional)


def test_people_of_every_area_differ_and_name_what_their_area_asks(
    jobs_and_people: tuple[list[Job], list[Applicant]],
) -> None:
    jobs, people = jobs_and_people
    asked: dict[str, set[str]] = defaultdict(set)
    for job in jobs:
        posting = job_facts(dict(job))
        asked[posting.area] |= posting.skills | posting.welcome
    titles: dict[str, set[str]] = defaultdict(set)
    shares: dict[str, list[float]] = defaultdict(list)
    for person in people:
        facts = applicant_facts(dict(person))
        for area in facts.areas:
            if person.titulo_profissional:
                titles[area].add(person.titulo_profissional)
            if facts.skills and person.cv:
                shares[area].append(len(facts.skills & asked[area]) / len(facts.skills))
    assert set(titles) == set(shares) == set(asked) == {fold(area.name) for area in AREAS}
    assert min(map(len, titles.values())) >= 5
    assert all(sum(found) / len(found) > 0.6 for found in shares.values())
