"""One side of a shard as bounds see it: classes, areas and who names each skill, kept with every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic

import numpy as np
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import CHANNELS
from model.scoring.bounds import Classes, classes_of_applicants, classes_of_jobs
from stream_processor.join.building_room import BLOCK
from stream_processor.join.direct_calls import direct
from stream_processor.join.ranking import Slots
from stream_processor.join.reach_bounds import CODE_BITS, TABLE
from stream_processor.join.reach_names import Names
from stream_processor.join.reach_numbers import number_of
from stream_processor.join.reach_query import BUCKETS, NOBODY
from stream_processor.join.side import C, Side

_AREAS = at.J_TEXT - at.J_NEARNESS
_REBUILT_SHARE = 8
"""The index is made anew where at least one entity in so many changed."""
_MOST_CLASSES = 4
"""It is also made anew once there are so many times more classes than when it was made, and some."""
_ASKED = ((at.J_COUNT_REQUIRED, 0), (at.J_COUNT_TITLE, 16), (at.J_COUNT_NICE, 32))
"""Where a job's numbers of skills stand, and by how much each is shifted in `Index.asked`."""
_NUMBER = direct(number_of)


class Index(Generic[C]):
    """The index of one side.

    Parameters
    ----------
    side : Side
    is_job : bool
        Whether it is the side of the jobs.

    Attributes
    ----------
    listed : int
        Number of entities that may be in lists.
    of : ndarray of int32
        By slot, the number of its class; 0 stands for nobody who may be in lists.
    names : Names
        Who names each skill.
    asked : ndarray of uint64
        By slot, how many skills a job requires, has in its title and would like: 16 bits each.
    """

    def __init__(self, side: Side[C], *, is_job: bool) -> None:
        self._side: Side[C] = side
        self._is_job = is_job
        self._classes_of: Callable[[Any, Any], Classes] = classes_of_jobs if is_job else classes_of_applicants
        self._place_words = [at.J_AREAS, at.J_CONTRACTS] if is_job else [at.A_AREAS, at.A_CONTRACTS]
        self._first_word = min(self._place_words) if is_job else 0  # what is read of an entity's words
        self._number: dict[int, int] = {}
        self._place_number: dict[tuple[int, ...], int] = {}
        self._pending: set[int] = set()
        self._made_of = -1
        self.listed = 0
        self.of: Slots = np.zeros(0, np.int32)
        self.names = Names(is_job=is_job)
        self.asked: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._place: Slots = np.zeros(0, np.int32)
        self._near: NDArray[np.int8] = np.zeros((_AREAS, 0), np.int8)
        self._classes: NDArray[np.uint64] = np.zeros(1, np.uint64)
        self._places: NDArray[np.uint64] = np.zeros((1, 2), np.uint64)
        self._held: tuple[Any, ...] | None = None

    def note(self, slots: Slots) -> None:
        """Note slots whose entity changed, came or went."""
        self._pending.update(slots.tolist())

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The index, as an argument of `reach_query.reached`; stale after the next change."""
        named: tuple[Any, ...] = self.names.arrays
        held = self._held
        if held is None or held[-1] != self._side.size or held[-2] is not named[-1]:
            classes, places = self._classes[: len(self._number) + 1], self._places[: max(1, len(self._place_number))]
            held = self._held = (self.of, classes, self._place, places, self._near, *named, self._side.size)
        return held

    def room(self, trees: int) -> tuple[Any, ...]:
        """Space for a query against this side, with a model of so many trees."""
        return _room(self.of.size, len(self._classes), len(self._places), trees)

    def mine(self, slot: int) -> np.uint64:
        """The class of who is in a slot, as `pack` writes it."""
        mine: np.uint64 = self._classes[self.of[slot]]
        return mine

    def bring_up(self) -> bool:
        """Take in what was noted; returns whether arrays were replaced."""
        if not self._pending and self._made_of >= 0:
            return False
        held = self.of, self._classes, self._places
        pending = np.fromiter(self._pending, np.int32, len(self._pending))
        many = _REBUILT_SHARE * pending.size >= max(self._side.size, 1)
        if self._made_of < 0 or many or len(self._number) > _MOST_CLASSES * self._made_of + 1000:
            self._make()
        elif pending.size:
            self._grow()
            self.names.remove(pending)
            listed = pending[self._side.are_listed(pending)]
            self.listed += listed.size - int(np.count_nonzero(self.of[pending]))
            self.of[pending] = 0
            for slot in listed.tolist():
                if not _NUMBER(self._side.columns.arrays, slot, self._is_job, self.arrays, self.asked):
                    self._describe(slot)
            self.names.add(self._side.columns.bits, listed)
        self._pending.clear()
        return any(old is not new for old, new in zip(held, (self.of, self._classes, self._places), strict=True))

    def _make(self) -> None:
        """Index all entities."""
        self._grow()
        self.of[:] = self._place[:] = 0  # of those who are gone too: their numbers may be none any more
        slots, columns = self._side.slots, self._side.columns
        nobody = np.zeros((0, 5), np.int64)
        classes = self._classes_of(columns, slots) if slots.size else Classes(slots, nobody, nobody[:, 0])
        self.of[slots] = classes.of + 1
        self.listed = slots.size
        packed = pack(classes.levels, classes.flags)
        self._classes = np.concatenate([np.zeros(1, np.uint64), packed])
        self._number = {key: number for number, key in enumerate(packed.tolist(), 1)}
        self._made_of = len(self._number)
        self._places, place = np.unique(columns.bits[slots][:, self._place_words], axis=0, return_inverse=True)
        self._place[slots] = place.ravel()
        self._place_number = {tuple(row): number for number, row in enumerate(self._places.tolist())}
        if not slots.size:
            self._places = np.zeros((1, 2), np.uint64)
        if self._is_job:
            self._near[:, slots] = columns.text[slots, at.J_NEARNESS :].T
            self.asked[slots] = _asked(columns.small[slots])
        self.names.make(columns.bits, slots)
        self._held = None

    def _grow(self) -> None:
        """Make room for all slots, in whole blocks."""
        size, held = self._side.size, self.of.size
        if size <= held:
            return
        more = -(-max(size, held + held // 8) // 64) * 64 - held
        self._held = None
        self.of = np.pad(self.of, (0, more))
        self._place = np.pad(self._place, (0, more))
        self.names.grow(more)
        if self._is_job:
            self.asked = np.pad(self.asked, (0, more))
            self._near = np.pad(self._near, ((0, 0), (0, more)))

    def _describe(self, slot: int) -> None:
        """Number the class of an entity, and what it says of areas."""
        columns, self._held = self._side.columns, None
        small, real = columns.small[slot].tolist(), columns.real[slot].tolist()
        bits = columns.bits[slot, self._first_word :].tolist()
        key = _job(small, real) if self._is_job else _applicant(small, bits, real)
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self._number) + 1
            if number >= len(self._classes):
                self._classes = np.pad(self._classes, (0, 64 + number // 8))
            self._classes[number] = key
        self.of[slot] = number
        words = tuple(bits[word - self._first_word] for word in self._place_words)
        place = self._place_number.get(words)
        if place is None:
            place = self._place_number[words] = len(self._place_number)
            if place >= len(self._places):
                self._places = np.pad(self._places, ((0, 16 + place // 8), (0, 0)))
            self._places[place] = words
        self._place[slot] = place
        if self._is_job:
            self._near[:, slot] = columns.text[slot, at.J_NEARNESS :]
            self.asked[slot] = sum(small[place] << shift for place, shift in _ASKED)


def _room(size: int, classes: int, places: int, trees: int) -> tuple[Any, ...]:
    """Space by slot, by block, by class, for one pair, by area, for what classes add, and for what is found."""
    return (
        np.full(size, NOBODY), np.zeros(size, np.uint64), np.empty(size, np.int32), np.zeros(size, np.uint8),
        np.empty(size // BLOCK, np.int32), np.empty(size // BLOCK, np.int32),
        np.zeros(classes, np.int32), np.zeros(classes, np.int32), np.zeros(2 * classes, np.int32),
        np.zeros(BUCKETS, np.int64), np.empty(len(CHANNELS), np.int64), np.empty(trees, np.uint32),
        np.empty(places, np.int32), np.empty(256, np.int32), np.empty(TABLE, np.int32),
        np.empty(size, np.int32), np.empty(size, np.float64),
    )  # fmt: skip


def pack(levels: NDArray[np.int64], flags: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Classes as one number each: levels from the lowest bits on, then flags."""
    shifts = CODE_BITS * np.arange(6, dtype=np.int64)
    whole = (levels << shifts[:5]).sum(axis=-1) | flags << shifts[5]
    return np.asarray(whole, np.uint64)


def _asked(small: NDArray[np.int32]) -> NDArray[np.uint64]:
    places, shifts = zip(*_ASKED, strict=True)
    counts = small[:, list(places)].astype(np.uint64) << np.array(shifts, np.uint64)
    found: NDArray[np.uint64] = counts.sum(axis=1, dtype=np.uint64)
    return found


def _job(small: list[int], real: list[float]) -> int:
    """As `pack` of `classes_of_jobs`, of one."""
    counts = (at.J_COUNT_REQUIRED, at.J_COUNT_TITLE, at.J_COUNT_NICE, at.J_COUNT_FAMILIES)
    said = [small[place] != 0 for place in counts] + [real[at.REAL_INVERSE] != 0]
    return _packed([*small[: at.LEVELS], 2 * min(at.ASKED_TOP, small[at.J_COUNT_REQUIRED])], said)


def _applicant(small: list[int], bits: list[int], real: list[float]) -> int:
    """As `pack` of `classes_of_applicants`, of one."""
    skilled = small[at.A_SAID] != 0 or any(bits[: at.SKILL_WORDS])
    families, areas, contracts = (bits[word] != 0 for word in (at.A_FAMILIES, at.A_AREAS, at.A_CONTRACTS))
    texts = any(real[at.REAL_INVERSE :])
    return _packed([*small[: at.LEVELS], small[at.A_CERTIFIED]], [skilled, families, texts, areas, contracts])


def _packed(levels: list[int], said: list[bool]) -> int:
    number = 0
    for one in said:
        number = number << 1 | one
    for level in reversed(levels):
        number = number << CODE_BITS | level
    return number
