"""What came of applications, beside what was said of them before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from data.contract.drift import Decided, number_of
from data.contract.entities import Stage
from stream_processor.join.match_records import Pair
from stream_processor.join.ranking import Scores


class Said(NamedTuple):
    """What was said of pairs, as aligned columns.

    Attributes
    ----------
    scores : ndarray of float64
        The last that was published before now, or where there was none the first after it; NaN where there is none.
    chances : ndarray of float64
        Chance of a hire at that score; NaN where the job is not known.
    """

    scores: Scores
    chances: Scores


class Outcomes:
    """Outcomes as they come, until somebody takes them."""

    def __init__(self) -> None:
        self._decided: dict[Pair, tuple[bool, int]] = {}
        self._left: dict[Pair, tuple[float, float]] = {}
        self._judged: list[Decided] = []

    def note(self, pair: Pair, stage: Stage, at: int) -> None:
        """Note that an application has come to another stage, at a time in microseconds since 1970."""
        if stage in (Stage.HIRED, Stage.REJECTED):
            self._decided[pair] = stage is Stage.HIRED, at
        else:
            self._decided.pop(pair, None)
        if stage is Stage.WITHDREW:
            self._left.pop(pair, None)

    @property
    def is_awaited(self) -> bool:
        """Whether something was noted that has no score beside it yet."""
        return bool(self._decided)

    def judge(self, pairs: Sequence[Pair], said: Said) -> None:
        """Put what was said beside each outcome that was noted; of a pair of which nothing was said it is dropped.

        Parameters
        ----------
        pairs : sequence of Pair
            All that were noted are among them.
        said : Said
            Of these pairs.
        """
        if self._decided:
            for pair, score, chance in zip(pairs, said.scores.tolist(), said.chances.tolist(), strict=True):
                if (decided := self._decided.get(pair)) is None:
                    continue
                before = self._left.pop(pair, None)
                known = (score, chance) if score == score else before  # noqa: PLR0124 -- not NaN
                if known is not None:
                    hired, at = decided
                    self._judged.append(Decided(at, hired, *known)._replace(job=number_of(pair[0])))
        self._decided.clear()

    def keep(self, pairs: Sequence[Pair], said: Said) -> None:
        """Keep what was said of pairs that leave the view undecided, as their job was closed: that may come first."""
        for pair, score, chance in zip(pairs, said.scores.tolist(), said.chances.tolist(), strict=True):
            if not np.isnan(score):
                self._left[pair] = score, chance

    def erase(self, pairs: Iterable[Pair]) -> None:
        """Drop what is kept of pairs whose applicant was removed."""
        for pair in pairs:
            self._left.pop(pair, None)

    def forget(self) -> None:
        """Drop what was noted, for it is history."""
        self._decided.clear()

    def take(self) -> list[Decided]:
        """Those that have come since the last call."""
        taken, self._judged = self._judged, []
        return taken
