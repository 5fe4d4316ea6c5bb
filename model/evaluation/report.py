"""Evaluation: a model on pairs that it never saw, beside simple baselines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation import retrieval
from model.evaluation.calibration import at_prevalence, calibration_noise, debiased_calibration_error
from model.evaluation.concentration import concentration
from model.evaluation.contenders import TRUTH, Suitability, contenders, of_best
from model.evaluation.figures import Graded
from model.evaluation.knowledge import EVERYBODY, KNOWN
from model.evaluation.scored import ScoredPairs
from model.labelled.pairs import Pairs

Numbers = NDArray[np.int64]

REPEATS = 200


@dataclass(frozen=True)
class Background:
    """What is known around the judged pairs; with it a report has retrieval and concentration.

    Attributes
    ----------
    everything : Pairs
        All applications of the data: a pair that ever had an application is not drawn as a random one. Its entities
        are all of the folder's, for concentration.
    training : Pairs, optional
        The applications of the training period, see `model.evaluation.contenders.contenders`.
    suitability : callable, optional
        How well a person fits a job, where that is known (synthetic data): the contender ``truth``.
    drawn : int, default 100
        Others of each application, see `model.evaluation.retrieval.draw_others`.
    """

    everything: Pairs
    training: Pairs | None = None
    suitability: Suitability | None = None
    drawn: int = retrieval.DRAWN


def report(
    scored: ScoredPairs,
    seed: int = 7,
    repeats: int = REPEATS,
    truth: Mapping[tuple[str, str], float] | None = None,
    background: Background | None = None,
) -> dict[str, Any]:
    """Retrieval and concentration, then pooled figures on the decided pairs and on all.

    Parameters
    ----------
    scored : ScoredPairs
    seed : int, default 7
        Of the draws, the bootstrap and the random baselines.
    repeats : int, default 200
        Bootstrap samples of jobs.
    truth : mapping, optional
        Known probability of each (job id, applicant id): the best possible pooled figures are printed beside.
    background : Background, optional
        Without it there is neither retrieval nor concentration.

    Returns
    -------
    dict
        ``retrieval``, see `retrieved`; ``concentration``, see `model.evaluation.concentration`; and by population,
        ``decided`` and ``all`` (the undecided ones counted as not hired so far): size, base rate, ``counted``, over
        how much the means inside jobs are (`Graded.counted`), and figures of ``model``, ``random``,
        ``newest_first``, ``skill_overlap`` and ``job_only`` (and ``bayes``), see `Graded.figures`. The model's pooled
        figures are of its hire probability, its figures inside jobs of its quality score. In ``all`` the probability
        is that at the prevalence of the training period: nothing of the judged pairs enters it.
    """
    found: dict[str, Any] = {}
    if background is not None and len(scored.pairs):
        found["retrieval"] = retrieved(scored, background, seed, repeats)
        everything = background.everything
        found["concentration"] = concentration(scored.scorer, everything.jobs, everything.applicants, seed)
    everyone = None
    if scored.prevalence > 0:
        everyone = at_prevalence(scored.probability, scored.base_rate, scored.prevalence)
    found["decided"] = _population(scored, scored.pairs.decided, scored.probability, seed, repeats, truth)
    found["all"] = _population(scored, np.ones(len(scored.pairs), bool), everyone, seed, repeats, truth)
    return found


def retrieved(scored: ScoredPairs, background: Background, seed: int, repeats: int) -> dict[str, Any]:
    """How far up the real job of a person, and the real person of a job, stand among others of the time.

    An application counts if its applicant has a descriptive field (`model.evaluation.knowledge.FIELDS`). Jobs are drawn
    out of those whose first application is within 60 days of it, people out of those with a descriptive field who
    applied to anything within 60 days of it; both among the judged pairs, without those that ever had to do with each
    other.

    Parameters
    ----------
    scored : ScoredPairs
    background : Background
    seed, repeats : int

    Returns
    -------
    dict
        ``drawn`` and ``within_days``; ``words_of``, whose words TF-IDF was fitted on; and by direction, ``jobs`` (which
        job did this person apply to) and ``applicants`` (which person applied to this job): ``left_out``,
        applications with too few others, and by group of `model.evaluation.knowledge.KNOWN` the number of
        ``applications``, ``jobs`` and ``people``, the ``figures`` by contender (`model.evaluation.retrieval.averages`),
        all on the same draws, and, where the truth is known, ``of_best`` (`model.evaluation.contenders.of_best`).
    """
    pairs = scored.pairs
    people = [pairs.applicants[key] for key in scored.applicant_ids]
    known = {group: np.array([member(person) for person in people], bool) for group, member in KNOWN.items()}
    day = pairs.applied_on.astype("datetime64[D]").astype(np.int64)
    opened = np.full(len(scored.job_ids), np.iinfo(np.int64).max)
    np.minimum.at(opened, scored.rows, day)
    kept = np.flatnonzero(known[EVERYBODY][scored.columns])
    # The order of the pairs must not change what is drawn for whom.
    kept = kept[np.lexsort((day[kept], scored.columns[kept], scored.rows[kept]))]
    job, person, when = scored.rows[kept], scored.columns[kept], day[kept]
    ranked_by, words_of = contenders(scored, background.training, background.suitability, seed)
    found: dict[str, Any] = {"drawn": background.drawn, "within_days": retrieval.WITHIN_DAYS, "words_of": words_of}
    drawn = _drawn((job, person, when), opened, _met(scored, background.everything), background.drawn, seed)
    for direction, (rows, jobs, persons) in drawn.items():
        standing = {
            name: retrieval.standing(
                ranks(job[rows], person[rows]), ranks(jobs.ravel(), persons.ravel()).reshape(jobs.shape)
            )
            for name, ranks in ranked_by.items()
        }
        found[direction] = {"left_out": len(kept) - len(rows)} | {
            group: _group(standing, job[rows], person[rows], member[person[rows]], seed, repeats)
            for group, member in known.items()
        }
    return found


def _drawn(
    judged: tuple[Numbers, Numbers, Numbers], opened: Numbers, met: tuple[Numbers, Numbers], count: int, seed: int
) -> dict[str, tuple[Numbers, Numbers, Numbers]]:
    """By direction: the applications with enough others, and the jobs and the people that each is ranked among.

    Parameters
    ----------
    judged : tuple of three ndarrays, int64
        Job, person and day of each application.
    opened : ndarray, int64
        Day of each job's first application.
    met : tuple of two ndarrays, int64
        Jobs and people with an application at any time.
    count, seed : int
    """
    (job, person, when), (met_jobs, met_people) = judged, met
    rows, others = retrieval.draw_others(
        person, job, when, (np.arange(len(opened)), opened), (met_people, met_jobs), count, seed=seed
    )
    drawn = {"jobs": (rows, others, np.repeat(person[rows], count).reshape(others.shape))}
    rows, others = retrieval.draw_others(job, person, when, (person, when), (met_jobs, met_people), count, seed=seed)
    drawn["applicants"] = (rows, np.repeat(job[rows], count).reshape(others.shape), others)
    return drawn


def _met(scored: ScoredPairs, everything: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Slots of all applications whose job and applicant are both among the judged pairs."""
    jobs = {key: slot for slot, key in enumerate(scored.job_ids)}
    people = {key: slot for slot, key in enumerate(scored.applicant_ids)}
    met = [
        (jobs[job], people[person])
        for pairs in (everything, scored.pairs)
        for job, person in zip(pairs.job_ids, pairs.applicant_ids, strict=True)
        if job in jobs and person in people
    ]
    jobs_met, people_met = np.array(met, np.int64).reshape(-1, 2).T
    return jobs_met, people_met


def _group(
    standing: Mapping[str, Mapping[str, NDArray[np.float64]]],
    job: NDArray[np.int64],
    person: NDArray[np.int64],
    members: NDArray[np.bool_],
    seed: int,
    repeats: int,
) -> dict[str, Any]:
    if not members.any():
        return {"applications": 0}
    figures = {
        name: retrieval.averages(
            {figure: values[members] for figure, values in places.items()}, job[members], repeats, seed
        )
        for name, places in standing.items()
    }
    found: dict[str, Any] = {
        "applications": int(members.sum()),
        "jobs": len(np.unique(job[members])),
        "people": len(np.unique(person[members])),
        "figures": figures,
    }
    if TRUTH in figures:
        found["of_best"] = of_best({name: float(each["auc"]["value"] or 0.0) for name, each in figures.items()})
    return found


def _population(
    scored: ScoredPairs,
    kept: NDArray[np.bool_],
    claimed: NDArray[np.float64] | None,
    seed: int,
    repeats: int,
    truth: Mapping[tuple[str, str], float] | None,
) -> dict[str, Any]:
    pairs = scored.pairs.take(kept)
    if not len(pairs):
        return {"pairs": 0}
    hired, groups = pairs.hired, pairs.groups
    probability = None if claimed is None else claimed[kept]
    model = Graded(groups, hired, scored.score[kept], probability, scored.probability[kept])
    candidates = {
        "model": model,
        "random": Graded(groups, hired, np.random.default_rng(seed).random(len(pairs))),
        "newest_first": Graded(groups, hired, pairs.applied_on.astype("int64").astype(float)),
        "skill_overlap": Graded(groups, hired, scored.overlap[kept]),
        "job_only": Graded(groups, hired, scored.job_effect[kept]),
    }
    if truth is not None:
        known = np.array([truth.get(key, np.nan) for key in zip(pairs.job_ids, pairs.applicant_ids, strict=True)])
        if not np.isnan(known).any():
            candidates["bayes"] = Graded(groups, hired, known, known if pairs.decided.all() else None)
    figures = {name: graded.figures(repeats, seed) for name, graded in candidates.items()}
    found: dict[str, Any] = {
        "pairs": len(pairs),
        "jobs": int(groups.max()) + 1,
        "hired": int(hired.sum()),
        "base_rate": float(hired.mean()),
        "counted": model.counted(),
        "figures": figures,
    }
    if probability is not None:
        found["ece_by_chance"] = calibration_noise(probability, seed)
        found["ece_debiased"] = debiased_calibration_error(probability, hired)
    return found


def fingerprint(pairs: Pairs) -> str:
    """SHA-256 over who applied where with what outcome, and what the entities say."""
    total = hashlib.sha256()
    for row in zip(pairs.job_ids, pairs.applicant_ids, pairs.outcomes.tolist(), strict=True):
        total.update(repr(row).encode())
    for key in sorted(set(pairs.job_ids)):
        total.update(repr(pairs.jobs[key]).encode())
    for key in sorted(set(pairs.applicant_ids)):
        total.update(repr(pairs.applicants[key]).encode())
    return total.hexdigest()
