"""The lists of a shard from both sides: the best jobs of each applicant, and the best applicants of each job."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np

from stream_processor.join.differing import differing
from stream_processor.join.direct_calls import direct
from stream_processor.join.ranking import Flags, Ranking, Scores, Slots

_DIFFERING = direct(differing)


class Differences(NamedTuple):
    """Pairs whose record may have to change; arrays are aligned, each pair occurs once.

    Attributes
    ----------
    jobs, applicants : ndarray of int32
        Slots.
    now, was : ndarray of float64
        Score in the present lists, and in the last published ones; NaN where the pair is in none.
    """

    jobs: Slots
    applicants: Slots
    now: Scores
    was: Scores

    def take(self, rows: list[int] | Flags) -> Self:
        """Some of the pairs."""
        return type(self)(self.jobs[rows], self.applicants[rows], self.now[rows], self.was[rows])

    def and_those(self, more: Self) -> Self:
        """These pairs, followed by others."""
        return type(self)(
            np.concatenate([self.jobs, more.jobs]),
            np.concatenate([self.applicants, more.applicants]),
            np.concatenate([self.now, more.now]),
            np.concatenate([self.was, more.was]),
        )


class View:
    """V1 and V2 of the view, as two rankings over the same pairs.

    Parameters
    ----------
    k_applicant : int
        How many best jobs of each applicant are published.
    k_job : int
        How many best applicants of each job are published.
    reserve : float
        How much longer than published the lists are, as a share.

    Attributes
    ----------
    best_jobs : Ranking
        Owned by applicants.
    best_applicants : Ranking
        Owned by jobs.
    """

    def __init__(self, k_applicant: int, k_job: int, reserve: float) -> None:
        self.best_jobs = Ranking(k_applicant, int(reserve * k_applicant))
        self.best_applicants = Ranking(k_job, int(reserve * k_job))

    def find(self, jobs: Slots, applicants: Slots) -> Scores:
        """Scores of pairs in the lists of either side, `MISSING` where a pair is in none."""
        return _either(self.best_jobs.find(applicants, jobs), self.best_applicants.find(jobs, applicants))

    def find_published(self, jobs: Slots, applicants: Slots) -> Scores:
        """As `find`, in the last published lists."""
        return _either(
            self.best_jobs.find_published(applicants, jobs), self.best_applicants.find_published(jobs, applicants)
        )

    def differences(self, fresh_jobs: Flags, fresh_applicants: Flags) -> Differences:
        """Pairs that entered or left the lists since they were published, and listed pairs of fresh entities.

        Parameters
        ----------
        fresh_jobs, fresh_applicants : ndarray of bool
            By slot, whether the entity changed since then.
        """
        of_applicants, of_jobs = self.best_jobs.state, self.best_applicants.state
        most = sum(2 * k * int(rows.logged[0]) for _, rows, k in (of_applicants, of_jobs))
        jobs, applicants = np.empty(most, np.int32), np.empty(most, np.int32)
        now, was = np.empty(most), np.empty(most)
        found = _DIFFERING(of_applicants, of_jobs, fresh_applicants, fresh_jobs, (jobs, applicants, now, was))
        return Differences(jobs[:found], applicants[:found], now[:found], was[:found])

    def publish(self) -> None:
        """Mark the present lists as published."""
        self.best_jobs.publish()
        self.best_applicants.publish()

    def withdraw(self) -> None:
        """Mark all lists as never published."""
        self.best_jobs.withdraw()
        self.best_applicants.withdraw()


def _either(first: Scores, second: Scores) -> Scores:
    return np.where(np.isnan(first), second, first)
