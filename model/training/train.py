"""Training of the whole model: the match part, the job effect, and the calibrated chance of a hire.

The match part (`model.training.match_part`) learns who was considered for which job, against random pairs of the same
time, and who of a job's candidates was hired. The job forest and the prior of a posting's words see the job only. A
logistic regression on out-of-fold values (folds by job) puts the two together into a calibrated chance of a hire, at
the base rate of the decided applications.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from data.errors import MatchstreamError
from model.drift.profile import Profile
from model.drift.reference import columns_of
from model.features.channels import CHANNELS
from model.labelled.comparisons import Comparisons, draw
from model.labelled.pairs import Pairs, by_job
from model.scoring.artifact import PIPELINE, Artifact
from model.scoring.forest import Forest
from model.scoring.scorer import Scorer
from model.training.hyperparameters import Settings
from model.training.job_effect import SMOOTHING, JobSize, choose_size, fit_forest, fit_prior, logit
from model.training.match_part import FittedMatch, Matches
from model.training.rows import Entities, Rows

FOLDS = 3
_LEAST = 0.05
"""Least weight of the match part in the chance of a hire, so that a better fit never has a lower chance."""


class TooLittleData(MatchstreamError):
    """A folder of which no model can be made; the text says what is missing."""


@dataclass(frozen=True)
class Trained:
    """An artifact, and the scikit-learn forests from which it was made."""

    artifact: Artifact
    pair_forest: Any
    job_forest: Any
    out_of_fold: NDArray[np.float64]
    """Quality score of each training pair by a model that never saw its job."""
    job_out_of_fold: NDArray[np.float64]
    """The job effect in its chance of a hire, in log-odds."""

    profile: Profile
    """What the entities and scores of the training data are like, beside which later ones are watched."""

    def write_beside(self, folder: Path) -> None:
        """Write what stands beside the arrays; `Registry.save` takes it as `extra`.

        That is the scikit-learn forests, for retraining, and the reference profile, for watching drift.
        """
        joblib.dump({"pairs": self.pair_forest, "jobs": self.job_forest}, folder / PIPELINE, compress=3)
        self.profile.write(folder)


def calibrate(parts: NDArray[np.float64], hired: NDArray[np.bool_]) -> tuple[float, list[float]]:
    """Weigh job forest, prior and match part into the chance of a hire.

    Parameters
    ----------
    parts : ndarray of shape (n, 3), float64
        Out-of-fold log-odds.
    hired : ndarray of shape (n,), bool

    Returns
    -------
    intercept : float
        Against the base rate.
    weights : list of float
        Never negative, and positive for the match part.
    """
    base = float(hired.mean())

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = weights[0] + parts @ weights[1:]
        slope = 1 / (1 + np.exp(-odds)) - hired
        value = float(np.mean(np.logaddexp(0, odds) - hired * odds))
        return value, np.concatenate([[slope.mean()], slope @ parts / len(hired)])

    start = np.array([np.log(base / (1 - base)), 1.0, 0.0, _LEAST])
    bounds = [(None, None), (0, None), (0, None), (_LEAST, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(found[0]) - float(np.log(base / (1 - base))), found[1:].tolist()


def of_applications(
    count: int, compared: Comparisons, fitted: FittedMatch, real: NDArray[np.float64], centre: float
) -> NDArray[np.float64]:
    """Log-odds of the match of each application.

    A person of whom nothing is known gets at most the average: the same rule as in `model.scoring.kernel`.

    Parameters
    ----------
    count : int
        Number of applications.
    compared : Comparisons
    fitted : FittedMatch
    real : ndarray, float64
        Of the real ones among the pairs that were compared, not centred.
    centre : float
        Mean of those who were considered.
    """
    nothing = float(fitted.log_odds(np.zeros((1, len(CHANNELS)), np.int32))[0])
    found = np.full(count, min(nothing - centre, 0.0))
    found[compared.people[compared.real]] = real - centre
    return found


def _of_unseen_jobs(
    rows: Rows, entities: Entities, folds: NDArray[np.int64], size: JobSize, settings: Settings
) -> NDArray[np.float64]:
    """Log-odds of each application by job forest and prior that never saw its job: ndarray of shape (n, 2), float64."""
    parts = np.zeros((len(folds), 2))
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        job_forest = Forest.of(fit_forest(rows.take(inside), settings, size, settings.job_trees // FOLDS))
        parts[outside, 0] = logit(job_forest.probability(rows.job_features[outside]))
        prior = fit_prior(rows, entities.terms, inside, settings)
        parts[outside, 1] = np.array([sum(prior.of(job)) for job in entities.terms])[rows.groups[outside]]
    return parts


def _refuse_too_little(pairs: Pairs, entities: Entities) -> None:
    decided = pairs.decided
    jobs = {job for job, kept in zip(pairs.job_ids, decided, strict=True) if kept}
    if len(jobs) < 10 or len(set(pairs.hired[decided].tolist())) < 2:
        raise TooLittleData("training needs hired and not hired applications in at least ten jobs")
    if not entities.known.any():
        raise TooLittleData("training needs applications of people of whom something is known")


def train(pairs: Pairs, settings: Settings | None = None) -> Trained:
    """Train a model on labelled pairs.

    Parameters
    ----------
    pairs : Pairs
        With the undecided applications, which count in the match part and in the job effect.
    settings : Settings, optional

    Raises
    ------
    TooLittleData
        If the pairs don't hold both outcomes in at least ten jobs, or nobody of whom something is known.
    """
    settings = settings or Settings()
    entities, decided = Entities(pairs), pairs.decided
    _refuse_too_little(pairs, entities)
    affinity = entities.affinity(np.ones(len(pairs), bool), settings.seed)
    rows = entities.rows(pairs, affinity)
    size = choose_size(pairs, rows, entities.terms, settings)
    folds = by_job(pairs, FOLDS, settings.seed)
    compared = draw(pairs, entities.known, settings.random_pairs, settings.seed)
    codes = entities.codes(compared, folds, settings.seed)
    matches = Matches(compared, codes, folds[compared.jobs], rows, settings)
    fitted, unseen, classifier = matches.fit()
    centre = fitted.centre(matches.considered)

    match = of_applications(len(pairs), compared, fitted, unseen[compared.real], centre[-1])
    parts = np.column_stack([_of_unseen_jobs(rows, entities, folds, size, settings), match])
    intercept, found = calibrate(parts[decided], rows.hired[decided])

    job_forest = fit_forest(rows, settings, size, settings.job_trees)
    artifact = Artifact(
        pairs=fitted.forest,
        jobs=Forest.of(job_forest),
        affinity=affinity,
        prior=fit_prior(rows, entities.terms, np.ones(len(pairs), bool), settings),
        additive=fitted.additive,
        centre=centre,
        base_rate=float(rows.hired[decided].mean()),
        intercept=intercept,
        job_weight=found[0],
        prior_weight=found[1],
        match_weight=found[2],
        pair_weight=fitted.forest_weight,
        smoothing=SMOOTHING,
        least_fields=settings.least_fields,
        manifest={
            "settings": asdict(settings) | {"folds": FOLDS},
            "chosen": asdict(size) | {"inside_weight": fitted.inside_weight},
            "prevalence": float(rows.hired.mean()),
            "comparisons": {"considered": int(compared.real.sum()), "random": int((~compared.real).sum())},
        },
    )
    return Trained(
        artifact,
        classifier,
        job_forest,
        _score(match),
        intercept + parts[:, :2] @ np.array(found[:2]),
        _profile(pairs, artifact, entities, compared, fitted, matches.considered),
    )


def _score(match: NDArray[np.float64]) -> NDArray[np.float64]:
    return 100 / (1 + np.exp(-match))


def _profile(
    pairs: Pairs,
    artifact: Artifact,
    entities: Entities,
    compared: Comparisons,
    fitted: FittedMatch,
    considered: NDArray[np.int32],
) -> Profile:
    """The reference beside which later data are watched.

    Its scores are the model's own, of codes under an affinity that never saw the job, as those of later applications
    are. Scores of the folds' models are others' scores: hired candidates who weigh much move them.
    """
    match = of_applications(len(pairs), compared, fitted, fitted.log_odds(considered), artifact.centre[-1])
    columns = columns_of(Scorer(artifact), pairs.jobs, pairs.applicants, _score(match))
    return Profile.of(columns, {"application": (entities.job_of, entities.person_of)})
