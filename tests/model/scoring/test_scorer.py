from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from data.contract.bands import band
from data.contract.matches import RATIOS
from data.synthetic import Generator
from model.scoring.scorer import Scorer


@pytest.fixture(scope="module")
def block(scorer):
    source = Generator(5)
    jobs, applicants = scorer.jobs(), scorer.applicants()
    people, postings = [source.applicant() for _ in range(40)], [source.job() for _ in range(30)]
    for slot, entity in enumerate(postings):
        jobs.put(slot, entity)
    for slot, entity in enumerate(people):
        applicants.put(slot, entity)
    return jobs, applicants, postings, people


def test_a_pair_has_the_same_bits_in_every_block(scorer, block):
    jobs, applicants, postings, people = block
    whole = scorer.score(jobs, np.arange(30), applicants, np.arange(40))
    order, other = np.random.default_rng(1).permutation(30), np.random.default_rng(2).permutation(40)
    assert np.array_equal(scorer.score(jobs, order, applicants, other), whole[np.ix_(order, other)])
    for row in range(30):
        assert np.array_equal(scorer.score(jobs, [row], applicants, np.arange(40))[0], whole[row])
    for column in range(40):
        assert np.array_equal(
            scorer.score_aligned(jobs, np.arange(30), applicants, np.full(30, column)), whole[:, column]
        )
    assert scorer.match(postings[3], people[4]).quality_score == whole[3, 4]
    assert ((whole > 0) & (whole < 100)).all()


def test_threads_share_a_scorer(scorer, block):
    _, _, postings, people = block
    alone = [scorer.match(job, person).quality_score for job, person in zip(postings, people, strict=False)]
    with ThreadPoolExecutor(8) as pool:
        assert (
            list(pool.map(lambda pair: scorer.match(*pair).quality_score, zip(postings, people, strict=False))) == alone
        )


def test_a_slot_is_replaced_grown_and_cleared_in_place(scorer, block):
    _, _, postings, people = block
    jobs, applicants = scorer.jobs(1), scorer.applicants(1)
    jobs.put(0, postings[0])
    jobs.put(70, postings[1])
    applicants.put(0, people[0])
    jobs.put(0, postings[1])
    assert np.ptp(scorer.score(jobs, [0, 70], applicants, [0])) == 0.0
    applicants.clear(0)
    assert not any(column[0].any() for column in applicants.arrays)
    with pytest.raises(IndexError):
        jobs.put(-1, postings[0])


def test_entities_stay_within_a_kibibyte(scorer):
    for columns in (scorer.jobs(1000), scorer.applicants(1000)):
        assert columns.nbytes / columns.capacity <= 1024


def test_out_is_written_and_checked(scorer, block):
    jobs, applicants, _, _ = block
    out = np.empty((2, 3))
    assert scorer.score(jobs, [0, 1], applicants, [0, 1, 2], out) is out
    with pytest.raises(ValueError, match="shape"):
        scorer.score(jobs, [0], applicants, [0], out)
    with pytest.raises(IndexError):
        scorer.score(jobs, [10_000], applicants, [0])
    with pytest.raises(ValueError, match="as many jobs"):
        scorer.score_aligned(jobs, [0, 1], applicants, [0])


def test_the_chance_of_a_hire_is_the_base_rate_moved_by_job_and_match(scorer, block):
    jobs, _, postings, people = block
    found = scorer.match(postings[0], people[0])
    assert scorer.probability(50.0, 0.0) == pytest.approx(scorer.base_rate)
    assert scorer.probability(found.quality_score, jobs.effects[0]) == found.hire_probability
    assert scorer.probability([20.0, 80.0], [1.0, -1.0]).tolist() == [
        scorer.probability(20.0, 1.0), scorer.probability(80.0, -1.0)
    ]  # fmt: skip


def test_the_chance_of_one_pair_has_the_bits_of_many(scorer):
    rng = np.random.default_rng(5)
    scores = np.concatenate([100 * rng.random(500), 10.0 ** -rng.uniform(0, 320, 100), [0.0, 50.0, 100.0]])
    effects = rng.normal(0, 4, len(scores))
    chances = [scorer._chance(score, effect) for score, effect in zip(scores.tolist(), effects.tolist(), strict=True)]
    assert chances == scorer.probability(scores, effects).tolist()


def test_the_chance_of_a_hire_grows_with_the_match_and_with_the_ease_of_the_job(scorer, block):
    for effect in (-3.0, 0.0, *block[0].effects[:3]):
        chances = scorer.probability(np.linspace(0, 100, 501), effect)
        assert (np.diff(chances) > 0).all()
        assert ((chances > 0) & (chances < 1)).all()
    for score in (0.0, 50.0, 99.9):
        assert (np.diff(scorer.probability(score, np.linspace(-3, 3, 50))) > 0).all()


def test_the_score_knows_nothing_of_how_easily_the_job_is_filled(trained, scorer, block):
    _, _, postings, people = block
    easier = Scorer(replace(trained.artifact, intercept=trained.artifact.intercept + 1.0))
    for job, person in zip(postings, people, strict=False):
        one, other = scorer.match(job, person), easier.match(job, person)
        assert other.quality_score == one.quality_score
        assert other.hire_probability > one.hire_probability
    effects = [block[0].effects[slot] for slot in range(len(postings))]
    assert np.ptp(effects) > 0, "some jobs are filled more easily than others"


def test_ratios_say_no_data_as_nan(scorer, job, applicant):
    found = scorer.match(job(nivel_ingles="Avançado"), applicant(nivel_ingles="Básico"))
    assert found.ratios["english"] == pytest.approx(0.5)
    assert {name for name, value in found.ratios.items() if value is None} == set(RATIOS) - {"english"}


@pytest.mark.parametrize(
    ("score", "name"),
    [(80, "alta"), (79.99, "moderada"), (60, "moderada"), (40, "média"), (39.9, "baixa"), (0, "baixa")],
)
def test_bands(score, name):
    assert band(score) == name


def test_serving_starts_without_the_training_libraries():
    code = "import sys, model.scoring.scorer; sys.exit(any(m in sys.modules for m in ('sklearn', 'pandas', 'joblib')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_load_gives_the_same_scorer(registry, scorer, block):
    jobs, applicants, _, _ = block
    loaded = Scorer.load(registry.resolve("champion"))
    assert loaded.version == scorer.version
    again = loaded.jobs(), loaded.applicants()
    again[0].put(0, block[2][0])
    again[1].put(0, block[3][0])
    assert loaded.score(again[0], [0], again[1], [0]) == scorer.score(jobs, [0], applicants, [0])
