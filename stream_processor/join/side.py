"""One side of the join: the applicants of a shard or the jobs, each entity in a slot."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.features.columns import ApplicantColumns, JobColumns
from stream_processor.join.ranking import Flags, Slots
from stream_processor.join.ranks import Ranks

C = TypeVar("C", JobColumns, ApplicantColumns)
_FIRST = 64


class Stamp(NamedTuple):
    """Identifies the last event that changed an entity."""

    revision: int
    event: int
    """Hash of the whole event: distinguishes a repeated event from another one of the same time."""


class Side(Generic[C]):
    """Entities by id, each in a slot of the model's columns.

    An id keeps its stamp after its entity was removed, so that a late event can't bring it back. Stamps are kept by
    slot, as two integers each; those of ids without a slot by id.

    Attributes
    ----------
    live : ndarray of bool
        By slot, whether it holds an entity.
    fresh : ndarray of bool
        By slot, whether the entity changed since the last publishing.
    rank : ndarray of int32
        By slot, a number in the order of ids: breaks ties.
    """

    def __init__(self, columns: C) -> None:
        self.columns: C = columns
        self.live: Flags = np.zeros(0, np.bool_)
        self.fresh: Flags = np.zeros(0, np.bool_)
        self._stamps: NDArray[np.int64] = np.zeros((0, 2), np.int64)
        self._slot: dict[str, int] = {}
        self._ids: list[str] = []
        self._absent: dict[str, Stamp] = {}
        self._order: array[int] = array("i")
        self._ranks = Ranks()
        self._changed: list[int] = []
        self._free: list[int] = []
        self._freed: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._slot

    def knows(self, name: str) -> bool:
        """Whether an event of an id ever came, be its entity there or gone."""
        return name in self._slot or name in self._absent

    def __len__(self) -> int:
        return len(self._slot)

    def accept(self, name: str, stamp: Stamp) -> bool:
        """Note an event's stamp; returns False for an event that is older than the last one, or a repetition of it."""
        slot = self._slot.get(name)
        held = self._absent.get(name) if slot is None else Stamp(*self._stamps[slot].tolist())
        if held is not None and (stamp.revision < held.revision or stamp == held):
            return False
        if slot is None:
            self._absent[name] = stamp
        else:
            self._stamps[slot] = stamp
        return True

    def put(self, name: str, entity: Any) -> int:
        """Add or replace an entity, whose event was accepted; returns its slot."""
        slot = self._slot.get(name)
        if slot is None:
            slot = self._admit(name)
        self.columns.put(slot, entity)
        self.live[slot] = self.fresh[slot] = True
        self._changed.append(slot)
        return slot

    def _admit(self, name: str) -> int:
        """Assign a slot to an id."""
        # An id that comes back before its removal was published gets its old slot again, because the published lists
        # refer to that slot.
        slot = self._freed.pop(name, -1)
        if slot < 0:
            slot = self._free.pop() if self._free else len(self._ids)
        self._slot[name] = slot
        if slot == len(self._ids):
            self._ids.append(name)
        else:
            self._ids[slot] = name
        self._order.insert(place := self._place(name), slot)
        if slot >= self.live.size:
            self._grow()
        self._ranks.insert(self._order, place, self.live.size)
        self._stamps[slot] = self._absent.pop(name)
        return slot

    def _grow(self) -> None:
        held = self.live.size
        size = max(held + held // 8, _FIRST)
        self.live, self.fresh = (np.pad(flags, (0, size - held)) for flags in (self.live, self.fresh))
        self._stamps = np.pad(self._stamps, ((0, size - held), (0, 0)))

    def _place(self, name: str) -> int:
        """The position that an id has, or would have, in the order of ids."""
        return bisect_left(self._order, name, key=self._ids.__getitem__)

    def drop(self, name: str) -> int | None:
        """Remove an entity; returns the slot it had. The slot is not reused before `publish`."""
        slot = self._slot.get(name)
        if slot is not None:
            del self._order[self._place(name)]
            del self._slot[name]
            self._absent[name] = Stamp(*self._stamps[slot].tolist())
            self.live[slot] = False
            self.columns.clear(slot)
            self._freed[name] = slot
        return slot

    def publish(self) -> None:
        """Mark all changes as published: slots of removed entities may be reused."""
        self.fresh[self._changed] = False
        self._changed.clear()
        self._free += self._freed.values()
        self._freed.clear()

    def slot(self, name: str) -> int | None:
        """The slot of an id; None where it has no entity."""
        return self._slot.get(name)

    def last_slot(self, name: str) -> int:
        """The slot that an id has, or had at the last `publish`; -1 where it has none."""
        return self._slot.get(name, self._freed.get(name, -1))

    def names(self, slots: Slots) -> list[str]:
        """The ids in slots."""
        return [self._ids[slot] for slot in slots.tolist()]

    def revisions(self, slots: Slots) -> list[int]:
        """The revisions of the entities in slots, in microseconds since 1970."""
        revisions: list[int] = self._stamps[slots, 0].tolist()
        return revisions

    @property
    def size(self) -> int:
        """Number of slots: all slots in use are below it."""
        return len(self._ids)

    @property
    def listed(self) -> Flags:
        """By slot, whether its entity may be in lists; a new array."""
        return self.live[: self.size].copy()

    def are_listed(self, slots: Slots) -> Flags:
        """Whether the entities in slots may be in lists."""
        return self.live[slots]

    @property
    def slots(self) -> Slots:
        """The slots of entities that may be in lists, ascending."""
        return np.flatnonzero(self.listed).astype(np.int32)

    @property
    def rank(self) -> Slots:
        """By slot, a number in the order of ids."""
        return self._ranks.of(self._order, self.live.size)


class Applicants(Side[ApplicantColumns]):
    """The side of the applicants: one of whom nothing is known has a slot, but is in no list."""

    @property
    def listed(self) -> Flags:
        """As in `Side`, without applicants of whom nothing is known."""
        return super().listed & self.columns.known[: self.size]

    def are_listed(self, slots: Slots) -> Flags:
        """As in `Side`, without applicants of whom nothing is known."""
        return super().are_listed(slots) & self.columns.are_known(slots)
