"""Who is considered for a job: drawn by the declared rule, so that the best possible retrieval is known."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from data.files.decision_folder import Dataset, read
from data.synthetic import Generator, generate
from data.synthetic.crowd import Crowd
from data.synthetic.facts import NOTHING_KNOWN, ApplicantFacts, JobFacts, applicant_facts, job_facts
from data.synthetic.folder import _BLOCK
from data.synthetic.truth import consideration

JOBS = 3 * _BLOCK
PEOPLE_PER_BLOCK = int(3.5 * _BLOCK)
DAYS = 60
"""A pair is of one time when the person applied within so many days of the other application."""


@dataclass
class World:
    """A folder with the facts of all its entities, in their order, and a crowd of each block."""

    dataset: Dataset
    jobs: list[JobFacts]
    people: list[ApplicantFacts]
    crowds: list[Crowd]
    candidates: dict[int, list[int]]
    """Places of the people of a job whose records are there, in the order in which they were drawn."""

    def chances(self, job: int) -> NDArray[np.float64]:
        """Chance of each person of the block to be drawn first."""
        found = self.crowds[job // _BLOCK].chances(self.jobs[job])
        return found / found.sum()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("considered")
    generate(JOBS, 11, folder)
    dataset = read(folder)
    people = [applicant_facts(dict(applicant)) for applicant in dataset.applicants.values()]
    candidates = defaultdict(list)
    for prospect in dataset.applications:
        if prospect.applicant_id in dataset.applicants:
            candidates[int(prospect.job_id) - 1].append(int(prospect.applicant_id) - 1)
    return World(
        dataset,
        [job_facts(dict(job)) for job in dataset.jobs.values()],
        people,
        [Crowd(people[start : start + PEOPLE_PER_BLOCK]) for start in range(0, len(people), PEOPLE_PER_BLOCK)],
        candidates,
    )


def test_the_chances_of_a_crowd_are_those_of_the_rule(world: World) -> None:
    asks_nothing = JobFacts("", False, frozenset(), frozenset(), "", (None, None, None, None))
    for job in [*world.jobs[:50], asks_nothing]:
        people = world.people[:300]
        expected = np.exp([consideration(job, person) for person in people])
        np.testing.assert_allclose(Crowd(people).chances(job), expected, rtol=1e-12)


def test_people_are_drawn_one_after_the_other_by_their_chances() -> None:
    source, random, repeats = Generator(8), Random(4), 20_000
    job = job_facts(dict(source.job()))
    skills = sorted(job.skills)
    people = [NOTHING_KNOWN, *(ApplicantFacts(frozenset(skills[:n]), frozenset(), (0, 1, 2, 3)) for n in range(3))]
    crowd = Crowd(people)
    chances = np.exp([consideration(job, person) for person in people])
    chances /= chances.sum()
    drawn = Counter(tuple(islice(crowd.draw(job, random), 2)) for _ in range(repeats))
    for first, chance in enumerate(chances):
        for second, other in enumerate(chances):
            expected = chance * other / (1 - chance) if first != second else 0.0
            error = math.sqrt(expected * (1 - expected) * repeats)
            assert abs(drawn[first, second] - expected * repeats) <= 4 * error
    assert all(sorted(crowd.draw(job, random)) == list(range(len(people))) for _ in range(100))


KINDS: dict[str, Callable[[JobFacts, ApplicantFacts], bool]] = {
    "nothing known": lambda _, person: person == NOTHING_KNOWN,
    "no skill asked is held": lambda job, person: not job.skills & person.skills,
    "half of the skills held": lambda job, person: 2 * len(job.skills & person.skills) >= len(job.skills),
    "all skills held": lambda job, person: job.skills <= person.skills,
    "half of the welcome skills held": lambda job, person: 2 * len(job.welcome & person.skills) > len(job.welcome),
    "right area": lambda job, person: job.area in person.areas,
    "another area": lambda job, person: bool(person.areas) and job.area not in person.areas,
    "English known": lambda _, person: person.levels[1] is not None,
    "English suffices": lambda job, person: (person.levels[1] or 0) >= (job.levels[1] or 0) > 0,
    "seniority known": lambda _, person: person.levels[3] is not None,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_candidates_of_a_folder_follow_the_rule(world: World, kind: str) -> None:
    seen = expected = variance = 0.0
    for job, drawn in world.candidates.items():
        start = job // _BLOCK * PEOPLE_PER_BLOCK
        block = world.people[start : start + PEOPLE_PER_BLOCK]
        told = np.array([KINDS[kind](world.jobs[job], person) for person in block])
        chance = float(world.chances(job)[told].sum())
        seen += told[drawn[0] - start]
        expected += chance
        variance += chance * (1 - chance)
    assert variance > 5
    assert abs(seen - expected) < 4 * math.sqrt(variance)


def test_how_many_are_considered_has_nothing_to_do_with_who_suits(world: World) -> None:
    places = Counter(int(prospect.job_id) - 1 for prospect in world.dataset.applications)
    suitable = [math.log(world.crowds[job // _BLOCK].chances(facts).sum()) for job, facts in enumerate(world.jobs)]
    related = np.corrcoef(suitable, [math.log1p(places[job]) for job in range(JOBS)])[0, 1]
    assert abs(related) < 4 / math.sqrt(JOBS)


def test_a_pair_across_blocks_is_like_one_inside(world: World) -> None:
    jobs = range(0, JOBS, 5)
    means = np.array([[np.log(crowd.chances(world.jobs[job])).mean() for crowd in world.crowds] for job in jobs])
    inside = means[np.arange(len(means)), [job // _BLOCK for job in jobs]]
    across = (means.sum(1) - inside) / (len(world.crowds) - 1)
    assert inside.mean() == pytest.approx(across.mean(), rel=0.1)


def test_the_best_possible_retrieval_is_good_and_not_perfect(world: World) -> None:
    """Real candidates against random people of the time, real jobs against random jobs, of people who say something."""
    applied = sorted(
        (prospect.applied_on.toordinal(), int(prospect.job_id) - 1, place)
        for prospect in world.dataset.applications
        if prospect.applied_on and prospect.applicant_id in world.dataset.applicants
        if world.people[place := int(prospect.applicant_id) - 1] != NOTHING_KNOWN
    )
    days = [day for day, _, _ in applied]
    random = Random(1)
    among_people, among_jobs = [], []
    for day, job, person in random.sample(applied, 1000):
        of_the_time = applied[np.searchsorted(days, day - DAYS) : np.searchsorted(days, day + DAYS, "right")]
        people = sorted({other for _, _, other in of_the_time} - {person})
        jobs = sorted({other for _, other, _ in of_the_time} - {job})
        assert len(people) > 50
        assert len(jobs) > 20
        real = consideration(world.jobs[job], world.people[person])
        others = [consideration(world.jobs[job], world.people[other]) for other in random.sample(people, 50)]
        among_people.append(_above(real, others))
        others = [consideration(world.jobs[other], world.people[person]) for other in random.sample(jobs, 20)]
        among_jobs.append(_above(real, others))
    assert 0.90 < np.mean(among_people) < 0.95
    assert 0.90 < np.mean(among_jobs) < 0.95


def _above(real: float, others: Sequence[float]) -> float:
    return sum((real > other) + 0.5 * (real == other) for other in others) / len(others)
