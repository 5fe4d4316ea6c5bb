"""Entities as columns: a fixed number of bytes each, encoded once per revision, replaced in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import ApplicantDescription, JobDescription
from model.features import layout as at
from model.features.encoding import Encoded, EncodedJob

_D = TypeVar("_D", JobDescription, ApplicantDescription)
_E = TypeVar("_E", bound=Encoded)
_FIRST = 16


class _Columns(Generic[_D, _E]):
    """Base of both sides: slots of fixed size, growing by an eighth, so that few are spare.

    Parameters
    ----------
    encode : callable
        Turns an entity into its encoded form.
    capacity : int
        Number of slots at the start.
    """

    widths: tuple[int, int, int, int]
    """Sizes of one slot: 64-bit words, small integers, 8-bit integers, real numbers."""

    def __init__(self, encode: Callable[[_D], _E], capacity: int = _FIRST) -> None:
        self._encode: Callable[[_D], _E] = encode
        self._allocate(max(capacity, 1))

    def _allocate(self, capacity: int) -> None:
        words, small, text, real = self.widths
        self.bits: NDArray[np.uint64] = np.zeros((capacity, words), np.uint64)
        self.small: NDArray[np.int32] = np.zeros((capacity, small), np.int32)
        self.text: NDArray[np.int8] = np.zeros((capacity, text), np.int8)
        self.real: NDArray[np.float64] = np.zeros((capacity, real), np.float64)

    @property
    def capacity(self) -> int:
        """Number of slots before the columns must grow."""
        return len(self.bits)

    @property
    def nbytes(self) -> int:
        """Size of the columns in bytes, spare slots included."""
        return self.bits.nbytes + self.small.nbytes + self.text.nbytes + self.real.nbytes

    @property
    def arrays(self) -> at.Arrays:
        """The columns, as an argument of the kernels; stale after the next `put` that grows."""
        return at.Arrays(self.bits, self.small, self.text, self.real)

    def reserve(self, capacity: int) -> None:
        """Make room for `capacity` slots at once.

        Parameters
        ----------
        capacity : int
        """
        if capacity <= self.capacity:
            return
        old = self.arrays
        self._allocate(capacity)
        size = len(old.bits)
        self.bits[:size], self.small[:size], self.text[:size], self.real[:size] = old

    def put(self, slot: int, entity: _D) -> None:
        """Encode an entity into a slot, replacing its contents.

        Parameters
        ----------
        slot : int
            From 0; the columns grow as needed.
        entity : JobDescription or ApplicantDescription

        Raises
        ------
        IndexError
            If the slot is negative.
        """
        self.put_encoded(slot, self._encode(entity))

    def put_encoded(self, slot: int, encoded: _E) -> None:
        """Write an encoded entity; see `put`."""
        if slot < 0:
            raise IndexError("a slot is 0 or more")
        if slot >= self.capacity:
            self.reserve(max(self.capacity + self.capacity // 8, slot + 1))
        self._write(slot, encoded)

    def fill(self, encoded: _E) -> None:
        """Write one encoded entity into every slot."""
        self._write(slice(None), encoded)

    def _write(self, where: int | slice, encoded: _E) -> None:
        self.bits[where], self.small[where], self.text[where], self.real[where] = encoded.arrays

    def clear(self, slot: int) -> None:
        """Overwrite a slot with "no data", so that nothing of a removed entity remains.

        Parameters
        ----------
        slot : int
        """
        for column in (self.bits, self.small, self.text, self.real):
            column[slot] = 0


class JobColumns(_Columns[JobDescription, EncodedJob]):
    """Jobs, bound to one model."""

    widths = (at.J_WORDS, at.J_SMALL, at.J_TEXT, at.J_REAL)

    @property
    def effects(self) -> NDArray[np.float64]:
        """The job effect in the chance of a hire, in log-odds, by slot."""
        return self.real[:, at.J_EFFECT]


class ApplicantColumns(_Columns[ApplicantDescription, Encoded]):
    """Applicants, bound to one model."""

    widths = (at.A_WORDS, at.A_SMALL, at.A_TEXT, at.A_REAL)

    @property
    def areas(self) -> NDArray[np.uint64]:
        """Bit set of the areas of each applicant, by slot."""
        return self.bits[:, at.A_AREAS]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether something is known of each applicant, by slot; if not, the applicant is in no list."""
        return np.not_equal(self.small[:, at.A_KNOWN], 0)

    def are_known(self, slots: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether something is known of the applicants in slots."""
        known: NDArray[np.bool_] = np.not_equal(self.small[slots, at.A_KNOWN], 0)
        return known
