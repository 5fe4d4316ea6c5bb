"""Groups of people by one attribute, and by two at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from model.audit.protected import Protected

UNKNOWN = -1


@dataclass(frozen=True)
class Grouping:
    """People by the values of one attribute, or of two.

    Attributes
    ----------
    attributes : tuple of str
    groups : tuple of tuple of str
        The values of each group, in the order of the attributes.
    codes : ndarray of shape (n_people,), int64
        Number of each person's group; -1 where a value is unknown.
    """

    attributes: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    codes: NDArray[np.int64]


def groupings(protected: Protected, people: Sequence[str]) -> list[Grouping]:
    """One grouping for each attribute, then one for each two.

    Parameters
    ----------
    protected : Protected
    people : sequence of str
        Ids. Groups to which none of them belongs are left out.
    """
    single = [
        _grouping((name,), [None if person not in values else (values[person],) for person in people])
        for name, values in protected.attributes.items()
    ]
    crossed = []
    for left, right in combinations(protected.attributes.items(), 2):
        both = [
            (left[1][person], right[1][person]) if person in left[1] and person in right[1] else None
            for person in people
        ]
        crossed.append(_grouping((left[0], right[0]), both))
    return single + crossed


def _grouping(attributes: tuple[str, ...], values: Sequence[tuple[str, ...] | None]) -> Grouping:
    groups = tuple(sorted({value for value in values if value is not None}))
    number = {group: code for code, group in enumerate(groups)}
    codes = np.array([UNKNOWN if value is None else number[value] for value in values], np.int64)
    return Grouping(attributes, groups, codes)


def joint(singles: Sequence[Grouping]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What shuffling must keep together.

    Parameters
    ----------
    singles : sequence of Grouping
        One for each attribute.

    Returns
    -------
    cells : ndarray of shape (n_people,), int64
        The number of each person's values of all attributes; unknown is a value here.
    strata : ndarray of shape (n_people,), int64
        Which attributes are known of each person: values are shuffled only among people of whom the same is known, so
        that who keeps silent does not matter.
    """
    codes = np.column_stack([grouping.codes for grouping in singles])
    cells = np.unique(codes, axis=0, return_inverse=True)[1].reshape(-1)
    strata = np.unique(codes != UNKNOWN, axis=0, return_inverse=True)[1].reshape(-1)
    return cells.astype(np.int64), strata.astype(np.int64)
