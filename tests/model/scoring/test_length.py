"""Neither a posting nor a person gains by length: what is said counts, not how much of it there is.

Held on random pairs, of which nothing but chance says that the two have to do with each other, beside the truth of the
synthetic world (`data.synthetic.truth`): of a job it is the share of the asked skills that counts, so that asking
little or much leads to nothing; a person has the lowest value where nothing is said, so that saying more rightly leads
to something.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from data.files.decision_folder import read
from data.synthetic import Generator, generate
from model.evaluation.knowledge import fields_given
from model.evaluation.scored import ScoredPairs
from model.features import layout as at
from model.labelled.pairs import labelled

JOBS, PEOPLE = 200, 200


class Crossed(NamedTuple):
    """Random jobs (rows) and random known people (columns)."""

    score: np.ndarray
    truth: np.ndarray
    asked: np.ndarray
    """How many skills and levels each job asks."""
    given: np.ndarray
    """How many fields of each person say something."""


@pytest.fixture(scope="module")
def crossed(scorer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unseen")
    generate(700, 31, folder)
    pairs = labelled(read(folder))
    scored = ScoredPairs(scorer, pairs)
    draw = np.random.default_rng(1)
    jobs = draw.permutation(len(scored.job_ids))[:JOBS]
    people = draw.permutation(np.flatnonzero(scored.applicants.known))[:PEOPLE]
    postings = [pairs.jobs[scored.job_ids[slot]] for slot in jobs]
    persons = [pairs.applicants[scored.applicant_ids[slot]] for slot in people]
    small = scored.jobs.small[jobs]
    return Crossed(
        scorer.score(scored.jobs, jobs, scored.applicants, people),
        np.array([[Generator.suitability(job, person) for person in persons] for job in postings]),
        small[:, at.J_COUNT_REQUIRED] + (small[:, : at.LEVELS] > 1).sum(axis=1),
        np.array([fields_given(person) for person in persons]),
    )


def ahead(ones, others):
    """How often one of some stands before one of others, row by row; of equal ones half is counted."""
    return np.mean([(row[:, None] > beside).mean() + (row[:, None] == beside).mean() / 2
                    for row, beside in zip(ones, others, strict=True)])  # fmt: skip


def test_a_posting_that_asks_little_stands_no_higher_with_random_people(crossed):
    least, most = np.quantile(crossed.asked, [0.25, 0.75])
    little, much = crossed.asked <= least, crossed.asked >= most
    assert least < most
    found, true = (ahead(block[little].T, block[much].T) for block in (crossed.score, crossed.truth))
    assert true == pytest.approx(0.5, abs=0.05), "the world itself prefers neither"
    assert 0.35 < found < 0.53, "little is no gain at all, and much is hardly one"
    # What is left of it is a few points between the shortest and the longest posting.
    slope = np.polyfit(crossed.asked, crossed.score.mean(axis=1), 1)[0]
    assert -0.1 < slope < 0.6, "points of the score for each thing asked"


def test_a_person_gains_by_saying_more_hardly_beyond_what_is_true(crossed):
    little, much = crossed.given <= 1, crossed.given >= 4
    assert min(little.sum(), much.sum()) > 30
    found, true = (ahead(block[:, much], block[:, little]) for block in (crossed.score, crossed.truth))
    assert true > 0.7, "who says more is known to suit more"
    assert found < true + 0.1
    # And it is little beside what a job has to do with a person: who says much stays far below a real candidate.
    assert crossed.score[:, much].mean() - crossed.score[:, little].mean() < 15
