"""Sets of skills as 64-bit words: their number, and bit instructions for compiled code."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

SKILL_WORDS: Final = 6
"""Number of 64-bit words in a set of skills."""
GROUPS: Final = 2
"""Most groups of skills per job of which any suffices ("one of these")."""

Skills = NDArray[np.uint64]
"""A set of skills: `SKILL_WORDS` words."""


def _popcount(typing_context: Any, word: Any) -> Any:  # noqa: ARG001
    """Number of set bits of a uint64."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


popcount: Any = intrinsic(_popcount)


def _lowest(typing_context: Any, word: Any) -> Any:  # noqa: ARG001
    """Position of the lowest set bit of a uint32 that is not zero."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint32(types.uint32), generate


lowest: Any = intrinsic(_lowest)


def _lowest64(typing_context: Any, word: Any) -> Any:  # noqa: ARG001
    """Position of the lowest set bit of a uint64 that is not zero."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


lowest64: Any = intrinsic(_lowest64)


@njit(cache=True, nogil=True)
def add(found: Skills, more: Skills) -> None:
    """Add the members of another set."""
    for word in range(SKILL_WORDS):
        found[word] |= more[word]


@njit(cache=True, nogil=True)
def move(found: Skills, to: Skills) -> None:
    """Add a set's members to another, and empty it."""
    for word in range(SKILL_WORDS):
        to[word] |= found[word]
        found[word] = np.uint64(0)


@njit(cache=True, nogil=True)
def remove(less: Skills, found: Skills) -> None:
    """Take one set's members out of another."""
    for word in range(SKILL_WORDS):
        found[word] &= ~less[word]


@njit(cache=True, nogil=True)
def within(less: Skills, found: Skills) -> bool:
    """Whether every member of one set is in another."""
    for word in range(SKILL_WORDS):  # noqa: SIM110 - numba compiles no `all` of a generator
        if less[word] & ~found[word]:
            return False
    return True


@njit(cache=True, nogil=True)
def size(found: Skills) -> np.int64:
    """Number of members."""
    total = np.int64(0)
    for word in range(SKILL_WORDS):
        total += np.int64(popcount(found[word]))
    return total
