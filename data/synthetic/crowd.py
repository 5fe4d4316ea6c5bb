"""The people of one time, and the draw of those who are considered for a job."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from data.synthetic.facts import ApplicantFacts, JobFacts
from data.synthetic.skills import SPELLINGS
from data.synthetic.truth import CONSIDERATION, LEVEL_FITS, area_fit

_Fact = TypeVar("_Fact")
_ROWS = {skill: row for row, skill in enumerate(SPELLINGS)}


class Crowd:
    """Draws people for a job, with chances in proportion to the exponential of `consideration`.

    The exponential is a product over the facts, so each fact is judged once for all people who share it.

    Parameters
    ----------
    people : sequence of ApplicantFacts
    """

    def __init__(self, people: Sequence[ApplicantFacts]) -> None:
        self._skills = np.zeros((len(_ROWS), len(people)), np.int8)
        for place, person in enumerate(people):
            self._skills[[_ROWS[skill] for skill in person.skills], place] = 1
        self._areas = _Shared([person.areas for person in people])
        self._levels = [_Shared(held) for held in zip(*(person.levels for person in people), strict=True)]

    def chances(self, job: JobFacts) -> NDArray[np.float64]:
        """Exponential of the log-odds of consideration for a job: ndarray of shape (n_people,), float64."""
        rule = CONSIDERATION
        found = self._factors(rule.skills, job.skills) * self._factors(rule.welcome, job.welcome)
        found *= self._areas.factors(rule.area, partial(area_fit, job.area))
        for held, weight, fit, level in zip(self._levels, rule.levels, LEVEL_FITS, job.levels, strict=True):
            found *= held.factors(weight, partial(fit, level))
        return found

    def _factors(self, weight: float, named: frozenset[str]) -> NDArray[np.float64]:
        """Factor of each person's chances by the share held of some skills."""
        rows = [_ROWS[skill] for skill in named]
        factors = [math.exp(weight * held / max(1, len(rows))) for held in range(len(rows) + 1)]
        found: NDArray[np.float64] = np.take(factors, self._skills[rows].sum(0))
        return found

    def draw(self, job: JobFacts, random: Random) -> Iterator[int]:
        """Draw people without replacement, until all are drawn.

        Parameters
        ----------
        job : JobFacts
        random : Random
            The source of chance.

        Yields
        ------
        int
            The place of a person.
        """
        left = self.chances(job)
        for _ in range(len(left)):
            ends = left.cumsum()
            # Above 0 and at most the total: never a person without a chance left.
            place = int(ends.searchsorted((1.0 - random.random()) * ends[-1]))
            left[place] = 0.0
            yield place


class _Shared(Generic[_Fact]):
    """One fact of all people; it has few different values."""

    def __init__(self, facts: Sequence[_Fact]) -> None:
        self._values = list(dict.fromkeys(facts))
        numbers = {value: number for number, value in enumerate(self._values)}
        self._numbers = np.array([numbers[fact] for fact in facts])

    def factors(self, weight: float, fit: Callable[[_Fact], float]) -> NDArray[np.float64]:
        """Factor of each person's chances by this fact."""
        factors: NDArray[np.float64] = np.array([math.exp(weight * fit(value)) for value in self._values])
        return factors.take(self._numbers)
