"""Calls of compiled functions that always get arguments of the same types."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import typeof

_P = ParamSpec("_P")
_R = TypeVar("_R")


def settled(function: Callable[_P, _R], *arguments: _P.args, **_: _P.kwargs) -> Callable[_P, _R]:
    """The version of a compiled function for arguments of these types.

    Numba looks at the types of all arguments at each call, which takes longer for named tuples of arrays than reading
    a short text. The version still refuses arrays of another item size or number of dimensions.

    Parameters
    ----------
    function : callable
        Compiled by `numba.njit`; it is called once.
    *arguments
        An example.
    """
    function(*arguments)  # type: ignore[call-arg]
    version = function.overloads[tuple(map(typeof, arguments))]  # type: ignore[attr-defined]
    return cast("Callable[_P, _R]", version.entry_point)
