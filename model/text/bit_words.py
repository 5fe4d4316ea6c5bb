"""Sets of skills as 64-bit words: their number, and bit instructions for compiled code."""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

SKILL_WORDS: Final = 6
"""Number of 64-bit words in a set of skills."""
GROUPS: Final = 2
"""Most groups of skills per job of which any suffices ("one of these")."""


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
