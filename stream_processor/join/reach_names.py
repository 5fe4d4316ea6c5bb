"""Who of a side names each skill, kept with every change of an entity.

An entry is a slot and, of a job, in which of its sets the skill is. Each skill has a row of entries with room behind
them.
"""

# ruff: noqa: ANN001, ANN202 - compiled: numba infers the types

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.text.bit_words import lowest64
from stream_processor.join.direct_calls import direct
from stream_processor.join.ranking import Slots
from stream_processor.join.reach_bounds import SET_BITS, SETS, sets_of

_SHIFT = np.uint32(SET_BITS)
_ONE = np.uint64(1)


class Names:
    """Rows of those who name each skill.

    Parameters
    ----------
    is_job : bool
        Whether they are jobs.

    Attributes
    ----------
    skills : ndarray of uint64, shape (slots, SKILL_WORDS)
        The skills that each names, in any of its sets.
    length : ndarray of int64
        How many name each skill.
    """

    def __init__(self, *, is_job: bool) -> None:
        self._is_job = is_job
        self.skills: NDArray[np.uint64] = np.zeros((0, at.SKILL_WORDS), np.uint64)
        self._start, self.length, self._room = (np.zeros(64 * at.SKILL_WORDS, np.int64) for _ in range(3))
        self._named: NDArray[np.uint32] = np.zeros(0, np.uint32)

    @property
    def arrays(self) -> tuple[Any, ...]:
        """Where each row begins, its length, and the rows, as arguments of the kernels; stale after the next change."""
        return self._start, self.length, self._named

    def grow(self, more: int) -> None:
        """Make room for more slots."""
        self.skills = np.pad(self.skills, ((0, more), (0, 0)))

    def make(self, bits: NDArray[np.uint64], slots: Slots) -> None:
        """Enter these slots, and nobody else."""
        self.skills[:] = 0
        self.length[:] = 0
        self._named = np.zeros(0, np.uint32)
        _count(bits, self._is_job, slots, self.length)
        self._widen()
        self.length[:] = 0
        self.add(bits, slots)

    def add(self, bits: NDArray[np.uint64], slots: Slots) -> None:
        """Enter slots that are in no row."""
        begun = 0
        while True:
            begun = _ADD(
                bits, self._is_job, slots, begun, self.skills, self._start, self.length, self._room, self._named
            )
            if begun == slots.size:
                return
            self._widen()

    def remove(self, slots: Slots) -> None:
        """Remove slots from the rows of the skills that they named."""
        _REMOVE(slots, self.skills, self._start, self.length, self._named)

    def _widen(self) -> None:
        """Give every skill room for a quarter more."""
        self._room = self.length + self.length // 4 + 4
        start = np.cumsum(self._room) - self._room
        named = np.empty(int(self._room.sum()), np.uint32)
        if self._named.size:
            _move(self._start, self.length, self._named, start, named)
        self._start, self._named = start, named


@njit(cache=True, nogil=True)
def _skills(bits, slot, word, is_job):  # type: ignore[no-untyped-def]
    if not is_job:
        return bits[slot, at.A_SKILLS + word]
    found = np.uint64(0)
    for number in range(len(SETS)):
        found |= bits[slot, SETS[number][0] + word]
    return found


@njit(cache=True, nogil=True)
def _count(bits, is_job, slots, length):  # type: ignore[no-untyped-def]
    """Count who of these slots names each skill."""
    for slot in slots:
        for word in range(at.SKILL_WORDS):
            left = _skills(bits, slot, word, is_job)
            while left != 0:
                length[64 * word + np.int64(lowest64(left))] += 1
                left &= left - _ONE


@njit(cache=True, nogil=True)
def _add(bits, is_job, slots, begun, skills, start, length, room, named):  # type: ignore[no-untyped-def]
    """Enter slots that are in no row; returns which of them found no room, or how many there are."""
    for place in range(begun, len(slots)):
        slot = slots[place]
        for word in range(at.SKILL_WORDS):
            left = skills[slot, word] = _skills(bits, slot, word, is_job)
            while left != 0:
                skill = 64 * word + np.int64(lowest64(left))
                if length[skill] == room[skill]:
                    _remove(slots[place : place + 1], skills, start, length, named)
                    return place
                bit = left & (~left + _ONE)
                entry = np.uint32(slot) << _SHIFT
                if is_job:
                    entry |= np.uint32(sets_of(bits, slot, word, bit))
                named[start[skill] + length[skill]] = entry
                length[skill] += 1
                left ^= bit
    return len(slots)


@njit(cache=True, nogil=True)
def _remove(slots, skills, start, length, named):  # type: ignore[no-untyped-def]
    """Remove slots from the rows of the skills that they named."""
    for slot in slots:
        for word in range(at.SKILL_WORDS):
            left = skills[slot, word]
            skills[slot, word] = 0
            while left != 0:
                skill = 64 * word + np.int64(lowest64(left))
                left &= left - _ONE
                last = start[skill] + length[skill] - 1
                for place in range(start[skill], last + 1):
                    if named[place] >> _SHIFT == slot:
                        named[place] = named[last]
                        length[skill] -= 1
                        break


@njit(cache=True, nogil=True)
def _move(start, length, named, new_start, new_named):  # type: ignore[no-untyped-def]
    """Copy all rows to where they have more room."""
    for skill in range(len(start)):
        for number in range(length[skill]):
            new_named[new_start[skill] + number] = named[start[skill] + number]


_ADD, _REMOVE = direct(_add), direct(_remove)
