"""One side of the join: the applicants of a shard, or the jobs."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.columns import ApplicantColumns, JobColumns
from stream_processor.ranking import Flags, Slots

C = TypeVar("C", JobColumns, ApplicantColumns)


class Stamp(NamedTuple):
    """What an entity was last changed by."""

    revision: int
    event: int
    """Hash of the whole event: tells a repeated event from another one of the same time."""


class Side(Generic[C]):
    """Entities by id, each in a slot of the model's columns.

    An id keeps its stamp when its entity is removed, so that a late event can't bring it back.

    Attributes
    ----------
    live : ndarray of bool
        By slot, whether an entity is there.
    fresh : ndarray of bool
        By slot, whether the entity changed since the last publishing.
    rank : ndarray of int64
        By slot, the position of its id among all ids: breaks ties.
    """

    def __init__(self, columns: C) -> None:
        self.columns: C = columns
        self.live: Flags = np.zeros(0, np.bool_)
        self.fresh: Flags = np.zeros(0, np.bool_)
        self._slot: dict[str, int] = {}
        self._ids: list[str] = []
        self._stamps: dict[str, Stamp] = {}
        self._order: list[str] = []
        self._rank: NDArray[np.int64] | None = None
        self._free: list[int] = []
        self._freed: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._slot

    def __len__(self) -> int:
        return len(self._slot)

    def accept(self, name: str, stamp: Stamp) -> bool:
        """Whether an event is news of its entity: not older than what is known and not the same again."""
        held = self._stamps.get(name)
        if held is not None and (stamp.revision < held.revision or stamp == held):
            return False
        self._stamps[name] = stamp
        return True

    def put(self, name: str, entity: Any) -> int:
        """Add or replace an entity; returns its slot."""
        slot = self._slot.get(name)
        if slot is None:
            # An id that comes back before its removal was published gets its own slot again: what was
            # published stands under that slot.
            slot = self._freed.pop(name, -1)
            if slot < 0:
                slot = self._free.pop() if self._free else len(self._ids)
            self._slot[name] = slot
            if slot == len(self._ids):
                self._ids.append(name)
            else:
                self._ids[slot] = name
            insort(self._order, name)
            self._rank = None
            if slot >= self.live.size:
                more = max(64, self.live.size)
                self.live = np.concatenate([self.live, np.zeros(more, np.bool_)])
                self.fresh = np.concatenate([self.fresh, np.zeros(more, np.bool_)])
        self.columns.put(slot, entity)
        self.live[slot] = self.fresh[slot] = True
        return slot

    def drop(self, name: str) -> int | None:
        """Remove an entity; returns the slot it had. The slot is not given again before `publish`."""
        slot = self._slot.pop(name, None)
        if slot is not None:
            self.live[slot] = False
            self.columns.clear(slot)
            del self._order[bisect_left(self._order, name)]
            self._rank = None
            self._freed[name] = slot
        return slot

    def publish(self) -> None:
        """Take all changes for published: slots of removed entities may be given again."""
        self.fresh[:] = False
        self._free += self._freed.values()
        self._freed.clear()

    def slot(self, name: str) -> int | None:
        """The slot of an id, if its entity is there."""
        return self._slot.get(name)

    def last_slot(self, name: str) -> int:
        """The slot that an id has, or had until what `publish` has not seen yet; -1 where it has none."""
        return self._slot.get(name, self._freed.get(name, -1))

    def name(self, slot: int) -> str:
        """The id in a slot."""
        return self._ids[slot]

    def revision(self, name: str) -> int:
        """The revision of an id, in microseconds since 1970."""
        return self._stamps[name].revision

    @property
    def size(self) -> int:
        """Slots in use are below this number."""
        return len(self._ids)

    @property
    def slots(self) -> Slots:
        """The slots with an entity, ascending."""
        return np.flatnonzero(self.live).astype(np.int32)

    @property
    def rank(self) -> NDArray[np.int64]:
        """By slot, the position of its id among all ids."""
        if self._rank is None:
            self._rank = np.zeros(self.live.size, np.int64)
            order = np.fromiter((self._slot[name] for name in self._order), np.int64, len(self._order))
            self._rank[order] = np.arange(order.size)
        return self._rank
