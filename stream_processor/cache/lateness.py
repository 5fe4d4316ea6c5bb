"""Since when a reader of a partition is late, told from where it stands and where the partition ends."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

MOST_LOOKS = 1000


class _Look(NamedTuple):
    at: float
    end: int


class Lateness:
    """Remembers where a partition ended when, as long as its reader has not come that far.

    Parameters
    ----------
    most : int
        Looks that are remembered, at least 1. Beyond them the last stands for those behind it, and lateness may be told
        too long.
    """

    def __init__(self, most: int = MOST_LOOKS) -> None:
        self._most = most
        self._looks: deque[_Look] = deque()

    def look(self, now: float, end: int, position: int) -> float | None:
        """Note where the partition ends and its reader stands.

        Returns
        -------
        float or None
            The time of the last look at which nothing waited of what waits now: the oldest record that waits came after
            it. At the first look it is that look. None where nothing waits.
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
