"""What the compiled building of lists works on: groups of equal entities, columns and model, and its space."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import CHANNELS
from model.features.layout import Arrays
from model.scoring.kernel import Compiled

uncounted: Callable[[Callable[..., Any]], Callable[..., Any]] = njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]
"""Compiles a function that makes no array: without the references that Numba counts, one for each field of a tuple that
a function reads. They took a fifth of the time."""
NONE_YET = np.int64(0)
"""Where a kernel begins to count, when it hands that on: for a plain 0 Numba compiles what takes it a second time."""
BLOCK = 16
"""Bounds are looked at in blocks of so many: most blocks end with one comparison."""
LEAST = -(1 << 30)
"""Below every bound: that of a pair that was scored, or of no pair."""
NEVER = 1 << 29
"""Above every bound."""
BUCKETS = 512
"""Number of buckets in which bounds are sorted."""


P_SAID, P_CERTIFIED, P_AREAS, P_FAMILIES = range(at.LEVELS, at.LEVELS + 4)
"""What stands of an applicant in a row of `Sides.people`, behind where the codes of its levels begin."""


class Members(NamedTuple):
    """Entities of a side in groups of equal ones.

    Attributes
    ----------
    start : ndarray of int64, shape (groups + 1,)
        Where each group begins in `slots`.
    slots : ndarray of int32
        In each group in the order of ids.
    rank : ndarray of int32
        By slot, the position of its id among all ids.
    firsts : ndarray of int32, shape (groups,)
        The first slot of each group.
    """

    start: NDArray[np.int64]
    slots: NDArray[np.int32]
    rank: NDArray[np.int32]
    firsts: NDArray[np.int32]


class Sides(NamedTuple):
    """The columns of both sides, and the model; its additive part in the bounds' units too.

    Attributes
    ----------
    people : ndarray of int64, shape (groups, 8)
        What is read of each group of applicants where a pair is scored: 64 bytes, see `P_SAID`.
    texts : ndarray of int8, of shape (blocks, texts, pairs of dimensions, block, 2) as one row
    inverses : ndarray of float64, of shape (blocks, texts, block) as one row
        The texts of the groups of applicants, in blocks, and one over their lengths.
    present : ndarray of uint64, shape (blocks,)
        A bit for each text that anyone of a block has.
    """

    jobs: Arrays
    applicants: Arrays
    forest: Compiled
    additive: NDArray[np.int32]
    people: NDArray[np.int64]
    texts: NDArray[np.int8]
    inverses: NDArray[np.float64]
    present: NDArray[np.uint64]


class Room(NamedTuple):
    """Space for one job's work, and what is known of the applicants' lists; as long as there are groups, or blocks.

    Attributes
    ----------
    bound : ndarray of int32
        The most that the job's pairs may have, in whole blocks.
    counts : ndarray of uint64
        What skills of the job each group has: four counts in a word.
    texts : ndarray of int32
        The codes of the texts' similarity where it is exact, in whole blocks.
    best, reach : ndarray of int32
        Of each block the highest bound, and by how much a bound is above its applicant's floor at most.
    looked : ndarray of int32
        Of each block the last job with which its bounds were made exact in the texts.
    found, order, kept : ndarray of uint32
        `found` has room for one more, which does not count. An index without a sign is looked up with fewer steps.
    taken : ndarray of uint32
        The groups that were scored; what follows is aligned with it.
    rows : ndarray of int64, shape (groups, channels)
    leaves, odds : ndarray of int32
    floors : ndarray of int32
        The least bound with which a job may enter a group's list, in whole blocks.
    places : ndarray of int32, shape (groups, places of a list)
        The log-odds of the jobs in a group's list.
    sorting : ndarray of int64, shape (2, buckets + 1)
    left : ndarray of uint32, shape (trees,)
    areas : ndarray of int32, shape (kinds of areas,)
        The job's rows of area, nearness and contract, as of `model.scoring.area_bounds.of_areas`.
    """

    bound: NDArray[np.int32]
    counts: NDArray[np.uint64]
    texts: NDArray[np.int32]
    best: NDArray[np.int32]
    reach: NDArray[np.int32]
    looked: NDArray[np.int32]
    found: NDArray[np.uint32]
    order: NDArray[np.uint32]
    kept: NDArray[np.uint32]
    taken: NDArray[np.uint32]
    rows: NDArray[np.int64]
    leaves: NDArray[np.int32]
    odds: NDArray[np.int32]
    floors: NDArray[np.int32]
    places: NDArray[np.int32]
    sorting: NDArray[np.int64]
    left: NDArray[np.uint32]
    areas: NDArray[np.int32]

    @classmethod
    def of(cls, groups: int, places: int, trees: int, kinds: int) -> Room:
        """For so many groups of applicants, with lists so long, a forest of so many trees, and kinds of areas."""
        blocks = -(-groups // BLOCK)
        floors = np.full(BLOCK * blocks, NEVER, np.int32)
        floors[:groups] = LEAST + 1

        def whole(size: int) -> NDArray[np.int32]:
            return np.empty(size, np.int32)

        return cls(
            bound=np.full(BLOCK * blocks, LEAST, np.int32),
            counts=np.zeros(groups, np.uint64),
            texts=whole(BLOCK * blocks),
            best=whole(blocks),
            reach=whole(blocks),
            looked=np.full(blocks, -1, np.int32),
            found=np.empty(groups + 1, np.uint32),
            order=np.empty(groups, np.uint32),
            kept=np.empty(groups, np.uint32),
            taken=np.empty(groups + 1, np.uint32),
            rows=np.empty((groups, len(CHANNELS)), np.int64),
            leaves=whole(groups),
            odds=whole(groups),
            floors=floors,
            places=np.empty((groups, places), np.int32),
            sorting=np.empty((2, BUCKETS + 1), np.int64),
            left=np.empty(trees, np.uint32),
            areas=whole(kinds),
        )
