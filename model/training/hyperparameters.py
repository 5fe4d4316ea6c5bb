"""The hyperparameters of a training run."""

from __future__ import annotations

from dataclasses import dataclass

BEYOND_CHANCE = 2.0
"""Standard errors, over jobs, by which an alternative must be better than the default."""


@dataclass(frozen=True)
class Settings:
    """Sizes and strengths; the defaults are what measured best, see `docs/model.md`.

    Attributes
    ----------
    seed : int
    random_pairs : int
        Random pairs per application of somebody of whom something is known.
    pair_trees, pair_leaves, pair_min_leaf : int
        Size of the match forest; at most 32 leaves a tree.
    pair_features : float
        Share of the pair features from which a test is chosen.
    inside_weights : tuple of float
        Candidates for the weight of a hired candidate against a rejected one of the same job, relative to a real
        application against random pairs; the first is the default. See `model.training.balance.choose`.
    common_sense : float
        Strength of the additive part's prior, in comparisons.
    firm_sense : float
        The same for steps with a strong prior, see `model.features.channels.Channel.firm`.
    least_fields : int
        Number of fields in which something must be understood for a person to count as known and be listed.
    job_trees : int
        Size of the job forest.
    job_min_leaf : tuple of int
        Candidates for the job forest's leaf size; the first is the default. See
        `model.training.job_effect.choose_size`.
    job_features : float
        Share of the job features from which a test is chosen.
    censored_weight : float
        Weight of an undecided application, as not filled so far, in the job effect; 0 leaves them out.
    masked_share : float
        Number of copies per row in which random categories are "no data", so that the forest learns their absence.
    """

    seed: int = 7
    random_pairs: int = 10
    pair_trees: int = 32
    pair_leaves: int = 32
    pair_min_leaf: int = 20
    pair_features: float = 0.4
    inside_weights: tuple[float, ...] = (1.0, 60.0)
    common_sense: float = 30.0
    firm_sense: float = 1000.0
    least_fields: int = 1
    job_trees: int = 100
    job_min_leaf: tuple[int, ...] = (25, 100, 400)
    job_features: float = 0.2
    censored_weight: float = 0.3
    masked_share: float = 0.2
