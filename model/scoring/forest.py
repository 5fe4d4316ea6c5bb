"""A forest as plain arrays: taken from scikit-learn, and walked row by row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_AT_ONCE = 8
"""Number of trees that are walked side by side."""


class Packed(NamedTuple):
    """Trees as `walk` takes them.

    Attributes
    ----------
    roots : ndarray of shape (n_trees,), int32
    depth : ndarray of shape (n_trees,), int32
        Most tests on a tree's way to a leaf.
    nodes : ndarray of shape (n_nodes, 4), int32
        Feature, threshold, left, right: 16 bytes, so that a step meets one line of the cache. A leaf leads to
        itself; where NaN goes right, the feature is negative, -1 standing for 0.
    threshold : ndarray of shape (n_nodes, 4), float32
        The same memory.
    value : ndarray of shape (n_nodes,), float64
    """

    roots: NDArray[np.int32]
    depth: NDArray[np.int32]
    nodes: NDArray[np.int32]
    threshold: NDArray[np.float32]
    value: NDArray[np.float64]


@dataclass(frozen=True)
class Forest:
    """Trees of a binary classifier, one after the other.

    Attributes
    ----------
    roots : ndarray of shape (n_trees + 1,), int32
        First node of each tree; the last entry is the number of nodes.
    feature : ndarray of shape (n_nodes,), int32
        Column tested; -1 at a leaf.
    threshold : ndarray of shape (n_nodes,), float32
        scikit-learn's float64 thresholds rounded down: ``x <= threshold`` is the same for every float32 ``x``.
    left, right : ndarray of shape (n_nodes,), int32
        Node to go to.
    missing_left : ndarray of shape (n_nodes,), bool
        Where NaN goes.
    value : ndarray of shape (n_nodes,), float64
        Probability of the second class; of the match forest its log-odds.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float64]

    @property
    def trees(self) -> int:
        """Number of trees."""
        return len(self.roots) - 1

    @classmethod
    def of(cls, classifier: Any) -> Forest:
        """Take the trees of a fitted binary `RandomForestClassifier`."""
        parts: dict[str, list[NDArray[Any]]] = {
            name: [] for name in ("feature", "threshold", "left", "right", "missing_left", "value")
        }
        roots = [0]
        for estimator in classifier.estimators_:
            tree = estimator.tree_
            offset = roots[-1]
            leaf = tree.children_left < 0
            parts["feature"].append(np.where(leaf, -1, tree.feature))
            parts["threshold"].append(round_down(tree.threshold))
            parts["left"].append(np.where(leaf, -1, tree.children_left + offset))
            parts["right"].append(np.where(leaf, -1, tree.children_right + offset))
            parts["missing_left"].append(tree.missing_go_to_left.astype(bool))
            votes = tree.value[:, 0, :]
            parts["value"].append(
                votes[:, 1] / votes.sum(axis=1)
                if votes.shape[1] > 1
                else np.full(len(votes), float(classifier.classes_[0]))
            )
            roots.append(offset + tree.node_count)
        joined = {name: np.concatenate(arrays) for name, arrays in parts.items()}
        return cls(
            roots=np.array(roots, np.int32),
            feature=joined["feature"].astype(np.int32),
            threshold=joined["threshold"].astype(np.float32),
            left=joined["left"].astype(np.int32),
            right=joined["right"].astype(np.int32),
            missing_left=joined["missing_left"].astype(bool),
            value=joined["value"].astype(np.float64),
        )

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mean of the trees' values.

        Parameters
        ----------
        rows : ndarray of shape (n_rows, n_features), float32

        Returns
        -------
        ndarray of shape (n_rows,), float64
        """
        out = np.empty(len(rows))
        walk(self.packed, rows, out)
        return out

    @cached_property
    def packed(self) -> Packed:
        """The trees as `walk` takes them."""
        leaf, own = self.feature < 0, np.arange(len(self.feature))
        nodes = np.empty((len(self.feature), 4), np.int32)
        nodes[:, 0] = np.where(leaf, 0, np.where(self.missing_left, self.feature, ~self.feature))
        nodes[:, 2], nodes[:, 3] = np.where(leaf, own, self.left), np.where(leaf, own, self.right)
        threshold = nodes.view(np.float32)
        threshold[:, 1] = np.where(leaf, 0.0, self.threshold)
        depth = np.zeros(self.trees, np.int32)
        reached, tree = self.roots[:-1], np.arange(self.trees)
        while (inner := ~leaf[reached]).any():
            reached, tree = reached[inner], tree[inner]
            depth[tree] += 1
            reached, tree = np.concatenate([self.left[reached], self.right[reached]]), np.concatenate([tree, tree])
        return Packed(self.roots[:-1], depth, nodes, threshold, self.value)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, for storing."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def round_down(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """Largest float32 that is not above each float64 threshold."""
    with np.errstate(over="ignore"):
        near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)


@njit(cache=True, nogil=True)
def walk(forest: Packed, rows: NDArray[np.float32], out: NDArray[np.float64]) -> None:
    """Walk every tree for every row, several trees at a time, so that their memory accesses overlap.

    Trees are summed in their order.
    """
    roots, depth, nodes, threshold, value = forest
    trees = len(roots)
    at = np.empty(_AT_ONCE, np.uint64)
    for row in range(rows.shape[0]):
        total = 0.0
        for first in range(0, trees, _AT_ONCE):
            last = min(first + _AT_ONCE, trees)
            steps = 0
            for lane in range(_AT_ONCE):
                tree = min(first + lane, last - 1)
                at[lane] = roots[tree]
                steps = max(steps, depth[tree])
            for _ in range(steps):
                for lane in range(_AT_ONCE):
                    node = at[lane]
                    tested = nodes[node, 0]
                    missing_right = tested < 0
                    x = rows[row, np.uint64(tested ^ (tested >> 31))]
                    right = (x > threshold[node, 1]) | ((x != x) & missing_right)  # noqa: PLR0124
                    at[lane] = nodes[node, np.uint64(2) + np.uint64(right)]
            for tree in range(first, last):
                total += value[at[tree - first]]
        out[row] = total / trees
