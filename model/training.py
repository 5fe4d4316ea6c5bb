"""Training: two forests, one for the job effect and one for the match effect, and their calibration.

How easily a job is filled and how well a person fits it are told apart. The job forest and the prior of a
posting's words see the job only. The match forest sees pair features under monotone constraints, and its
pairs are weighted so that hired and not hired weigh the same in each job that has both: what is left to
learn is the difference between a job's candidates. A logistic regression on out-of-fold values (folds by
job) puts them together, at the base rate of the decided applications.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.ensemble import RandomForestClassifier

from model import additive
from model import prior as priors
from model.artifact import PIPELINE, Artifact
from model.features import directions
from model.forest import Forest
from model.job_effect import SMOOTHING, choose_size, fit_forest, fit_prior, logit
from model.pairs import Pairs, by_job
from model.prior import JobPrior
from model.rows import Rows, fit_vectors, rows_of

FOLDS = 3
_LEAST = 0.2
"""Least weight of the match forest's share, in log-odds: the score stays strictly monotone in it."""
_ADDITIVE = (1.0, 1.3)
"""Weight of the additive part: never below 1, or blank records would take common sense away from full ones."""


@dataclass(frozen=True)
class Settings:
    """What a training run may vary; the defaults are what measured best, see `docs/model.md`.

    Attributes
    ----------
    seed : int
    pair_trees, pair_leaves, pair_min_leaf : int
        Size of the match forest; at most 32 leaves a tree.
    within_weight : float
        1: the match forest learns from jobs with both outcomes only; 0: from all pairs alike.
    job_trees : int
        Size of the job forest.
    job_min_leaf : tuple of int
        Leaf sizes that the job forest's is chosen from, the first in doubt; see `model.job_effect.choose_size`.
    job_features : float
        Share of the job features that a test is chosen from.
    censored_weight : float
        Weight of an undecided application, as not filled so far, in the job effect; 0 leaves them out.
    common_sense : float
        How many comparisons' worth the weights of common sense have in the additive part.
    mismatch : float
        The same for its weights against an evident mismatch, see `model.additive.MISMATCH`.
    masked_share : float
        Copies of rows with random categories at "no data", for each row, so that their absence is known.
    """

    seed: int = 7
    pair_trees: int = 8
    pair_leaves: int = 16
    pair_min_leaf: int = 20
    within_weight: float = 0.5
    job_trees: int = 100
    job_min_leaf: tuple[int, ...] = (25, 100, 400)
    job_features: float = 0.2
    censored_weight: float = 0.3
    common_sense: float = 3.0
    mismatch: float = 20.0
    masked_share: float = 0.2


@dataclass(frozen=True)
class Trained:
    """An artifact and the scikit-learn forests that it was made of."""

    artifact: Artifact
    pair_forest: Any
    job_forest: Any
    out_of_fold: NDArray[np.float64]
    """Quality score of each training pair by forests that never saw its job."""
    job_out_of_fold: NDArray[np.float64]
    """The job effect in it, in log-odds."""

    def write_pipeline(self, folder: Path) -> None:
        """Write the scikit-learn forests beside the arrays, for retraining; `Registry.save` takes it as `extra`."""
        joblib.dump({"pairs": self.pair_forest, "jobs": self.job_forest}, folder / PIPELINE, compress=3)


def weights(rows: Rows, share: float) -> NDArray[np.float64]:
    """Weight of each pair for the match forest: in a job with both outcomes, each outcome weighs the same.

    Parameters
    ----------
    rows : Rows
    share : float
        1: jobs with one outcome only are left out; 0: all pairs weigh the same.
    """
    size = int(rows.groups.max()) + 1
    hired = np.bincount(rows.groups, rows.hired, size)[rows.groups]
    total = np.bincount(rows.groups, minlength=size)[rows.groups].astype(float)
    both = (hired > 0) & (hired < total)
    if not both.any():
        return np.ones(len(rows.hired))
    effective = 2 * hired * (total - hired) / np.maximum(total, 1)
    inside = np.where(both, effective / np.maximum(np.where(rows.hired, hired, total - hired), 1), 0.0)
    inside *= both.sum() / inside.sum()
    return np.asarray(share * inside + (1 - share))


def fit_pair_forest(rows: Rows, settings: Settings) -> Any:
    """Fit the match forest: monotone, at most 32 leaves a tree, on hired against rejected."""
    rows = rows.take(rows.judged)
    weight = weights(rows, settings.within_weight)
    kept = weight > 0
    classifier = RandomForestClassifier(
        settings.pair_trees,
        max_leaf_nodes=settings.pair_leaves,
        min_samples_leaf=settings.pair_min_leaf,
        max_features=0.5,
        monotonic_cst=directions(),
        random_state=settings.seed,
        n_jobs=2,
    )
    return classifier.fit(rows.pair_features[kept], rows.hired[kept], weight[kept])


def fit_additive(rows: Rows, settings: Settings) -> NDArray[np.float64]:
    """Fit the additive part, on hired against rejected inside a job."""
    rows = rows.take(rows.judged)
    strength = np.where(additive.MISMATCH, settings.mismatch, settings.common_sense)
    return additive.fit(rows.steps, rows.groups, rows.hired, strength)


def calibrate(
    parts: NDArray[np.float64], fixed: NDArray[np.float64], hired: NDArray[np.bool_]
) -> tuple[float, list[float]]:
    """Weigh job forest, prior, match forest and additive part.

    Parameters
    ----------
    parts : ndarray of shape (n, 3), float64
        Out-of-fold log-odds of job forest and prior, share of the match forest.
    fixed : ndarray of shape (n,), float64
        Out-of-fold log-odds of the additive part.
    hired : ndarray of shape (n,), bool

    Returns
    -------
    intercept : float
        Against the base rate.
    weights : list of float
        Never negative, and positive for the match forest, so that the score stays strictly monotone.
    """
    base = float(hired.mean())

    parts = np.column_stack([parts, fixed])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = weights[0] + parts @ weights[1:]
        share = 1 / (1 + np.exp(-odds))
        slope = share - hired
        value = float(np.mean(np.logaddexp(0, odds) - hired * odds))
        return value, np.concatenate([[slope.mean()], slope @ parts / len(hired)])

    start = np.array([np.log(base / (1 - base)), 1.0, 0.0, 1.0, 1.0])
    bounds = [(None, None), (0, None), (0, None), (_LEAST, None), _ADDITIVE]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(found[0]) - float(np.log(base / (1 - base))), found[1:].tolist()


def train(pairs: Pairs, settings: Settings | None = None) -> Trained:
    """Train a model on labelled pairs.

    Parameters
    ----------
    pairs : Pairs
        With the undecided applications, which count in the job effect only.
    settings : Settings, optional

    Raises
    ------
    ValueError
        If the pairs don't hold both outcomes in at least ten jobs.
    """
    settings = settings or Settings()
    decided = pairs.decided
    if (
        len({job for job, kept in zip(pairs.job_ids, decided, strict=True) if kept}) < 10
        or len(set(pairs.hired[decided].tolist())) < 2
    ):
        raise ValueError("training needs hired and not hired applications in at least ten jobs")
    vectors = fit_vectors(pairs, settings.seed)
    rows = rows_of(pairs, vectors, JobPrior.empty())
    names = dict(zip(rows.groups.tolist(), pairs.job_ids, strict=True))
    terms = [priors.terms_of(pairs.jobs[names[group]]) for group in range(len(names))]
    size = choose_size(pairs, rows, terms, settings)
    folds = by_job(pairs, FOLDS, settings.seed)
    parts, fixed = np.zeros((len(pairs), 3)), np.zeros(len(pairs))
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        part = rows.take(inside)
        fitted = Forest.of(fit_forest(part, settings, size, settings.job_trees // FOLDS))
        parts[outside, 0] = logit(fitted.probability(rows.job_features[outside]))
        prior = fit_prior(rows, terms, inside, settings)
        parts[outside, 1] = np.array([sum(prior.of(job)) for job in terms])[rows.groups[outside]]
        parts[outside, 2] = Forest.of(fit_pair_forest(part, settings)).probability(rows.pair_features[outside])
        fixed[outside] = rows.steps[outside] @ fit_additive(part, settings)
    intercept, found = calibrate(parts[decided], fixed[decided], rows.hired[decided])
    prior = fit_prior(rows, terms, np.ones(len(pairs), bool), settings)
    pair_forest, job_forest = fit_pair_forest(rows, settings), fit_forest(rows, settings, size, settings.job_trees)
    artifact = Artifact(
        pairs=Forest.of(pair_forest),
        jobs=Forest.of(job_forest),
        vectors=vectors,
        prior=prior,
        additive=fit_additive(rows, settings) * found[3],
        base_rate=float(rows.hired[decided].mean()),
        intercept=intercept,
        job_weight=found[0],
        prior_weight=found[1],
        pair_weight=found[2],
        smoothing=SMOOTHING,
        manifest={
            "settings": asdict(settings) | {"folds": FOLDS},
            "chosen": asdict(size),
            "prevalence": float(rows.hired.mean()),
        },
    )
    odds = intercept + np.column_stack([parts, fixed]) @ np.array(found)
    return Trained(
        artifact, pair_forest, job_forest, 100 / (1 + np.exp(-odds)), intercept + parts[:, :2] @ np.array(found[:2])
    )
