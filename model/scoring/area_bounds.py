"""Log-odds of area, nearness and contract, exact: of jobs and of what applicants say of areas and contracts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import CHANNELS, PLACE, STARTS
from model.features.columns import JobColumns
from model.levels.levels import TECHNOLOGY
from model.text.bit_words import lowest64

Whole = NDArray[np.int32]
ROW_BITS = 10
"""Bits in which a row of the masks has room, where three stand in one number."""
assert sum(channel.size for channel in CHANNELS) <= 1 << ROW_BITS
_TECHNOLOGY = np.uint64(TECHNOLOGY)
_AREA, _NEAR, _CONTRACT = (STARTS[PLACE[name]] for name in ("area", "near", "contract"))


def of_areas(additive: Whole, jobs: JobColumns, slots: NDArray[Any], areas: NDArray[np.uint64]) -> tuple[Whole, Whole]:
    """Log-odds of area, nearness and contract, and the rows of their codes (`model.scoring.kernel.rows_of`).

    Parameters
    ----------
    additive : ndarray of int32
        As `model.scoring.bounds.Bounds.additive`.
    jobs : JobColumns
    slots : ndarray of int, shape (n,)
    areas : ndarray of uint64, shape (m, 2)
        Areas and contracts of applicants.

    Returns
    -------
    odds, rows : ndarray of shape (n, m), int32
        Of rows three in one number, area's in the lowest `ROW_BITS`.
    """
    odds = np.empty((len(slots), len(areas)), np.int32)
    rows = np.empty_like(odds)
    _of_areas(jobs.arrays, slots, areas, additive, odds, rows)
    return odds, rows


@njit(cache=True, nogil=True)
def _of_areas(
    jobs: at.Arrays, slots: NDArray[Any], areas: NDArray[np.uint64], additive: Whole, odds: Whole, rows: Whole
) -> None:
    jb, jt = jobs.bits, jobs.text
    for row in range(len(slots)):
        j = slots[row]
        asked, offered = jb[j, at.J_AREAS], jb[j, at.J_CONTRACTS]
        area, near, last = _AREA, _NEAR, np.uint64(0)
        for column in range(len(areas)):
            named, wanted, contract = areas[column, 0], areas[column, 1], _CONTRACT
            if named != last:  # kinds with the same areas stand together
                area, near, last = _AREA, _NEAR, named
                if asked != 0:
                    technical = ((asked & _TECHNOLOGY) != 0) & ((named & _TECHNOLOGY) != 0)
                    other = ((asked & ~_TECHNOLOGY) != 0) & ((named & ~_TECHNOLOGY) != 0)
                    area += at.AREA_RELATED if technical | other else at.AREA_OTHER
                    area = _AREA + at.AREA_SAME if (asked & named) != 0 else area
                while named != 0:
                    near = max(near, _NEAR + 1 + np.int64(jt[j, np.uint64(at.J_NEARNESS) + lowest64(named)]))  # type: ignore[assignment]
                    named &= named - np.uint64(1)
            if (offered != 0) & (wanted != 0):
                contract += 2 if (offered & wanted) != 0 else 1
            odds[row, column] = additive[area] + additive[near] + additive[contract]
            rows[row, column] = area | near << ROW_BITS | contract << 2 * ROW_BITS
