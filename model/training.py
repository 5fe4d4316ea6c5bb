"""Training: two forests, one for the job effect and one for the match effect, and their calibration.

How easily a job is filled and how well a person fits it are told apart. The job forest sees job features
only. The match forest sees pair features under monotone constraints, and its pairs are weighted so that
hired and not hired weigh the same in each job that has both: what is left to learn is the difference
between a job's candidates. A logistic regression on out-of-fold values (folds by job) puts the two
together, at the base rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from model import kernel
from model import layout as at
from model.artifact import PIPELINE, Artifact
from model.columns import ApplicantColumns, JobColumns
from model.encoding import applicant_words, encode_applicant, encode_job, job_words
from model.features import directions, matrix
from model.forest import Forest
from model.pairs import Pairs, by_job
from model.taxonomy import default
from model.vectors import TextVectors, fit

SMOOTHING = 0.01
FOLDS = 5


@dataclass(frozen=True)
class Settings:
    """What a training run may vary; the defaults are what measured best, see `docs/model.md`."""

    seed: int = 7
    pair_trees: int = 96
    pair_leaves: int = 32
    pair_min_leaf: int = 20
    job_trees: int = 200
    job_min_leaf: int = 5
    job_features: float = 0.2
    within_weight: float = 1.0


@dataclass(frozen=True)
class Rows:
    """Pairs as numbers.

    Attributes
    ----------
    job_features : ndarray of shape (n, len(JOB_FEATURES)), float32
    pair_features : ndarray of shape (n, len(PAIR_FEATURES)), float32
    groups : ndarray of shape (n,), int64
    hired : ndarray of shape (n,), bool
    """

    job_features: NDArray[np.float32]
    pair_features: NDArray[np.float32]
    groups: NDArray[np.int64]
    hired: NDArray[np.bool_]


def fit_vectors(pairs: Pairs, seed: int) -> TextVectors:
    """Fit the text vectors on the entities of the training pairs."""
    taxonomy = default()
    texts = [job_words(pairs.jobs[key], taxonomy) for key in sorted(set(pairs.job_ids))]
    texts += [applicant_words(pairs.applicants[key], taxonomy) for key in sorted(set(pairs.applicant_ids))]
    return fit([text for text in texts if text], seed)


def rows_of(pairs: Pairs, vectors: TextVectors) -> Rows:
    """Compute the features of labelled pairs, with the very code that serves."""
    taxonomy = default()
    jobs = JobColumns(lambda job: encode_job(job, taxonomy, vectors), lambda _: 0.0)
    applicants = ApplicantColumns(lambda applicant: encode_applicant(applicant, taxonomy, vectors))
    job_slots: dict[str, int] = {}
    applicant_slots: dict[str, int] = {}
    effects = []
    for key in pairs.job_ids:
        if key not in job_slots:
            job_slots[key] = len(job_slots)
            encoded = encode_job(pairs.jobs[key], taxonomy, vectors)
            jobs.put_encoded(job_slots[key], encoded)
            effects.append(encoded.effect_features)
    for key in pairs.applicant_ids:
        if key not in applicant_slots:
            applicant_slots[key] = len(applicant_slots)
            applicants.put(applicant_slots[key], pairs.applicants[key])
    rows = np.array([job_slots[key] for key in pairs.job_ids], np.int64)
    columns = np.array([applicant_slots[key] for key in pairs.applicant_ids], np.int64)
    codes = np.empty((len(rows), at.CHANNELS), np.int32)
    kernel.codes_of(*jobs.arrays, rows, *applicants.arrays, columns, codes)
    return Rows(np.array(effects)[rows], matrix(codes), pairs.groups, pairs.hired)


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
    effective = 2 * hired * (total - hired) / np.maximum(total, 1)
    inside = np.where(both, effective / np.maximum(np.where(rows.hired, hired, total - hired), 1), 0.0)
    if not both.any():
        return np.ones(len(rows.hired))
    inside *= both.sum() / inside.sum()
    return share * inside + (1 - share)


def fit_pair_forest(rows: Rows, settings: Settings) -> Any:
    """Fit the match forest: monotone, at most 64 leaves a tree."""
    weight = weights(rows, settings.within_weight)
    kept = weight > 0
    classifier = RandomForestClassifier(
        settings.pair_trees, max_leaf_nodes=settings.pair_leaves, min_samples_leaf=settings.pair_min_leaf, max_features=0.5,
        monotonic_cst=directions(), random_state=settings.seed, n_jobs=2,
    )  # fmt: skip
    return classifier.fit(rows.pair_features[kept], rows.hired[kept], weight[kept])


def fit_job_forest(rows: Rows, settings: Settings) -> Any:
    """Fit the job forest on job features only."""
    classifier = RandomForestClassifier(
        settings.job_trees, min_samples_leaf=settings.job_min_leaf, max_features=settings.job_features,
        random_state=settings.seed + 1, n_jobs=2,
    )  # fmt: skip
    return classifier.fit(rows.job_features, rows.hired)


def logit(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of a forest's share, smoothed off 0 and 1."""
    smooth = SMOOTHING + (1 - 2 * SMOOTHING) * share
    return np.asarray(np.log(smooth / (1 - smooth)))


def calibrate(job: NDArray[np.float64], pair: NDArray[np.float64], hired: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Intercept against the base rate, weight of the job effect, weight of the match effect (never negative)."""
    base = float(hired.mean())
    model = LogisticRegression(C=1e6, max_iter=1000).fit(np.column_stack([job, pair]), hired)
    on_job, on_pair = (max(float(weight), 0.05) for weight in model.coef_[0])
    offset = on_job * job + on_pair * pair
    intercept = 0.0
    for _ in range(50):  # Newton's method, with the weights held
        share = 1 / (1 + np.exp(-(intercept + offset)))
        intercept += float((hired.mean() - share.mean()) / np.mean(share * (1 - share)))
    return intercept - float(np.log(base / (1 - base))), on_job, on_pair


@dataclass(frozen=True)
class Trained:
    """An artifact and the scikit-learn forests that it was made of."""

    artifact: Artifact
    pair_forest: Any
    job_forest: Any

    def write_pipeline(self, folder: Path) -> None:
        """Write the scikit-learn forests beside the arrays, for retraining; `Registry.save` takes it as `extra`."""
        joblib.dump({"pairs": self.pair_forest, "jobs": self.job_forest}, folder / PIPELINE, compress=3)


def train(pairs: Pairs, settings: Settings | None = None) -> Trained:
    """Train a model on labelled pairs.

    Parameters
    ----------
    pairs : Pairs
    settings : Settings, optional

    Raises
    ------
    ValueError
        If the pairs don't hold both outcomes in at least ten jobs.
    """
    settings = settings or Settings()
    if len(set(pairs.job_ids)) < 2 * FOLDS or len(set(pairs.hired.tolist())) < 2:  # noqa: PLR2004
        raise ValueError("training needs hired and not hired applications in at least ten jobs")
    vectors = fit_vectors(pairs, settings.seed)
    rows = rows_of(pairs, vectors)
    folds = by_job(pairs, FOLDS, settings.seed)
    job_out, pair_out = np.empty(len(pairs)), np.empty(len(pairs))
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        part = Rows(rows.job_features[inside], rows.pair_features[inside], rows.groups[inside], rows.hired[inside])
        job_out[outside] = Forest.of(fit_job_forest(part, settings)).probability(rows.job_features[outside])
        pair_out[outside] = Forest.of(fit_pair_forest(part, settings)).probability(rows.pair_features[outside])
    intercept, on_job, on_pair = calibrate(logit(job_out), logit(pair_out), rows.hired)
    pair_forest, job_forest = fit_pair_forest(rows, settings), fit_job_forest(rows, settings)
    artifact = Artifact(
        Forest.of(pair_forest), Forest.of(job_forest), vectors, float(rows.hired.mean()), intercept, on_job, on_pair, SMOOTHING,
        {"settings": vars(settings) | {"folds": FOLDS}},
    )  # fmt: skip
    return Trained(artifact, pair_forest, job_forest)
