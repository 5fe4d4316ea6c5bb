"""What the made-up world's truth knows of skills is what the model reads: no text names one that the other misses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import product

import pytest

from data.contract.entities import fold
from data.synthetic import Generator
from data.synthetic.areas import AREAS, Area
from data.synthetic.facts import applicant_facts, job_facts
from data.synthetic.skills import SPELLINGS
from data.synthetic.vocabulary import ATTITUDES, COMPANIES, SCHOOLS
from model.features import layout as at
from model.features.affinity import Affinity
from model.features.encoding import Encoded, Reader
from model.features.job_words import JobPrior
from model.skills.statements import REQUIRED
from model.skills.taxonomy import default
from model.text.words import words

TAXONOMY = default()
READER = Reader(TAXONOMY, Affinity.empty(), JobPrior.empty())
WORLD = Generator(17)


def named(text: str) -> set[str]:
    return set(TAXONOMY.names_of(TAXONOMY.find(words(text), REQUIRED).skills))


@cache
def own() -> dict[str, set[str]]:
    """What each skill of the world is read as; found when a test asks, for whoever collects would compile kernels."""
    return {skill: named(ways[0]) for skill, ways in SPELLINGS.items()}


def of_world(skills: Iterable[str]) -> set[str]:
    return set[str]().union(*(own()[skill] for skill in skills))


def read(encoded: Encoded, first: int) -> set[str]:
    found = encoded.bits[first : first + at.SKILL_WORDS].tolist()
    return set(TAXONOMY.names_of(sum(word << 64 * place for place, word in enumerate(found))))


@pytest.mark.parametrize("skill", SPELLINGS)
def test_every_spelling_is_one_skill(skill: str) -> None:
    assert len(own()[skill]) == 1
    assert all(named(way) == own()[skill] for way in SPELLINGS[skill])
    assert [other for other in SPELLINGS if own()[other] == own()[skill]] == [skill]


def test_a_posting_requires_and_welcomes_what_the_truth_says() -> None:
    welcome = 0
    for job in (WORLD.job() for _ in range(1000)):
        told, encoded = job_facts(dict(job)), READER.encode_job(job)
        assert read(encoded, at.J_REQUIRED) == of_world(told.skills) | ({"sap"} if told.sap else set())
        assert read(encoded, at.J_NICE) == of_world(told.welcome)
        welcome += bool(told.welcome)
    assert welcome > 100


def test_a_person_knows_what_the_truth_says() -> None:
    knows = 0
    for person in (WORLD.applicant() for _ in range(2000)):
        told = applicant_facts(dict(person)).skills
        assert read(READER.encode_applicant(person), at.A_SKILLS) & of_world(SPELLINGS) == of_world(told)
        knows += bool(told)
    assert knows > 500


def test_the_words_around_name_no_skill() -> None:
    around = [*ATTITUDES, *COMPANIES, *SCHOOLS]
    for area in AREAS:
        around += [*area.duties, *(title for both in area.professions for title in both)]
        around += [f"{level} {department}" for level in ("Auxiliar", "Gerente") for department in area.department]
    assert {text: named(text) - {"sap"} for text in around if named(text) - {"sap"}} == {}
    assert {fold(text).split()[1] for text in around if named(text)} == {"sap"}


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_a_title_with_a_topic_names_that_topic_alone(area: Area) -> None:
    titles = [title for both in area.professions for title in both] + [f"Gerente {name}" for name in area.department]
    for title, topic in product(titles, area.topics):
        for way, between in product(SPELLINGS[topic], (" - ", " ")):
            assert named(f"{title}{between}{way}") - {"sap"} == own()[topic] - {"sap"}, (title, way)
