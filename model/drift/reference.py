"""Makes the rows that a profile counts: of a data set's entities, and of the scores of its applications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import Applicant, Job
from model.drift import traits
from model.drift.profile import Columns
from model.scoring.scorer import Scorer

_E = TypeVar("_E", Job, Applicant)

MOST = 20_000
"""Entities of a side that are read at most: the window beside which they stand is ten times smaller."""


def columns_of(
    scorer: Scorer, jobs: Mapping[str, Job], applicants: Mapping[str, Applicant], scores: NDArray[np.float64]
) -> Columns:
    """Read the traits of entities and scores.

    Parameters
    ----------
    scorer : Scorer
        Reads the skills.
    jobs : mapping of str to Job
    applicants : mapping of str to Applicant
    scores : ndarray of shape (n,), float64
        Quality score of each application.
    """
    people, postings = scorer.applicants(1), scorer.jobs(1)
    of_people, of_jobs = [], []
    for person in _some(applicants):
        people.put(0, person)
        of_people.append(traits.of_applicant(person, people, 0))
    for job in _some(jobs):
        postings.put(0, job)
        of_jobs.append(traits.of_job(job, postings, 0))
    found = {"applicant": of_people, "job": of_jobs, "application": list(map(traits.of_score, scores.tolist()))}
    return {side: np.array(rows, np.int32).reshape(-1, len(traits.SIDES[side])) for side, rows in found.items()}


def _some(entities: Mapping[str, _E]) -> list[_E]:
    """All entities, or as many as are read, evenly over the order of their ids."""
    ids = sorted(entities)
    step = max(1, -(-len(ids) // MOST))
    return [entities[name] for name in ids[::step]]
