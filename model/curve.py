"""Quality and speed of the match forest by its size, and of the job forest by its trees: what their sizes follow from.

Every size is judged by folds by job on the same rows, and timed in the same run on the same pairs. The rule:
the fewest trees, then the fewest leaves, whose loss is within one standard error, over jobs, of the best one's on
every data set. A tree has at most 32 leaves, as the kernel holds a tree in a word of 32 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from model import prior as priors
from model.artifact import Artifact
from model.forest import Forest
from model.job_effect import SMOOTHING, choose_size, fit_forest, fit_prior, logit
from model.metrics import Graded
from model.pairs import Pairs, by_job
from model.prior import JobPrior
from model.rows import Rows, fit_vectors, rows_of
from model.scorer import Scorer
from model.training import FOLDS, Settings, calibrate, fit_additive, fit_pair_forest

TREES = (8, 16, 32, 64, 96)
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
        Log-loss of the calibrated probability on decided applications; how far it is behind the best size, and the
        standard error of that over jobs.
    roc_auc, average_precision, within_job_auc, ece : float
        On decided applications.
    speed : float
        Million pairs a second on one core, features included; of a job forest thousand jobs a second.
    """

    trees: int
    leaves: int
    loss: float
    behind: float
    error: float
    roc_auc: float
    average_precision: float
    within_job_auc: float
    ece: float
    speed: float


def first_trees(forest: Forest, trees: int) -> Forest:
    """The forest's first trees: what fitting as many with the same seed gives."""
    nodes = int(forest.roots[trees])
    arrays = {name: array[:nodes] for name, array in forest.arrays().items() if name != "roots"}
    return Forest(roots=forest.roots[: trees + 1], **arrays)


class Curve:
    """The parts of the model on jobs that they never saw, for trying sizes of its forests.

    Parameters
    ----------
    pairs : Pairs
    settings : Settings
    """

    def __init__(self, pairs: Pairs, settings: Settings) -> None:
        self._settings = settings
        self._vectors = fit_vectors(pairs, settings.seed)
        self._rows = rows = rows_of(pairs, self._vectors, JobPrior.empty())
        names = dict(zip(rows.groups.tolist(), pairs.job_ids, strict=True))
        terms = [priors.terms_of(pairs.jobs[names[group]]) for group in range(len(names))]
        self._size = size = choose_size(pairs, rows, terms, settings)
        self._folds = by_job(pairs, FOLDS, settings.seed)
        self._prior, self._additive = np.zeros(len(pairs)), np.zeros(len(pairs))
        self._jobs = np.zeros((len(JOB_TREES), len(pairs)))
        self._pairs = {leaves: np.zeros((len(TREES), len(pairs))) for leaves in LEAVES}
        for fold in range(FOLDS):
            inside, outside = self._folds != fold, self._folds == fold
            part, rest = rows.take(inside), rows.take(outside)
            words = fit_prior(rows, terms, inside, settings)
            self._prior[outside] = np.array([sum(words.of(job)) for job in terms])[rest.groups]
            self._additive[outside] = rest.steps @ fit_additive(part, settings)
            jobs = Forest.of(fit_forest(part, settings, size, JOB_TREES[-1]))
            for place, trees in enumerate(JOB_TREES):
                self._jobs[place, outside] = logit(first_trees(jobs, trees).probability(rest.job_features))
            for leaves, shares in self._pairs.items():
                forest = _largest(part, settings, leaves)
                for place, trees in enumerate(TREES):
                    shares[place, outside] = first_trees(forest, trees).probability(rest.pair_features)

    def job_points(self, speed: Sequence[float]) -> list[Point]:
        """Quality by trees of the job forest, beside a given speed of each."""
        match = self._pairs[self._settings.pair_leaves][TREES.index(self._settings.pair_trees)]
        odds = [self._odds(jobs, match) for jobs in self._jobs]
        return self._points([(trees, 0) for trees in JOB_TREES], odds, speed)

    def pair_points(self, speed: Sequence[float]) -> list[Point]:
        """Quality by trees and leaves of the match forest, beside a given speed of each."""
        odds = [self._odds(self._jobs[-1], shares) for leaves in LEAVES for shares in self._pairs[leaves]]
        return self._points([(trees, leaves) for leaves in LEAVES for trees in TREES], odds, speed)

    def models(self) -> list[Artifact]:
        """Models with match forests of all sizes, in the order of `pair_points`; for timing, all weights are 1."""
        rows, settings = self._rows, self._settings
        jobs = Forest.of(fit_forest(rows, settings, self._size, JOB_TREES[-1]))
        base, words, additive = float(rows.hired[rows.decided].mean()), JobPrior.empty(), fit_additive(rows, settings)
        return [
            Artifact(
                first_trees(forest, trees), jobs, self._vectors, words, additive, base, 0.0, 1.0, 1.0, 1.0, SMOOTHING
            )
            for forest in [_largest(rows, settings, leaves) for leaves in LEAVES]
            for trees in TREES
        ]

    def _odds(self, jobs: NDArray[np.float64], match: NDArray[np.float64]) -> NDArray[np.float64]:
        kept, hired = self._rows.decided, self._rows.hired
        parts = np.column_stack([jobs, self._prior, match])[kept]
        intercept, weights = calibrate(parts, self._additive[kept], hired[kept])
        base = float(hired[kept].mean())
        total = intercept + np.column_stack([parts, self._additive[kept]]) @ np.array(weights)
        return np.asarray(total + np.log(base / (1 - base)))

    def _points(
        self, sizes: Sequence[tuple[int, int]], odds: Sequence[NDArray[np.float64]], speed: Sequence[float]
    ) -> list[Point]:
        kept = self._rows.decided
        hired = self._rows.hired[kept]
        groups = np.unique(self._rows.groups[kept], return_inverse=True)[1]
        each = np.array([np.bincount(groups, np.logaddexp(0, one) - hired * one) for one in odds])
        best = each[int(np.argmin(each.sum(axis=1)))]
        found = []
        for (trees, leaves), one, losses, rate in zip(sizes, odds, each, speed, strict=True):
            figures = Graded(groups, hired, one, 1 / (1 + np.exp(-one))).figures(0, 0)
            told = {name: float(figures[name]["value"] or 0.0) for name in figures}
            behind = losses - best
            found.append(
                Point(
                    trees, leaves, float(losses.sum()) / len(hired), float(behind.sum()) / len(hired),
                    float(behind.std() * np.sqrt(len(behind))) / len(hired), told["roc_auc"],
                    told["average_precision"], told["within_job_auc"], told["ece"], rate,
                )
            )  # fmt: skip
        return found


def _largest(rows: Rows, settings: Settings, leaves: int) -> Forest:
    return Forest.of(fit_pair_forest(rows, replace(settings, pair_trees=TREES[-1], pair_leaves=leaves)))


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
    """Million pairs a second with each model's match forest, and thousand jobs a second by trees of its job forest.

    One applicant with a CV, if there is one, against 12,000 jobs (fewer are taken repeatedly): the median of rounds
    that take the forests in turn, so that what else the machine does falls on all alike.
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
        Of the speed.
    """
    lines = [
        f"| trees | leaves | log-loss | behind the best | ROC-AUC | AP | within-job AUC | ECE | {unit} |",
        "|" + "---|" * 9,
    ]
    lines += [
        f"| {point.trees} | {point.leaves or 'by data'} | {point.loss:.4f} | {point.behind:.5f} ± {point.error:.5f} "
        f"| {point.roc_auc:.3f} | {point.average_precision:.3f} | {point.within_job_auc:.3f} | {point.ece:.3f} "
        f"| {point.speed:.1f} |"
        for point in points
    ]
    return "\n".join(lines)
