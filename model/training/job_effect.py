"""The job effect: how easily a posting is filled, from its structured fields (a forest) and from its words.

The best leaf size depends on the data: thousands of postings with signal in a few fields need larger leaves than some
hundreds with signal everywhere. So the leaf size, and whether to use the text axes, are chosen on the training data, by
the loss on later jobs that the forest never saw, as in serving. The first size of the settings is used unless another
is better beyond chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.ensemble import RandomForestClassifier

from model.features.definitions import GROUPS, JOB_AXES, JOB_FEATURES, LINEAR
from model.features.job_words import JobPrior
from model.labelled.pairs import Pairs, by_job, by_time
from model.training import job_words_fit
from model.training.hyperparameters import BEYOND_CHANCE, Settings
from model.training.rows import Rows

SMOOTHING = 0.01
_TREES_TO_CHOOSE = 20
_SHARES = (1 / 5, 1 / 4, 1 / 3)
"""Shares to hold out of the remaining applications: three times a fifth of all, the latest first."""
_FEWEST_HELD_OUT = 100


@dataclass(frozen=True)
class JobSize:
    """The size of a job forest.

    Attributes
    ----------
    min_leaf : int
        Fewest applications in a leaf.
    text_axes : bool
        Whether it sees the axes of the text vector.
    """

    min_leaf: int
    text_axes: bool

    @property
    def columns(self) -> int:
        """Number of job features that it uses, from the first; the text axes come last, before the linear ones."""
        return len(JOB_FEATURES) - LINEAR - (0 if self.text_axes else JOB_AXES)


def row_weights(rows: Rows, settings: Settings) -> NDArray[np.float64]:
    """Weight of each application in the job effect: an undecided one counts less, as not filled so far."""
    return np.where(rows.decided, 1.0, settings.censored_weight)


def fit_forest(rows: Rows, settings: Settings, size: JobSize, trees: int) -> Any:
    """Fit the job forest on job features only, with masked copies of some rows."""
    weight = row_weights(rows, settings)
    rows, weight = rows.take(weight > 0), weight[weight > 0]
    draw = np.random.default_rng(settings.seed)
    copied = np.flatnonzero(draw.random(len(weight)) < settings.masked_share)
    group = np.array([GROUPS.index(feature.group) for feature in JOB_FEATURES])
    kept = draw.random((len(copied), len(GROUPS))) < 0.5
    features = np.vstack([rows.job_features, rows.job_features[copied] * kept[:, group]])[:, : size.columns]
    classifier = RandomForestClassifier(
        trees,
        min_samples_leaf=size.min_leaf,
        max_features=settings.job_features,
        random_state=settings.seed + 1,
        n_jobs=-1,
    )
    return classifier.fit(
        features, np.concatenate([rows.hired, rows.hired[copied]]), np.concatenate([weight, weight[copied]])
    )


def fit_prior(rows: Rows, terms: Sequence[Sequence[str]], kept: NDArray[np.bool_], settings: Settings) -> JobPrior:
    """Fit the prior of a posting's words on the kept rows; `terms` are those of each group."""
    weight = row_weights(rows, settings) * kept
    filled: NDArray[np.float64] = np.bincount(rows.groups, weight * rows.hired, len(terms)).astype(float)
    other: NDArray[np.float64] = np.bincount(rows.groups, weight * ~rows.hired, len(terms)).astype(float)
    used: list[int] = [job for job in range(len(terms)) if filled[job] + other[job] > 0]
    return job_words_fit.fit([terms[job] for job in used], filled[used], other[used], settings.seed)


def logit(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of a forest's share, smoothed off 0 and 1."""
    smooth = SMOOTHING + (1 - 2 * SMOOTHING) * share
    return np.asarray(np.log(smooth / (1 - smooth)))


def choose_size(pairs: Pairs, rows: Rows, terms: Sequence[Sequence[str]], settings: Settings) -> JobSize:
    """Choose leaf size and text axes by the loss on later jobs inside the training data.

    The best size is chosen if it beats the first leaf size with text axes by two standard errors. The loss is that of
    forest and prior together, weighed anew on each held-out block, over all applications with their training weights:
    the decided ones alone are too few to tell sizes apart.

    Parameters
    ----------
    pairs : Pairs
    rows : Rows
        Of the pairs.
    terms : sequence of sequences of str
        Terms of each group of the rows.
    settings : Settings
        With the leaf sizes to choose from, the default first.
    """
    sizes = [JobSize(leaf, axes) for leaf, axes in product(settings.job_min_leaf, (True, False))]
    loss = np.zeros((len(sizes), len(terms)))
    for before, after in held_out_blocks(pairs, settings.seed):
        words = fit_prior(rows, terms, before, settings)
        prior = np.array([sum(words.of(job)) for job in terms])[rows.groups[after]]
        later = rows.take(after)
        for place, size in enumerate(sizes):
            forest = fit_forest(rows.take(before), settings, size, _TREES_TO_CHOOSE)
            share = forest.predict_proba(later.job_features[:, : size.columns])[:, 1]
            each = losses(np.column_stack([logit(share), prior]), later.hired, row_weights(later, settings))
            loss[place] += np.bincount(later.groups, each, len(terms))
    best = int(np.argmin(loss.sum(axis=1)))
    gain = loss[0] - loss[best]
    return sizes[best] if gain.sum() > BEYOND_CHANCE * np.sqrt(len(gain)) * gain.std() else sizes[0]


def held_out_blocks(pairs: Pairs, seed: int) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Earlier applications, and the block of unseen jobs after them; folds by job where dates are of no use."""
    left = np.arange(len(pairs))
    found = False
    for share in _SHARES:
        before, after = by_time(pairs.take(left), share)
        masks = np.zeros((2, len(pairs)), bool)
        masks[0, left[before]], masks[1, left[after]] = True, True
        usable = [mask.sum() >= _FEWEST_HELD_OUT and len(set(pairs.hired[mask].tolist())) > 1 for mask in masks]
        if all(usable):
            found = True
            yield masks[0], masks[1]
        left = left[before]
        if not len(left):
            break
    if not found:
        folds = by_job(pairs, 2, seed)
        yield folds == 0, folds == 1


def losses(parts: NDArray[np.float64], hired: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted log-loss of each row under the best weighing of some log-odds."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = weights[0] + parts @ weights[1:]
        slope = weight * (1 / (1 + np.exp(-odds)) - hired)
        value = float(weight @ (np.logaddexp(0, odds) - hired * odds))
        return value / weight.sum(), np.concatenate([[slope.sum()], slope @ parts]) / weight.sum()

    found = minimize(loss, np.zeros(1 + parts.shape[1]), jac=True, method="L-BFGS-B").x
    odds = found[0] + parts @ found[1:]
    return np.asarray(weight * (np.logaddexp(0, odds) - hired * odds))
