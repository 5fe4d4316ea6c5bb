"""What came of applications, beside what their scores had said before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data.contract.entities import Stage
from stream_processor.join.match_records import Pair
from stream_processor.join.ranking import Scores


class Outcome(NamedTuple):
    """One decided application.

    Attributes
    ----------
    hired : bool
    score : float
        The last one that was published before the decision; where there was none, the first after it.
    """

    hired: bool
    score: float


class Outcomes:
    """Outcomes as they come, until somebody takes them."""

    def __init__(self) -> None:
        self._decided: dict[Pair, bool] = {}
        self._judged: list[Outcome] = []

    def note(self, pair: Pair, stage: Stage) -> None:
        """Note that an application has come to another stage."""
        if stage in (Stage.HIRED, Stage.REJECTED):
            self._decided[pair] = stage is Stage.HIRED
        else:
            self._decided.pop(pair, None)

    def judge(self, pairs: Sequence[Pair], was: Scores, now: Scores) -> None:
        """Put a score beside each outcome that was noted; one whose pair has none, as its job is unknown, is dropped.

        Parameters
        ----------
        pairs : sequence of Pair
            All that were noted are among them.
        was, now : ndarray of float64
            Score of each pair as it was published last, and as it is; NaN where it has none.
        """
        if self._decided:
            for pair, score in zip(pairs, np.where(np.isnan(was), now, was).tolist(), strict=True):
                if pair in self._decided and score == score:  # noqa: PLR0124 -- not NaN
                    self._judged.append(Outcome(self._decided[pair], score))
        self._decided.clear()

    def forget(self) -> None:
        """Drop what was noted, for it is history."""
        self._decided.clear()

    def take(self) -> list[Outcome]:
        """Those that have come since the last call."""
        taken, self._judged = self._judged, []
        return taken
