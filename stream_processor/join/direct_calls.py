"""Calls of compiled functions whose arguments always have the same types, from the first call on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import typeof

_F = TypeVar("_F", bound=Callable[..., Any])


def direct(function: _F) -> _F:
    """A compiled function whose later calls look at no types.

    As `model.text.settled`, but it needs no example: these functions change their arguments. The version that the first
    call compiled still refuses arrays of another item size or number of dimensions.

    Parameters
    ----------
    function : callable
        Compiled by `numba.njit`.
    """
    version: Callable[..., Any] | None = None

    def call(*arguments: Any) -> Any:
        nonlocal version
        if version is not None:
            return version(*arguments)
        found = function(*arguments)
        version = function.overloads[tuple(map(typeof, arguments))].entry_point  # type: ignore[attr-defined]
        return found

    return cast("_F", call)
