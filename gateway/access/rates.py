"""How often each caller may ask: a bucket that refills evenly, as one number (the generic cell rate algorithm).

The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import lru_cache
from typing import NamedTuple

WINDOW = 60.0
"""Seconds in which a quota may be used."""
_CALLERS = 10_000
_SLACK = 1e-6


class Left(NamedTuple):
    """What is left to a caller.

    Attributes
    ----------
    quota, remaining : int
        Requests a window, and those that may come at once.
    full_in : int
        Seconds until all of the quota is there again.
    retry_after : int
        Seconds until the next request is taken; 0 where this one was.
    """

    quota: int
    remaining: int
    full_in: int
    retry_after: int

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers that tell it."""
        return [_policy(self.quota), (b"ratelimit", b'"key";r=%d;t=%d' % (self.remaining, self.full_in))]


@lru_cache(256)
def _policy(quota: int) -> tuple[bytes, bytes]:
    return b"ratelimit-policy", b'"key";q=%d;w=%d' % (quota, WINDOW)


class Rates:
    """Counts requests; a caller who did not ask for long is forgotten, and has all of the quota again by then."""

    def __init__(self) -> None:
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str, quota: int, now: float) -> Left:
        """Count a request.

        Parameters
        ----------
        caller : str
        quota : int
            Requests a window.
        now : float
            Seconds of a clock that only goes forward.
        """
        each = WINDOW / quota
        full_in = max(0.0, self._full_at.get(caller, now) - now)
        wait = full_in + each - WINDOW
        if wait > _SLACK:
            return Left(quota, 0, math.ceil(full_in), max(1, math.ceil(wait)))
        full_in += each
        self._full_at[caller] = now + full_in
        self._full_at.move_to_end(caller)
        if len(self._full_at) > _CALLERS:
            self._full_at.popitem(last=False)
        return Left(quota, int((WINDOW - full_in) / each + _SLACK), math.ceil(full_in), 0)
