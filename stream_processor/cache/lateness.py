"""Since when a reader of a partition is late, from its position and the partition's end at several times."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

MOST_LOOKS = 1000


class _Look(NamedTuple):
    at: float
    end: int


class Lateness:
    """Remembers the ends of a partition at the times of looks, until its reader has reached them.

    Parameters
    ----------
    most : int
        How many looks are remembered, at least 1. With more, the last look replaces the one before, and the reported
        lateness may be too long.
    """

    def __init__(self, most: int = MOST_LOOKS) -> None:
        self._most = most
        self._looks: deque[_Look] = deque()

    def look(self, now: float, end: int, position: int) -> float | None:
        """Note the partition's end and its reader's position.

        Returns
        -------
        float or None
            The time of the last look before the oldest waiting record came. If records waited at the first look
            already, the time of that look. None where nothing waits.
        """
        looks = self._looks
        if not looks or end < looks[-1].end:  # the first look, or the topic was made anew
            looks.clear()
            looks.append(_Look(now, -1))
        if looks[-1].end == end or len(looks) > self._most:
            looks.pop()
        looks.append(_Look(now, end))
        while len(looks) > 1 and looks[1].end <= position:
            looks.popleft()
        return looks[0].at if position < end else None
