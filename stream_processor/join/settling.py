"""Applies changed entities to one side of a shard, and later to the lists of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

import numpy as np

from data.contract.entities import Entity
from stream_processor.join.ranking import Flags, Ranking, Slots
from stream_processor.join.side import C, Side


class Settling(Generic[C]):
    """What changed on a side since its lists were brought up to date."""

    def __init__(self, side: Side[C]) -> None:
        self._side: Side[C] = side
        self._touched: set[int] = set()
        self._were: Flags = np.zeros(0, np.bool_)

    def __bool__(self) -> bool:
        return bool(self._touched)

    def take(self, changes: Mapping[str, Entity | None]) -> None:
        """Put changed entities into the side, and drop removed ones (None)."""
        for name, entity in changes.items():
            slot = self._side.drop(name) if entity is None else self._side.put(name, entity)
            if slot is not None:
                self._touched.add(slot)

    def settle(self, own: Ranking, other: Ranking) -> Slots:
        """Remove changed and removed entities from the lists; returns the slots to score."""
        side = self._side
        touched = np.array(sorted(self._touched), np.int32)
        left = np.zeros(side.size, np.bool_)
        left[touched] = True
        left[: self._were.size] &= self._were
        left[self._were.size :] = False
        if left.any():
            other.remove(left)
        own.grow(side.size)
        own.clear(touched)
        self._touched.clear()
        self._were = side.listed
        return touched[self._were[touched]]
