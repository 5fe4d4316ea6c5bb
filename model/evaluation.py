"""Evaluation: a model on pairs it never saw, beside what is had for nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import layout as at
from model.columns import ApplicantColumns, JobColumns
from model.metrics import Graded, at_prevalence, calibration_noise, debiased_calibration_error
from model.pairs import Pairs
from model.scorer import Scorer

REPEATS = 200


class ScoredPairs:
    """Pairs with a model's scores and those of the baselines.

    Parameters
    ----------
    scorer : Scorer
    pairs : Pairs

    Attributes
    ----------
    score, probability, job_effect, overlap : ndarray of shape (n,), float64
    prevalence : float
        Share of hired among all applications of the training period, the undecided ones included; NaN if unknown.
    """

    def __init__(self, scorer: Scorer, pairs: Pairs) -> None:
        jobs, applicants, rows, columns = encoded(scorer, pairs)
        self.pairs = pairs
        self.score = scorer.score_aligned(jobs, rows, applicants, columns)
        self.probability = np.empty(0)
        self.base_rate = scorer.base_rate
        self.prevalence = float(scorer.artifact.manifest.get("prevalence", np.nan))
        self.job_effect = jobs.real[rows, at.J_EFFECT].copy()
        self.probability = scorer.probability(self.score, self.job_effect)
        self.overlap = np.nan_to_num(scorer.ratios(jobs, rows, applicants, columns)[:, 0].astype(float), nan=0.0)


def encoded(scorer: Scorer, pairs: Pairs) -> tuple[JobColumns, ApplicantColumns, NDArray[np.int64], NDArray[np.int64]]:
    """Columns of the pairs' entities, and the slots of each pair."""
    jobs, applicants = scorer.jobs(), scorer.applicants()
    job_slots = {key: slot for slot, key in enumerate(dict.fromkeys(pairs.job_ids))}
    applicant_slots = {key: slot for slot, key in enumerate(dict.fromkeys(pairs.applicant_ids))}
    for key, slot in job_slots.items():
        jobs.put(slot, pairs.jobs[key])
    for key, slot in applicant_slots.items():
        applicants.put(slot, pairs.applicants[key])
    rows = np.array([job_slots[key] for key in pairs.job_ids], np.int64)
    return jobs, applicants, rows, np.array([applicant_slots[key] for key in pairs.applicant_ids], np.int64)


def report(
    scored: ScoredPairs, seed: int = 7, repeats: int = REPEATS, truth: Mapping[tuple[str, str], float] | None = None
) -> dict[str, Any]:
    """Figures on the decided pairs, and on all pairs with the undecided ones counted as not hired (so far).

    Parameters
    ----------
    scored : ScoredPairs
    seed : int, default 7
        Of the bootstrap and of the random baseline.
    repeats : int, default 200
        Bootstrap samples of jobs.
    truth : mapping, optional
        Known probability of each (job id, applicant id): the best possible figures are printed beside.

    Returns
    -------
    dict
        By population, ``decided`` and ``all``: size, base rate, and figures of ``model``, ``random``,
        ``newest_first``, ``skill_overlap`` and ``job_only`` (and ``bayes``), see `Graded.figures`. In ``all`` the
        probability is that at the prevalence of the training period: nothing of the judged pairs enters it.
    """
    everyone = None
    if scored.prevalence > 0:
        everyone = at_prevalence(scored.probability, scored.base_rate, scored.prevalence)
    return {
        "decided": _population(scored, scored.pairs.decided, scored.probability, seed, repeats, truth),
        "all": _population(scored, np.ones(len(scored.pairs), bool), everyone, seed, repeats, truth),
    }


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
    candidates: dict[str, tuple[NDArray[np.float64], NDArray[np.float64] | None]] = {
        "model": (scored.score[kept], probability),
        "random": (np.random.default_rng(seed).random(len(pairs)), None),
        "newest_first": (pairs.applied_on.astype("int64").astype(float), None),
        "skill_overlap": (scored.overlap[kept], None),
        "job_only": (scored.job_effect[kept], None),
    }
    if truth is not None:
        known = np.array([truth.get(key, np.nan) for key in zip(pairs.job_ids, pairs.applicant_ids, strict=True)])
        if not np.isnan(known).any():
            candidates["bayes"] = (known, known if pairs.decided.all() else None)
    figures = {
        name: Graded(groups, hired, score, told).figures(repeats, seed) for name, (score, told) in candidates.items()
    }
    found: dict[str, Any] = {
        "pairs": len(pairs),
        "jobs": int(groups.max()) + 1,
        "hired": int(hired.sum()),
        "base_rate": float(hired.mean()),
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


def table(found: Mapping[str, Any]) -> str:
    """The report as text, one line a contender."""
    lines = []
    for population, part in found.items():
        if not part.get("pairs"):
            lines.append(f"{population}: no pairs")
            continue
        size = f"{part['pairs']} pairs of {part['jobs']} jobs, {part['hired']} hired ({part['base_rate']:.1%})"
        chance = ""
        if "ece_by_chance" in part:
            chance = f"; ECE by chance alone {part['ece_by_chance']:.3f}, debiased {part['ece_debiased']:.3f}"
        lines.append(f"{population}: {size}{chance}")
        for name, figures in part["figures"].items():
            shown = [f"{metric} {_shown(figure)}" for metric, figure in figures.items() if figure["value"] is not None]
            lines.append(f"  {name:14s} {'  '.join(shown)}")
    return "\n".join(lines)


def _shown(figure: Mapping[str, float | None]) -> str:
    value, low, high = figure["value"], figure["low"], figure["high"]
    return f"{value:.3f} [{low:.3f}, {high:.3f}]" if low is not None else f"{value:.3f}"
