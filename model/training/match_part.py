"""Fits the match part: a forest on who was considered for which job, and an additive part beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from model.features.channels import GROUP, IS_FIRM, IS_FREE, directions, matrix
from model.labelled.comparisons import Comparisons
from model.scoring import additive
from model.scoring.forest import Forest
from model.scoring.shapley import ABSENT
from model.training.balance import Inside, choose
from model.training.hyperparameters import Settings
from model.training.rows import Rows

_SMOOTHING = 0.02
"""Keeps a leaf's share off 0 and 1."""


@dataclass(frozen=True)
class FittedMatch:
    """A fitted match part.

    Attributes
    ----------
    additive : ndarray of shape (n_steps,), float64
        Weights of `model.features.channels.STEPS`.
    forest : Forest
        Its values are log-odds.
    forest_weight : float
    inside_weight : float
        Weight of a hired candidate beside a rejected one of the same job that was chosen.
    """

    additive: NDArray[np.float64]
    forest: Forest
    forest_weight: float
    inside_weight: float

    def log_odds(self, codes: NDArray[np.int32]) -> NDArray[np.float64]:
        """Log-odds of coded pairs, not centred: ndarray of shape (n,), float64."""
        forest = self.forest.probability(matrix(codes))
        return np.asarray(additive.log_odds(codes, self.additive) + self.forest_weight * forest)

    def centre(self, considered: NDArray[np.int32]) -> NDArray[np.float64]:
        """Mean log-odds of those who were considered, for every coalition of the recruiter's categories.

        Parameters
        ----------
        considered : ndarray of shape (n, len(CHANNELS)), int32
            Codes of real applications.

        Returns
        -------
        ndarray of shape (64,), float64
            The last is that of all categories, at which the score is 50.
        """
        means = []
        for absent in ABSENT:
            distinct, count = np.unique(considered * ~absent[GROUP], axis=0, return_counts=True)
            means.append(float(np.average(self.log_odds(distinct), weights=count)))
        return np.array(means)


@dataclass(frozen=True)
class Matches:
    """Pairs to learn the match part from.

    Attributes
    ----------
    compared : Comparisons
    codes : ndarray of shape (n, len(CHANNELS)), int32
        Of the pairs.
    folds : ndarray of shape (n,), int64
        Fold of each pair's job.
    rows : Rows
        Rows of the applications from which the pairs are made.
    settings : Settings
    """

    compared: Comparisons
    codes: NDArray[np.int32]
    folds: NDArray[np.int64]
    rows: Rows
    settings: Settings

    @property
    def considered(self) -> NDArray[np.int32]:
        """Codes of the real applications."""
        return self.codes[self.compared.real]

    def fit(self) -> tuple[FittedMatch, NDArray[np.float64], Any]:
        """Fit the match part.

        Returns
        -------
        fitted : FittedMatch
        unseen : ndarray of shape (n,), float64
            Log-odds of each pair, not centred, by a match part that never saw its job.
        classifier : RandomForestClassifier
            The classifier from which the forest was taken.
        """
        everything = np.ones(len(self.codes), bool)
        forests = [self._forest(self.folds != fold)[0] for fold in range(int(self.folds.max()) + 1)]
        held_out = np.empty(len(self.codes))
        for fold, forest in enumerate(forests):
            held_out[self.folds == fold] = forest.probability(matrix(self.codes[self.folds == fold]))
        tried = [self._unseen(forests, held_out, weight) for weight in self.settings.inside_weights]
        chosen = choose(Inside.of(self.compared, self.rows), tried)
        inside_weight = self.settings.inside_weights[chosen]
        weights, of_forest = self._additive(everything, held_out, inside_weight)
        forest, classifier = self._forest(everything)
        return FittedMatch(weights, forest, of_forest, inside_weight), tried[chosen], classifier

    def _unseen(
        self, forests: Sequence[Forest], held_out: NDArray[np.float64], inside_weight: float
    ) -> NDArray[np.float64]:
        """Log-odds of each pair by a match part that never saw its job."""
        unseen = np.empty(len(self.codes))
        for fold, forest in enumerate(forests):
            weights, of_forest = self._additive(self.folds != fold, held_out, inside_weight)
            outside = self.folds == fold
            unseen[outside] = FittedMatch(weights, forest, of_forest, inside_weight).log_odds(self.codes[outside])
        return unseen

    def _forest(self, kept: NDArray[np.bool_]) -> tuple[Forest, Any]:
        """Fit a monotone forest of real applications against random pairs, each kind of the same weight."""
        real, settings = self.compared.real[kept], self.settings
        classifier = RandomForestClassifier(
            settings.pair_trees,
            max_leaf_nodes=settings.pair_leaves,
            min_samples_leaf=settings.pair_min_leaf,
            max_features=settings.pair_features,
            monotonic_cst=directions(),
            random_state=settings.seed,
            n_jobs=-1,
        ).fit(matrix(self.codes[kept]), real, np.where(real, 1.0, real.sum() / max(1, (~real).sum())))
        forest = Forest.of(classifier)
        share = _SMOOTHING + (1 - 2 * _SMOOTHING) * forest.value
        return replace(forest, value=np.log(share / (1 - share))), classifier

    def _additive(
        self, kept: NDArray[np.bool_], forest: NDArray[np.float64], inside_weight: float
    ) -> tuple[NDArray[np.float64], float]:
        """Fit the additive part beside values of forests that never saw the pair's job."""
        compared, settings = self.compared.take(kept), self.settings
        inside = Inside.of(compared, self.rows)
        evidence = additive.Evidence(
            self.codes[kept], compared.real, forest[kept], inside.better, inside.worse, inside.weight * inside_weight
        )
        return additive.fit(evidence, np.where(IS_FIRM | IS_FREE, settings.firm_sense, settings.common_sense))
