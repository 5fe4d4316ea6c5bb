"""What a training run may vary."""

from __future__ import annotations

from dataclasses import dataclass

BEYOND_CHANCE = 2.0
"""Standard errors, over jobs, by which a choice must be better than the one that stands in doubt."""


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
        Share of the pair features that a test is chosen from.
    inside_weights : tuple of float
        Weights of a hired candidate against a rejected one of the same job, beside a real application against random
        pairs, that it is chosen from, the first in doubt; see `model.training.balance.choose`.
    common_sense : float
        How many comparisons' worth the weights of common sense have in the additive part.
    firm_sense : float
        The same where it stands firm, see `model.features.channels.Channel.firm`.
    least_fields : int
        Of how many fields something must be understood, for a person to be known and listed.
    job_trees : int
        Size of the job forest.
    job_min_leaf : tuple of int
        Leaf sizes that the job forest's is chosen from, the first in doubt; see
        `model.training.job_effect.choose_size`.
    job_features : float
        Share of the job features that a test is chosen from.
    censored_weight : float
        Weight of an undecided application, as not filled so far, in the job effect; 0 leaves them out.
    masked_share : float
        Copies of rows with random categories at "no data", for each row, so that their absence is known.
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
