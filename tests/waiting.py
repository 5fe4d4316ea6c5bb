"""Waiting for a condition, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

DEADLINE = 120.0


def eventually(
    look: Callable[[], _T | None], what: str = "it", deadline_seconds: float = DEADLINE, *, every: float = 0.05
) -> _T:
    """Look until there is something to see.

    Parameters
    ----------
    look : callable
    what : str
        What is waited for, to be said in the error.
    deadline_seconds : float
    every : float
        Seconds between looks.

    Raises
    ------
    AssertionError
        When the deadline has passed.
    """
    deadline = time.monotonic() + deadline_seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what}: not within {deadline_seconds:g} s"
        time.sleep(every)
    return seen
