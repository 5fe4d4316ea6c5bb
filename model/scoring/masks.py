"""A forest compiled onto the channels' codes: the leaves of each tree that a code leaves possible, a bit each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.scoring.forest import Forest
from model.scoring.kernel import LEAF_SCALE, MAX_LEAVES

_ALL = 0xFFFFFFFF
_TOP_SUM = 100.0
"""Upper bound of a sum of leaves, so that it fits into 32 bits in units of `LEAF_SCALE`."""


def compiled(
    forest: Forest, tables: Sequence[NDArray[np.float32]], weight: float = 1.0
) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Merge all tests on a channel into one row of words per code.

    Parameters
    ----------
    tables : sequence of ndarray of shape (n_codes, n_features), float32
        Feature values by channel and code; the channels' features, in order, are the forest's columns.
    weight : float, default 1.0
        Factor of the mean of the trees.

    Returns
    -------
    masks : ndarray of shape (all codes, n_trees), uint32
        For each code of each channel, in order: the leaves that remain possible.
    leaves : ndarray of shape (n_trees, 32), int32
        Contribution of each leaf, from the left, to the weighted mean, times `LEAF_SCALE`.

    Raises
    ------
    ValueError
        If a tree has more than 32 leaves, or weighted values are too large for the scale, or negative, or none.
    """
    if not (weight >= 0 and weight * np.abs(forest.value).max() < _TOP_SUM):
        raise ValueError(f"weight {weight} is out of range")
    starts, place, masks = _places(forest, tables)
    leaves = np.zeros((forest.trees, MAX_LEAVES), np.int32)
    for tree in range(forest.trees):
        _compile_tree(forest, tree, tables, place, starts, masks, leaves, weight / forest.trees)
    return masks, leaves


def _places(forest: Forest, tables: Sequence[NDArray[np.float32]]) -> tuple[Any, Any, NDArray[np.uint32]]:
    """First row of each channel, channel and column of each feature, and masks that rule nothing out."""
    sizes = [len(table) for table in tables]
    starts = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int64)
    place = [(channel, column) for channel, table in enumerate(tables) for column in range(table.shape[1])]
    return starts, place, np.full((sum(sizes), forest.trees), np.uint32(_ALL))


def reachable(forest: Forest, tables: Sequence[NDArray[np.float32]]) -> NDArray[np.uint32]:
    """For each code of each channel the leaves that a pair with it can reach.

    Unlike the masks of `compiled` they also rule out the leaves behind tests that hold: with the codes of some
    channels only, exactly what the others may still decide remains.

    Parameters
    ----------
    tables : sequence of ndarray of shape (n_codes, n_features), float32
        As `compiled` takes them.

    Returns
    -------
    ndarray of shape (all codes, n_trees), uint32
    """
    starts, place, masks = _places(forest, tables)
    for tree in range(forest.trees):
        masks[:, tree] &= np.uint32(_rule_out(forest, tree, tables, place, starts, masks))
    return masks


def _rule_out(forest: Forest, tree: int, tables: Any, place: Any, starts: Any, masks: Any) -> int:
    found = 0

    def visit(node: int) -> int:
        nonlocal found
        if forest.feature[node] < 0:
            found += 1
            return 1 << (found - 1)
        left, right = visit(int(forest.left[node])), visit(int(forest.right[node]))
        channel, column = place[forest.feature[node]]
        failed = tables[channel][:, column] > forest.threshold[node]
        masks[starts[channel] + np.flatnonzero(failed), tree] &= np.uint32(~left & _ALL)
        masks[starts[channel] + np.flatnonzero(~failed), tree] &= np.uint32(~right & _ALL)
        return left | right

    return visit(int(forest.roots[tree]))


def _compile_tree(
    forest: Forest, tree: int, tables: Any, place: Any, starts: Any, masks: Any, leaves: Any, weight: float
) -> None:
    found = 0

    def visit(node: int) -> int:
        nonlocal found
        if forest.feature[node] < 0:
            if found == MAX_LEAVES:
                raise ValueError(f"tree {tree} has more than {MAX_LEAVES} leaves")
            leaves[tree, found] = round(float(forest.value[node]) * weight * LEAF_SCALE)
            found += 1
            return 1 << (found - 1)
        left = visit(int(forest.left[node]))
        channel, column = place[forest.feature[node]]
        values = tables[channel][:, column]
        failed = np.flatnonzero(values > forest.threshold[node])
        masks[starts[channel] + failed, tree] &= np.uint32(~left & _ALL)
        return left | visit(int(forest.right[node]))

    visit(int(forest.roots[tree]))
