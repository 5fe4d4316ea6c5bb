"""Proxies: how well what the model reads predicts an attribute that it may not read.

The features of each application, as the forest sees them, go into a forest that guesses the attribute; each fifth of
the people is held out once, all applications of a person together. The figure is the AUC over people: how often a
member of the group gets a higher guess than somebody else, 0.5 by chance. Beside it stand the score alone and each
feature alone, without any learning. A group that can be predicted is not treated unfairly by that; it says that an
unfair past could have been learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata
from sklearn.ensemble import RandomForestClassifier

from model.audit.comparison import Rules
from model.audit.grouping import Grouping
from model.audit.intervals import NORMAL
from model.evaluation.scored import ScoredPairs
from model.features.channels import PAIR_FEATURES, matrix

FOLDS = 5
TREES = 60
SHOWN = 5
MOST_PAIRS = 20_000
"""Applications that are learned from; of more, so many are drawn."""


def proxies(
    scored: ScoredPairs, groupings: Sequence[Grouping], rules: Rules, trees: int = TREES
) -> list[dict[str, Any]]:
    """Predict each attribute from the features.

    Parameters
    ----------
    scored : ScoredPairs
    groupings : sequence of Grouping
        Those of one attribute are looked at. Groups of fewer than `rules.least` people are left out.
    rules : Rules
    trees : int, default 60

    Returns
    -------
    list of dict
        By attribute and group: ``people`` in it, ``auc`` of all features together, ``chance_low`` and ``chance_high``,
        between which 95 % of useless guesses would lie, ``corrected``, how likely such an AUC is by chance anywhere in
        the list (Mann-Whitney, corrected by Holm), ``predictable`` at the level of the audit, ``score_auc``, and
        ``features``: the five with an AUC farthest from 0.5; below it, the group has less of that feature.
    """
    rows = np.arange(len(scored.pairs))
    if len(rows) > MOST_PAIRS:
        rows = np.sort(np.random.default_rng(rules.seed).choice(rows, MOST_PAIRS, replace=False))
    jobs, people = scored.rows[rows], scored.columns[rows]
    features = matrix(scored.scorer.codes(scored.jobs, jobs, scored.applicants, people))
    return judged(features, scored.score[rows], people, groupings, rules, trees)


def judged(
    features: NDArray[np.float32],
    score: NDArray[np.float64],
    people: NDArray[np.int64],
    groupings: Sequence[Grouping],
    rules: Rules,
    trees: int = TREES,
) -> list[dict[str, Any]]:
    """See `proxies`.

    Parameters
    ----------
    features : ndarray of shape (n_pairs, len(PAIR_FEATURES)), float32
    score : ndarray of shape (n_pairs,), float64
    people : ndarray of shape (n_pairs,), int64
        Number of each pair's person.
    groupings : sequence of Grouping
    rules : Rules
    trees : int
    """
    found: list[dict[str, Any]] = []
    for grouping in groupings:
        if len(grouping.attributes) == 1:
            found += _of_attribute(features, score, people, grouping, rules, trees)
    _corrected(found, rules.level)
    return found


def _of_attribute(
    features: NDArray[np.float32],
    score: NDArray[np.float64],
    people: NDArray[np.int64],
    grouping: Grouping,
    rules: Rules,
    trees: int,
) -> list[dict[str, Any]]:
    known = np.intersect1d(np.unique(people), np.flatnonzero(grouping.codes >= 0))
    codes = grouping.codes[known]
    large = np.flatnonzero(np.bincount(codes, minlength=len(grouping.groups)) >= rules.least)
    if len(large) < 2 or len(known) < 2 * FOLDS:
        return []
    inside = np.isin(people, known)
    place = np.searchsorted(known, people[inside])
    alone = _means(np.column_stack([score[inside], features[inside]]), place, len(known))
    guesses = _guesses(features[inside], codes, place, len(grouping.groups), rules.seed, trees)
    found = []
    for group in large:
        member = codes == group
        auc, single = float(_auc(guesses[:, [group]], member)[0]), _auc(alone, member)
        width = np.sqrt((len(member) + 1) / (12 * member.sum() * (~member).sum()))
        farthest = np.argsort(-np.abs(single[1:] - 0.5), kind="stable")[:SHOWN]
        found.append({
            "attribute": grouping.attributes[0],
            "group": grouping.groups[group][0],
            "people": int(member.sum()),
            "auc": auc,
            "chance_low": max(0.5 - NORMAL * width, 0.0),
            "chance_high": min(0.5 + NORMAL * width, 1.0),
            "chance": float(norm.sf((auc - 0.5) / width)),
            "score_auc": float(single[0]),
            "features": [{"feature": PAIR_FEATURES[each].name, "auc": float(single[1 + each])} for each in farthest],
        })  # fmt: skip
    return found


def _means(values: NDArray[np.float64], place: NDArray[np.int64], people: int) -> NDArray[np.float64]:
    """Mean of each person's rows."""
    sums = np.column_stack([np.bincount(place, column, people) for column in values.T])
    return np.asarray(sums / np.bincount(place, minlength=people)[:, None])


def _guesses(
    features: NDArray[np.float32],
    codes: NDArray[np.int64],
    place: NDArray[np.int64],
    groups: int,
    seed: int,
    trees: int,
) -> NDArray[np.float64]:
    """Each person's mean guess of each group, by forests that saw nothing of them."""
    fold = np.random.default_rng(seed).permutation(len(codes)) % FOLDS
    out = np.zeros((len(place), groups))
    weight = 1.0 / np.bincount(place)[place]  # every person counts once
    for number in range(FOLDS):
        held = fold[place] == number
        forest = RandomForestClassifier(trees, min_samples_leaf=5, max_features=0.3, random_state=seed)
        forest.fit(features[~held], codes[place[~held]], sample_weight=weight[~held])
        out[np.ix_(held, forest.classes_)] = forest.predict_proba(features[held])
    return _means(out, place, len(codes))


def _auc(values: NDArray[np.float64], member: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How often a member has the higher value; of equal ones half count: ndarray of shape (n_values,), float64."""
    ranks = rankdata(values, axis=0)[member].sum(axis=0)
    inside, outside = int(member.sum()), int((~member).sum())
    return np.asarray((ranks - inside * (inside + 1) / 2) / (inside * outside))


def _corrected(found: list[dict[str, Any]], level: float) -> None:
    """Holm's correction, in place."""
    last = 0.0
    for done, each in enumerate(sorted(found, key=lambda one: float(one["chance"]))):
        last = max(last, min(1.0, each["chance"] * (len(found) - done)))
        each["corrected"] = last
        each["predictable"] = last <= level
