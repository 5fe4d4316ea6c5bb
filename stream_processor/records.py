"""Makes match records of scored pairs: one place for the stream and for the verification of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from data.matches import Match
from model.scorer import Scorer
from stream_processor.ranking import Scores

WRITER = "writer"
"""Header of a match record: who wrote it."""

Pair = tuple[str, str]
"""Job id and applicant id."""

Revisions = tuple[int, int, int | None]
"""Of the job, of the applicant, of an application that counts: in microseconds since 1970."""


def make_matches(
    scorer: Scorer,
    pairs: Sequence[Pair],
    scores: Scores,
    ratios: NDArray[np.float32],
    revisions: Iterable[Revisions],
) -> list[Match]:
    """Make the records of pairs; all arguments are aligned.

    Parameters
    ----------
    scorer : Scorer
    pairs : sequence of (job id, applicant id)
    scores : ndarray of float64, shape (pairs,)
    ratios : ndarray of float32, shape (pairs, len(RATIOS))
        NaN is "no data".
    revisions : iterable of Revisions
    """
    said = np.round(ratios.astype(np.float64), 4).astype(object)
    said[np.isnan(ratios)] = None
    return [
        Match(
            job,
            applicant,
            score,
            probability,
            tuple(row),
            application is not None,
            scorer.version,
            of_job,
            of_applicant,
            max(of_job, of_applicant, application or 0),
        )
        for (job, applicant), score, probability, row, (of_job, of_applicant, application) in zip(
            pairs, scores.tolist(), scorer.probability(scores).tolist(), said.tolist(), revisions, strict=True
        )
    ]
