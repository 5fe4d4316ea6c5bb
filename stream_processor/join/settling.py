"""Applies changed entities to one side of a shard, and to the lists of both."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from data.contract.entities import Entity
from stream_processor.join.ranking import Ranking, Slots
from stream_processor.join.side import C, Side


def settle(side: Side[C], changes: Mapping[str, Entity | None], *, own: Ranking, other: Ranking) -> Slots:
    """Apply changes to a side, and remove changed and removed entities from the lists; returns the slots to score."""
    were = np.flatnonzero(side.listed)
    touched = [side.drop(name) if entity is None else side.put(name, entity) for name, entity in changes.items()]
    is_touched = np.zeros(side.size, np.bool_)
    is_touched[[slot for slot in touched if slot is not None]] = True
    left = np.zeros(side.size, np.bool_)
    left[were] = is_touched[were]
    if left.any():
        other.remove(left)
    own.grow(side.size)
    own.clear(np.flatnonzero(is_touched).astype(np.int32))
    return np.flatnonzero(is_touched & side.listed).astype(np.int32)
