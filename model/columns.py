"""Entities as columns: a fixed number of bytes each, encoded once per revision, replaced in place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from data.entities import ApplicantDescription, JobDescription
from model import layout as at
from model.encoding import Encoded, EncodedJob
from model.vectors import DIMENSIONS

_E = TypeVar("_E", JobDescription, ApplicantDescription)
_FIRST = 16


class _Columns(ABC, Generic[_E]):
    """What both sides share: slots of a fixed size that grow by an eighth, so that few are spare."""

    def __init__(self, words: int, small: int, real: int, capacity: int = _FIRST) -> None:
        self._shapes = (words, small, DIMENSIONS, real)
        self._allocate(max(capacity, 1))

    def _allocate(self, capacity: int) -> None:
        words, small, text, real = self._shapes
        self.bits: NDArray[np.uint64] = np.zeros((capacity, words), np.uint64)
        self.small: NDArray[np.int32] = np.zeros((capacity, small), np.int32)
        self.text: NDArray[np.int8] = np.zeros((capacity, text), np.int8)
        self.real: NDArray[np.float64] = np.zeros((capacity, real), np.float64)

    @property
    def capacity(self) -> int:
        """How many slots are held without growing."""
        return len(self.bits)

    @property
    def nbytes(self) -> int:
        """Bytes held by the columns, spare slots included."""
        return self.bits.nbytes + self.small.nbytes + self.text.nbytes + self.real.nbytes

    @property
    def arrays(self) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int8], NDArray[np.float64]]:
        """The columns, as the kernel takes them; stale after the next `put` that grows."""
        return self.bits, self.small, self.text, self.real

    def reserve(self, capacity: int) -> None:
        """Make room for that many slots at once.

        Parameters
        ----------
        capacity : int
        """
        if capacity <= self.capacity:
            return
        old = self.arrays
        self._allocate(capacity)
        size = len(old[0])
        self.bits[:size], self.small[:size], self.text[:size], self.real[:size] = old

    @abstractmethod
    def put(self, slot: int, entity: _E) -> None:
        """Encode an entity into a slot, in place of what stood there.

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

    def _write(self, slot: int, encoded: Encoded) -> None:
        if slot < 0:
            raise IndexError("a slot is 0 or more")
        if slot >= self.capacity:
            self.reserve(max(self.capacity + self.capacity // 8, slot + 1))
        self.bits[slot] = encoded.bits
        self.small[slot] = encoded.small
        self.text[slot] = encoded.text
        self.real[slot, at.REAL_INVERSE] = encoded.inverse
        self.real[slot, at.REAL_COVERAGE] = encoded.coverage

    def _fill(self, encoded: Encoded) -> None:
        self.bits[:] = np.array(encoded.bits, np.uint64)
        self.small[:] = encoded.small
        self.text[:] = encoded.text
        self.real[:, at.REAL_INVERSE] = encoded.inverse
        self.real[:, at.REAL_COVERAGE] = encoded.coverage

    def clear(self, slot: int) -> None:
        """Overwrite a slot with "no data": nothing of a removed entity stays.

        Parameters
        ----------
        slot : int
        """
        for column in (self.bits, self.small, self.text, self.real):
            column[slot] = 0


class JobColumns(_Columns[JobDescription]):
    """Jobs, bound to one model.

    Parameters
    ----------
    encode : callable
        Turns a job into its encoded form.
    effect : callable
        The job effect, in log-odds, of a row of job features.
    """

    def __init__(
        self,
        encode: Callable[[JobDescription], EncodedJob],
        effect: Callable[[NDArray[Any]], float],
        capacity: int = _FIRST,
    ) -> None:
        super().__init__(at.J_WORDS, at.J_SMALL, at.J_REAL, capacity)
        self._encode = encode
        self._effect = effect

    def put(self, slot: int, entity: JobDescription) -> None:  # noqa: D102
        self.put_encoded(slot, self._encode(entity))

    def put_encoded(self, slot: int, encoded: EncodedJob) -> None:
        """Write an encoded job; see `put`."""
        self._write(slot, encoded)
        self.real[slot, at.J_EFFECT] = self._effect(encoded.effect_features)

    def fill(self, encoded: EncodedJob) -> None:
        """Write one encoded job into every slot, without its job effect."""
        self._fill(encoded)


class ApplicantColumns(_Columns[ApplicantDescription]):
    """Applicants, bound to one model.

    Parameters
    ----------
    encode : callable
        Turns an applicant into its encoded form.
    """

    def __init__(self, encode: Callable[[ApplicantDescription], Encoded], capacity: int = _FIRST) -> None:
        super().__init__(at.A_WORDS, at.A_SMALL, at.A_REAL, capacity)
        self._encode = encode

    def put(self, slot: int, entity: ApplicantDescription) -> None:  # noqa: D102
        self.put_encoded(slot, self._encode(entity))

    def put_encoded(self, slot: int, encoded: Encoded) -> None:
        """Write an encoded applicant; see `put`."""
        self._write(slot, encoded)

    def fill(self, encoded: Encoded) -> None:
        """Write one encoded applicant into every slot."""
        self._fill(encoded)
