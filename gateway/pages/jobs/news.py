"""How many candidates are new of each job, since a time: a tally of the pushes, of which no id is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from data.redis.layout import PUSHES_KEPT
from gateway.deps import from_state
from gateway.lookups.freshness import Stale
from gateway.lookups.results import Results

_LOOK_SECONDS = 1.0
_START = "0-0"
_MOST = 2 * PUSHES_KEPT
_AT_ONCE = 1000
"""Pushes of one reading. All at once, a slow Redis never answered in time, and each look began at the beginning."""


class News:
    """Counts candidates, each once for a job however often it was pushed.

    Parameters
    ----------
    clock : callable, optional
        Seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # For each job the hash of each candidate's id, and when it was pushed last.
        self._held: dict[str, dict[int, int]] = {}
        self._count = 0
        self._end = _START
        self._looked: float | None = None
        self._stale: Stale | None = None

    async def look(self, results: Results) -> Stale | None:
        """Read what was pushed since the last look; returns whether matches are stale.

        Raises
        ------
        Unavailable
        """
        now = self._clock()
        if self._looked is not None and now - self._looked < _LOOK_SECONDS:
            return self._stale
        if self._count > _MOST:
            self._held, self._count, self._end = {}, 0, _START
        is_more = True
        while is_more:
            pushed, self._stale = await results.pushed(self._end, limit=_AT_ONCE)
            self._take(pushed)
            is_more = len(pushed) == _AT_ONCE
        self._looked = now
        return self._stale

    def _take(self, pushed: Sequence[tuple[str, str, str]]) -> None:
        for name, job, applicant in pushed:
            of_job = self._held.setdefault(job, {})
            known = hash(applicant)
            self._count += known not in of_job
            of_job[known] = int(name.partition("-")[0])
        if pushed:
            self._end = pushed[-1][0]

    def of(self, job: str, since: float) -> int:
        """How many candidates were pushed for a job after a time, in milliseconds since 1970."""
        return sum(at > since for at in self._held.get(job, {}).values())

    def jobs(self, seen: Mapping[str, float], otherwise: float) -> dict[str, int]:
        """The jobs with new candidates, and how many; those with most first.

        Parameters
        ----------
        seen : mapping of str to float
            When each job was visited, in milliseconds since 1970.
        otherwise : float
            The time for those that are not in it.
        """
        counts = {job: self.of(job, max(seen.get(job, 0.0), otherwise)) for job in self._held}
        return dict(sorted(((job, n) for job, n in counts.items() if n), key=lambda item: (-item[1], item[0])))


NewsDep = Annotated[News, from_state("parts.news")]
