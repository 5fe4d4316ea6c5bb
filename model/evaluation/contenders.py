"""What a model is compared with in retrieval: each contender scores any pair of a job and a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from data.contract.entities import Applicant, ApplicantDescription, Job, JobDescription, fold
from model.evaluation.knowledge import PLACE
from model.evaluation.scored import ScoredPairs
from model.labelled.pairs import Pairs

Contender = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]
"""Scores aligned numbers of jobs and of people."""
Suitability = Callable[[Job, Applicant], float]
"""How well a person fits a job, where that is known: higher is better."""
TRUTH = "truth"
_WORD = re.compile(r"\w\w")
_BLOCK = 512


def contenders(
    scored: ScoredPairs, training: Pairs | None, suitability: Suitability | None, seed: int
) -> tuple[dict[str, Contender], str]:
    """Everything that ranks the pairs' jobs and people.

    Parameters
    ----------
    scored : ScoredPairs
        Its slots are the numbers of jobs and people.
    training : Pairs, optional
        The applications of the training period: popularity is counted in them, and the words of their jobs are those
        of TF-IDF. Without them nobody is popular, and the words are those of the judged jobs.
    suitability : callable, optional
        Without it the truth is left out.
    seed : int

    Returns
    -------
    contenders : dict
        ``model`` (quality score), ``random``, ``popularity``, ``job_only``, ``skill_overlap``, ``tfidf``, ``truth``.
    words_of : str
        Whose words TF-IDF was fitted on.
    """
    jobs = [scored.pairs.jobs[key] for key in scored.job_ids]
    people = [scored.pairs.applicants[key] for key in scored.applicant_ids]
    past = () if training is None else training.job_ids
    popular = Counter(past), Counter(() if training is None else training.applicant_ids)
    fitted_on = [training.jobs[key] for key in dict.fromkeys(past)] if training is not None else jobs
    found: dict[str, Contender] = {
        "model": scored.scores,
        "random": random(seed),
        "popularity": counted(
            np.array([popular[0][key] for key in scored.job_ids]),
            np.array([popular[1][key] for key in scored.applicant_ids]),
        ),
        "job_only": scored.job_effects,
        "skill_overlap": scored.overlaps,
        "tfidf": text_cosine(jobs, people, fitted_on),
    }
    if suitability is not None:
        found[TRUTH] = true(jobs, people, suitability)
    return found, "jobs of the training period" if training is not None else "the judged jobs"


def said(entity: JobDescription | ApplicantDescription, described: type[JobDescription | ApplicantDescription]) -> str:
    """Everything that an entity says but its place, folded.

    Parameters
    ----------
    entity : JobDescription or ApplicantDescription
    described : type
        Whose fields count: identity and status are no text.
    """
    fields = (getattr(entity, field) for field in described.model_fields if field not in PLACE)
    return fold(" ".join(text for text in fields if text is not None))


def random(seed: int) -> Contender:
    """Chance."""
    draw = np.random.default_rng((seed, 1))  # another stream than that which draws the others
    return lambda jobs, _people: draw.random(len(jobs))


def counted(jobs: NDArray[np.int64], people: NDArray[np.int64]) -> Contender:
    """Popularity, by how often each job and each person was part of an application.

    In one list either the job or the person is the same for all, so the sum ranks by the other one.

    Parameters
    ----------
    jobs, people : ndarray of shape (n_jobs,) and (n_people,), int64
        Applications of each.
    """
    return lambda rows, columns: (jobs[rows] + people[columns]).astype(float)


def text_cosine(jobs: Sequence[Job], people: Sequence[Applicant], fitted_on: Sequence[Job]) -> Contender:
    """Cosine of the TF-IDF vectors of all that both sides say.

    Parameters
    ----------
    jobs, people : sequence of Job and of Applicant
        By number.
    fitted_on : sequence of Job
        Words and their weights come from these.
    """
    texts = [said(job, JobDescription) for job in fitted_on]
    if not any(map(_WORD.search, texts)):
        return lambda rows, _columns: np.zeros(len(rows))
    vectors = TfidfVectorizer(lowercase=False).fit(texts)
    left = vectors.transform([said(job, JobDescription) for job in jobs])
    right = vectors.transform([said(person, ApplicantDescription) for person in people])
    return lambda rows, columns: _dots(left, right, rows, columns)


def _dots(left: Any, right: Any, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
    """Products of aligned rows of two sparse matrices, by blocks of whole products: most rows meet many times."""
    out = np.zeros(len(rows))
    for start in range(0, right.shape[0], _BLOCK):
        here = np.flatnonzero((columns >= start) & (columns < start + _BLOCK))
        if len(here):
            block = (left @ right[start : start + _BLOCK].T).toarray()
            out[here] = block[rows[here], columns[here] - start]
    return out


def true(jobs: Sequence[Job], people: Sequence[Applicant], suitability: Suitability) -> Contender:
    """The truth, where it is known: no contender can be better but by chance.

    Parameters
    ----------
    jobs, people : sequence of Job and of Applicant
        By number.
    suitability : callable
        Asked once for each different pair.
    """

    def score(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        pairs, inverse = np.unique(rows * len(people) + columns, return_inverse=True)
        known = [suitability(jobs[pair // len(people)], people[pair % len(people)]) for pair in pairs.tolist()]
        return np.array(known, float)[inverse]

    return score


def of_best(auc: Mapping[str, float]) -> dict[str, float]:
    """Which share of the best possible distance from 0.5 each AUC has; empty where that distance is none.

    Parameters
    ----------
    auc : mapping of str to float
        By contender, the truth among them.
    """
    reach = auc[TRUTH] - 0.5
    return {name: (value - 0.5) / reach for name, value in auc.items()} if reach > 0 else {}
