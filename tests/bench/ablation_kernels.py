"""Variants of the forest's evaluation, compiled as the engine's own kernel is; one thread each."""

from __future__ import annotations

from math import exp, prod
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features.channels import SIZES
from model.features.channels import STARTS as FIRST_ROWS
from model.scoring.forest import Forest
from model.scoring.kernel import LEAF_SCALE, leaves_of

CHANNELS = len(SIZES)
STARTS = np.array(FIRST_ROWS, np.int64)
RADIX = np.array(SIZES, np.uint64)
assert prod(SIZES) < 1 << 64, "a pair's codes fit into one 64-bit key"
SLOTS = 1 << 20
"""Places of the table of rows that were scored: 12 MiB."""


class CompleteTrees(NamedTuple):
    """All trees padded to one depth: the children of node n are 2n + 1 and 2n + 2."""

    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    value: NDArray[np.float64]
    depth: int


def complete(forest: Forest) -> CompleteTrees:
    """Pad every tree; what is below a leaf tests nothing and goes left."""
    depth = max(_depth(forest, int(root)) for root in forest.roots[:-1])
    inner, leaves = 2**depth - 1, 2**depth
    feature = np.zeros((forest.trees, inner), np.int32)
    threshold = np.full((forest.trees, inner), np.inf, np.float32)
    value = np.zeros((forest.trees, leaves))
    for tree in range(forest.trees):
        waiting = [(int(forest.roots[tree]), 0)]
        while waiting:
            node, place = waiting.pop()
            if forest.feature[node] < 0:
                while place < inner:
                    place = 2 * place + 1
                value[tree, place - inner] = forest.value[node]
                continue
            feature[tree, place], threshold[tree, place] = forest.feature[node], forest.threshold[node]
            waiting += [(int(forest.left[node]), 2 * place + 1), (int(forest.right[node]), 2 * place + 2)]
    return CompleteTrees(feature, threshold, value, depth)


def _depth(forest: Forest, node: int) -> int:
    if forest.feature[node] < 0:
        return 0
    return 1 + max(_depth(forest, int(forest.left[node])), _depth(forest, int(forest.right[node])))


def quantised(trees: CompleteTrees, rows: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Rows and thresholds as places among each feature's different values: the same way through every tree."""
    small = np.empty(rows.shape, np.uint8)
    thresholds = np.full(trees.threshold.shape, 255, np.uint8)
    for column in range(rows.shape[1]):
        values = np.unique(rows[:, column])
        small[:, column] = np.searchsorted(values, rows[:, column]) + 1
        tested = (trees.feature == column) & np.isfinite(trees.threshold)
        thresholds[tested] = np.searchsorted(values, trees.threshold[tested], side="right")
    return small, thresholds


@njit(cache=True, nogil=True)
def walk_complete(feature, threshold, value, depth, rows, block, out):
    """Walk padded trees, tree by tree over blocks of rows."""
    inner = feature.shape[1]
    trees = feature.shape[0]
    for start in range(0, len(rows), block):
        end = min(start + block, len(rows))
        out[start:end] = 0.0
        for tree in range(trees):
            for row in range(start, end):
                node = 0
                for _ in range(depth):
                    node = 2 * node + 1 + (rows[row, feature[tree, node]] > threshold[tree, node])
                out[row] += value[tree, node - inner]
        for row in range(start, end):
            out[row] /= trees


@njit(cache=True, nogil=True)
def _rows(codes, row, rows):
    """A pair's codes as the engine's forest takes them."""
    for channel in range(CHANNELS):
        rows[channel] = STARTS[channel] + codes[row, channel]


@njit(cache=True, nogil=True)
def _additive(additive, rows):
    odds = 0.0
    for channel in range(CHANNELS):
        odds += additive[rows[channel]]
    return odds


@njit(cache=True, nogil=True)
def masked(model, codes, out):
    """The engine's way: one AND a channel and tree, on ready-made codes."""
    rows, left = np.empty(CHANNELS, np.int64), np.empty(model.trees, np.uint32)
    for row in range(len(codes)):
        _rows(codes, row, rows)
        total = leaves_of(model, rows, left)
        odds = _additive(model.additive, rows) + total / LEAF_SCALE
        out[row] = 100.0 / (1.0 + exp(-odds))


@njit(cache=True, nogil=True)
def remembered(model, codes, keys, totals, out):
    """The same, a row of codes that was met before looked up in a table; answers how many were."""
    found = 0
    size = np.uint64(len(keys))
    rows, left = np.empty(CHANNELS, np.int64), np.empty(model.trees, np.uint32)
    for row in range(len(codes)):
        _rows(codes, row, rows)
        key = np.uint64(0)
        for channel in range(CHANNELS):
            key = key * RADIX[channel] + np.uint64(codes[row, channel])
        place = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)
        place = place % size
        if keys[place] == key + np.uint64(1):
            found += 1
            total = totals[place]
        else:
            total = leaves_of(model, rows, left)
            keys[place] = key + np.uint64(1)
            totals[place] = total
        odds = _additive(model.additive, rows) + total / LEAF_SCALE
        out[row] = 100.0 / (1.0 + exp(-odds))
    return found


@njit(cache=True, nogil=True)
def bounded(model, codes, floors, most, out):
    """The same, but for pairs that can't enter a list whatever the forest says; answers how many were left out.

    ``floors`` are the log-odds that a pair must pass, ``most`` is the most that the forest can add.
    """
    skipped = 0
    rows, left = np.empty(CHANNELS, np.int64), np.empty(model.trees, np.uint32)
    for row in range(len(codes)):
        _rows(codes, row, rows)
        odds = _additive(model.additive, rows)
        if odds + most < floors[row]:
            skipped += 1
            out[row] = np.nan
            continue
        total = leaves_of(model, rows, left)
        out[row] = 100.0 / (1.0 + exp(-(odds + total / LEAF_SCALE)))
    return skipped
