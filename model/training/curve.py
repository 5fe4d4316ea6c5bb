"""Quality and speed of the match forest by its size, and of the job forest by its trees, to choose the sizes.

Every size is judged by folds by job on the same rows, and timed in the same run on the same pairs. The rule:
the fewest trees, then the fewest leaves, whose loss is within one standard error, over jobs, of the best one's on
every data set. A tree has at most 32 leaves, as the kernel holds a tree in a word of 32 bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation.figures import Graded
from model.features.job_words import JobPrior
from model.labelled.comparisons import Comparisons, draw
from model.labelled.pairs import Pairs, by_job
from model.scoring.artifact import Artifact
from model.scoring.forest import Forest
from model.scoring.scorer import Scorer
from model.scoring.shapley import COALITIONS
from model.training.hyperparameters import Settings
from model.training.job_effect import SMOOTHING, choose_size, fit_forest, fit_prior, logit, losses
from model.training.match_part import FittedMatch, Matches
from model.training.rows import Entities
from model.training.train import FOLDS, calibrate, of_applications

TREES = (8, 16, 32, 64)
LEAVES = (8, 16, 32)
JOB_TREES = (10, 25, 50, 100, 150)
TIMED_JOBS = 12_000
_ROUNDS = 15


@dataclass(frozen=True)
class Point:
    """One size: its quality on jobs that it never saw, and its speed.

    Attributes
    ----------
    trees, leaves : int
        0 leaves: a job forest, whose leaves are as large as the data bears.
    loss, behind, error : float
        Of a match forest, log-loss of real applications against random pairs, both kinds of the same weight; of a job
        forest, of the chance of a hire on decided applications. How far it is behind the best size, and the standard
        error of that over jobs.
    figures : mapping of str to float
        By name, see `Curve.pair_points` and `Curve.job_points`.
    speed : float
        Million pairs per second on one core, features included; for a job forest thousand jobs per second.
    """

    trees: int
    leaves: int
    loss: float
    behind: float
    error: float
    figures: Mapping[str, float]
    speed: float


def first_trees(forest: Forest, trees: int) -> Forest:
    """The forest's first trees: what fitting as many with the same seed gives."""
    nodes = int(forest.roots[trees])
    arrays = {name: array[:nodes] for name, array in forest.arrays().items() if name != "roots"}
    return Forest(roots=forest.roots[: trees + 1], **arrays)


@dataclass(frozen=True)
class Grown(Matches):
    """Matches whose forests are the first trees of larger ones, each grown once.

    Attributes
    ----------
    grown : dict
        By leaves and by the pairs that were learned from; shared between sizes.
    """

    grown: dict[tuple[int, bytes], tuple[Forest, Any]] = field(default_factory=dict)

    def sized(self, trees: int, leaves: int) -> Grown:
        """The same matches, for a forest of another size."""
        return replace(self, settings=replace(self.settings, pair_trees=trees, pair_leaves=leaves))

    def _forest(self, kept: NDArray[np.bool_]) -> tuple[Forest, Any]:
        key = (self.settings.pair_leaves, kept.tobytes())
        if key not in self.grown:
            largest = self.sized(TREES[-1], self.settings.pair_leaves)
            self.grown[key] = super(Grown, largest)._forest(kept)
        forest, classifier = self.grown[key]
        return first_trees(forest, self.settings.pair_trees), classifier


class Curve:
    """The parts of the model on jobs that they never saw, for trying sizes of its forests.

    Parameters
    ----------
    pairs : Pairs
    settings : Settings
    """

    def __init__(self, pairs: Pairs, settings: Settings) -> None:
        self._settings = settings
        entities = Entities(pairs)
        self._affinity = entities.affinity(np.ones(len(pairs), bool), settings.seed)
        self._rows = rows = entities.rows(pairs, self._affinity)
        self._size = choose_size(pairs, rows, entities.terms, settings)
        folds = by_job(pairs, FOLDS, settings.seed)
        self._compared = compared = draw(pairs, entities.known, settings.random_pairs, settings.seed)
        codes = entities.codes(compared, folds, settings.seed)
        matches = Grown(compared, codes, folds[compared.jobs], rows, settings)
        self._fits: dict[tuple[int, int], tuple[FittedMatch, NDArray[np.float64]]] = {
            (trees, leaves): matches.sized(trees, leaves).fit()[:2] for leaves in LEAVES for trees in TREES
        }
        self._prior, self._jobs = np.zeros(len(pairs)), np.zeros((len(JOB_TREES), len(pairs)))
        for fold in range(FOLDS):
            inside, outside = folds != fold, folds == fold
            words = fit_prior(rows, entities.terms, inside, settings)
            self._prior[outside] = np.array([sum(words.of(job)) for job in entities.terms])[rows.groups[outside]]
            jobs = Forest.of(fit_forest(rows.take(inside), settings, self._size, JOB_TREES[-1]))
            for place, trees in enumerate(JOB_TREES):
                self._jobs[place, outside] = logit(first_trees(jobs, trees).probability(rows.job_features[outside]))

    def pair_points(self, speed: Sequence[float]) -> list[Point]:
        """Quality of the match forest by trees and leaves, with the given speed of each.

        The figures: the share of a person's random pairs that score below the real application, and the share of pairs
        of a hired and a rejected candidate of one job in which the hired one scores higher.
        """
        compared, rows = self._compared, self._rows
        real, kept = compared.real, rows.judged[compared.people] & compared.real
        weight = np.where(real, 1.0, real.sum() / max(1, (~real).sum()))
        groups, hired = np.unique(rows.groups[compared.people[kept]], return_inverse=True)[1], rows.hired
        told, each = [], []
        for _, odds in self._fits.values():
            inside = Graded(groups, hired[compared.people[kept]], odds[kept], odds[kept]).figures(0, 0)
            told.append(
                {
                    "retrieval AUC": retrieval(compared, odds),
                    "within-job AUC": float(inside["within_job_auc"]["value"] or 0.0),
                }
            )
            each.append(np.bincount(rows.groups[compared.jobs], losses(odds[:, None], real, weight)))
        return _points(list(self._fits), np.array(each), float(weight.sum()), told, speed)

    def job_points(self, speed: Sequence[float]) -> list[Point]:
        """Quality of the job forest by trees, with the given speed of each; figures of the chance of a hire."""
        kept = self._rows.decided
        fitted, unseen = self._fits[self._settings.pair_trees, self._settings.pair_leaves]
        centre = float(unseen[self._compared.real].mean())
        match = of_applications(len(kept), self._compared, fitted, unseen[self._compared.real], centre)
        hired = self._rows.hired[kept]
        groups = np.unique(self._rows.groups[kept], return_inverse=True)[1]
        base = float(np.log(hired.mean() / (1 - hired.mean())))
        told, each = [], []
        for jobs in self._jobs:
            parts = np.column_stack([jobs, self._prior, match])[kept]
            intercept, weights = calibrate(parts, hired)
            odds = base + intercept + parts @ np.array(weights)
            figures = Graded(groups, hired, odds, 1 / (1 + np.exp(-odds))).figures(0, 0)
            names = {"ROC-AUC": "roc_auc", "AP": "average_precision", "ECE": "ece"}
            told.append({name: float(figures[key]["value"] or 0.0) for name, key in names.items()})
            each.append(np.bincount(groups, np.logaddexp(0, odds) - hired * odds))
        return _points([(trees, 0) for trees in JOB_TREES], np.array(each), len(hired), told, speed)

    def models(self) -> list[Artifact]:
        """Models with match forests of all sizes, in the order of `pair_points`; for timing, nothing else is fitted."""
        jobs = Forest.of(fit_forest(self._rows, self._settings, self._size, JOB_TREES[-1]))
        base = float(self._rows.hired[self._rows.decided].mean())
        return [
            Artifact(
                pairs=fitted.forest, jobs=jobs, affinity=self._affinity, prior=JobPrior.empty(),
                additive=fitted.additive, centre=np.zeros(COALITIONS), base_rate=base, intercept=0.0, job_weight=1.0,
                prior_weight=1.0, match_weight=1.0, pair_weight=fitted.forest_weight, smoothing=SMOOTHING,
                least_fields=self._settings.least_fields,
            )
            for fitted, _ in self._fits.values()
        ]  # fmt: skip


def retrieval(compared: Comparisons, odds: NDArray[np.float64]) -> float:
    """Share of a person's random pairs that score below the real application, averaged over applications.

    Parameters
    ----------
    compared : Comparisons
    odds : ndarray of shape (n,), float64
        Log-odds of the pairs; a tie counts half.
    """
    real, size = compared.real, int(compared.people.max()) + 1
    own = np.zeros(size)
    own[compared.people[real]] = odds[real]
    people, others = compared.people[~real], odds[~real]
    before = (others < own[people]) + 0.5 * (others == own[people])
    count = np.bincount(people, minlength=size)
    return float((np.bincount(people, before, size)[count > 0] / count[count > 0]).mean())


def _points(
    sizes: Sequence[tuple[int, int]],
    each: NDArray[np.float64],
    weight: float,
    told: Sequence[Mapping[str, float]],
    speed: Sequence[float],
) -> list[Point]:
    """Points from each size's loss by job: ndarray of shape (n_sizes, n_jobs)."""
    behind = each - each[int(np.argmin(each.sum(axis=1)))]
    loss, gap = each.sum(axis=1) / weight, behind.sum(axis=1) / weight
    error = behind.std(axis=1) * np.sqrt(behind.shape[1]) / weight
    return [
        Point(*size, float(loss[place]), float(gap[place]), float(error[place]), told[place], speed[place])
        for place, size in enumerate(sizes)
    ]


def chosen(curves: Sequence[Sequence[Point]]) -> Point:
    """The fewest trees, then the fewest leaves, within one standard error of the best on every data set."""
    fits: list[Point] = [
        first
        for place, first in enumerate(curves[0])
        if all(curve[place].behind <= curve[place].error for curve in curves)
    ]
    if not fits:
        fits = [min(curves[0], key=lambda point: point.loss)]
    return min(fits, key=lambda point: (point.trees, point.leaves))


def speeds(pairs: Pairs, forests: Sequence[Artifact]) -> tuple[list[float], list[float]]:
    """Million pairs per second with each model's match forest, and thousand jobs per second with its job forest.

    One applicant with a CV, if there is one, against 12,000 jobs (fewer are repeated). The median of rounds that use
    the forests in turn, so that other load of the machine affects all alike.
    """
    scorers = [Scorer(one) for one in forests]
    keys = sorted(set(pairs.job_ids))[:TIMED_JOBS]
    jobs, applicants = scorers[0].jobs(len(keys)), scorers[0].applicants(1)
    for slot, key in enumerate(keys):
        jobs.put(slot, pairs.jobs[key])
    person = next((pairs.applicants[key] for key in pairs.applicant_ids if pairs.applicants[key].cv), None)
    applicants.put(0, person or pairs.applicants[pairs.applicant_ids[0]])
    slots = np.resize(np.arange(len(keys)), TIMED_JOBS)
    features = np.array([scorers[0].encode_job(pairs.jobs[key]).effect_features for key in keys[:500]])
    sizes = [first_trees(forests[0].jobs, trees) for trees in JOB_TREES]
    out = np.empty((TIMED_JOBS, 1))
    match: list[list[float]] = [[] for _ in scorers]
    job: list[list[float]] = [[] for _ in sizes]
    for _ in range(_ROUNDS):
        for place, scorer in enumerate(scorers):
            begun = perf_counter()
            scorer.score(jobs, slots, applicants, [0], out)
            match[place].append(TIMED_JOBS / (perf_counter() - begun) / 1e6)
        for place, forest in enumerate(sizes):
            begun = perf_counter()
            forest.probability(features)
            job[place].append(len(features) / (perf_counter() - begun) / 1e3)
    return [median(rates) for rates in match], [median(rates) for rates in job]


def table(points: Sequence[Point], unit: str) -> str:
    """The sizes as a table in Markdown.

    Parameters
    ----------
    points : sequence of Point
    unit : str
        Unit of the speed.
    """
    names = list(points[0].figures)
    heads = ["trees", "leaves", "log-loss", "behind the best", *names, unit]
    rows = [
        [
            str(point.trees), str(point.leaves or "by data"), f"{point.loss:.4f}",
            f"{point.behind:.5f} ± {point.error:.5f}", *(f"{point.figures[name]:.3f}" for name in names),
            f"{point.speed:.1f}",
        ]
        for point in points
    ]  # fmt: skip
    lines = ["| " + " | ".join(row) + " |" for row in (heads, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(heads), *lines[1:]])
