"""Concentration: whether everybody is shown the same few jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import Applicant, Job
from model.evaluation.knowledge import KNOWN
from model.features.columns import JobColumns
from model.scoring.scorer import MOST_ODDS, Scorer

PEOPLE = 1500
LISTED = 10
GROUPS = ("any_field", "four_fields")
NEAR_EQUAL = 0.2
"""Log-odds that don't tell two jobs of one person apart: one standard error of the difference, see docs/model.md."""
_BLOCK = 128


def concentration(
    scorer: Scorer, jobs: Mapping[str, Job], applicants: Mapping[str, Applicant], seed: int, people: int = PEOPLE
) -> dict[str, Any]:
    """Look at the best open jobs of people drawn at random, by how much is known of them.

    Parameters
    ----------
    scorer : Scorer
    jobs : mapping of str to Job
        Those that are closed are left out.
    applicants : mapping of str to Applicant
    seed : int
    people : int, default 1500
        How many are drawn from each group; all if there are fewer.

    Returns
    -------
    dict
        ``jobs``, the number of open ones, ``listed``, the length of a list, and by group ``people``, ``model``,
        ``near_equal`` and ``random``: see `spread`. ``near_equal`` are the model's lists if chance ordered jobs in one
        step of `NEAR_EQUAL`: what of the concentration rests on differences that can't be told from none. Random lists
        are given for comparison, for they don't name all jobs equally often either.
    """
    postings = [jobs[key] for key in sorted(jobs) if jobs[key].is_open]
    found: dict[str, Any] = {"jobs": len(postings), "listed": min(LISTED, len(postings))}
    columns = scorer.jobs(len(postings))
    for slot, job in enumerate(postings):
        columns.put(slot, job)
    for group in GROUPS:
        draw = np.random.default_rng(seed)
        members = [key for key in sorted(applicants) if KNOWN[group](applicants[key])]
        drawn = sorted(draw.permutation(len(members))[:people].tolist())
        found[group] = {"people": len(drawn)}
        if not drawn or not postings:
            continue
        known = [applicants[members[row]] for row in drawn]
        lists, even, best = _lists(scorer, columns, len(postings), known, np.random.default_rng((seed, 1)))
        chance = np.array([draw.choice(len(postings), found["listed"], replace=False) for _ in drawn])
        found[group]["model"] = spread(lists, len(postings)) | {"median_best_score": float(np.median(best))}
        found[group]["near_equal"] = spread(even, len(postings))
        found[group]["random"] = spread(chance, len(postings))
    return found


def _lists(
    scorer: Scorer, jobs: JobColumns, open_jobs: int, people: Sequence[Applicant], draw: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Each person's list, the list if chance orders near-equal jobs, and the best score."""
    columns = scorer.applicants(_BLOCK)
    lists, even, best = [], [], []
    for start in range(0, len(people), _BLOCK):
        block = people[start : start + _BLOCK]
        for slot, person in enumerate(block):
            columns.put(slot, person)
        for scores in scorer.score(jobs, np.arange(open_jobs), columns, np.arange(len(block))).T:
            lists.append(top(scores, LISTED))
            even.append(top(steps(scores) + draw.random(open_jobs), LISTED))
            best.append(scores[lists[-1][0]])
    return np.array(lists), np.array(even), np.array(best)


def steps(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Number of the step of `NEAR_EQUAL` in log-odds on which each quality score lies.

    Parameters
    ----------
    scores : ndarray of shape (n,), float64
        0..100.
    """
    with np.errstate(divide="ignore"):
        odds = np.log(scores / (100.0 - scores))
    return np.asarray(np.floor(np.clip(odds, -MOST_ODDS, MOST_ODDS) / NEAR_EQUAL))


def top(scores: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Places of the highest scores, from the highest; of equal ones the first place comes first.

    Parameters
    ----------
    scores : ndarray of shape (n,), float64
    count : int
        All if there are fewer.
    """
    count = min(count, len(scores))
    line = np.partition(scores, len(scores) - count)[len(scores) - count]
    members = np.flatnonzero(scores >= line)
    return members[np.argsort(-scores[members], kind="stable")][:count].astype(np.int64)


def spread(lists: NDArray[np.int64], jobs: int) -> dict[str, float]:
    """How lists share out the jobs.

    Parameters
    ----------
    lists : ndarray of shape (n_people, listed), int64
        Numbers of jobs, each person's from the best.
    jobs : int
        Number of jobs that could be listed.

    Returns
    -------
    dict
        ``commonest_best``, share of people whose best job is the commonest best job; ``different_jobs`` in all lists;
        ``gini`` of how often each job is listed: 0 if all are alike, near 1 if few have it all.
    """
    listed = np.sort(np.bincount(lists.ravel(), minlength=jobs))
    rank = np.arange(1, jobs + 1)
    return {
        "commonest_best": float(np.bincount(lists[:, 0]).max() / len(lists)),
        "different_jobs": int((listed > 0).sum()),
        "gini": float(2 * (rank @ listed) / (jobs * listed.sum()) - (jobs + 1) / jobs),
    }
