"""Applies changed entities to one side of a shard, and later to the lists of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NamedTuple

import numpy as np

from data.contract.entities import Entity
from stream_processor.join.ranking import Flags, Ranking, Slots
from stream_processor.join.side import C, Side

_NONE: Slots = np.zeros(0, np.int32)


class Settled(NamedTuple):
    """What changed on a side.

    Attributes
    ----------
    touched : ndarray of int32
        Slots of changed and removed entities.
    listed : ndarray of int32
        Those of them that may be in lists.
    short : ndarray of int32
        Owners of the other side whose lists lost members, and were short then.
    """

    touched: Slots
    listed: Slots
    short: Slots


class Settling(Generic[C]):
    """What changed on a side since its lists were brought up to date.

    Attributes
    ----------
    listed : int
        Number of its entities that may be in lists.
    """

    def __init__(self, side: Side[C]) -> None:
        self._side: Side[C] = side
        self._touched: set[int] = set()
        self._were: Flags = np.zeros(0, np.bool_)
        self.listed = 0

    def __bool__(self) -> bool:
        return bool(self._touched)

    def take(self, changes: Mapping[str, Entity | None]) -> None:
        """Put changed entities into the side, and drop removed ones (None)."""
        for name, entity in changes.items():
            slot = self._side.drop(name) if entity is None else self._side.put(name, entity)
            if slot is not None:
                self._touched.add(slot)

    def settle(self, own: Ranking, other: Ranking) -> Settled:
        """Remove changed and removed entities from the lists; empty their own."""
        side = self._side
        if not self._touched:
            return Settled(_NONE, _NONE, _NONE)
        touched = np.array(sorted(self._touched), np.int32)
        self._touched.clear()
        if side.size > self._were.size:
            self._were = np.pad(self._were, (0, side.live.size - self._were.size))
        were, now = self._were[touched], side.are_listed(touched)
        gone, listed = touched[were], touched[now]
        short = other.remove(gone)
        own.grow(side.size)
        own.clear(touched)
        self._were[touched] = now
        self.listed += listed.size - gone.size
        return Settled(touched, listed, short)
