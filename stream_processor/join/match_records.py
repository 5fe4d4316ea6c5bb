"""Makes the values of match records of scored pairs: one place for the stream and for the verification of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from data.contract.matches import RATIOS, Match, MatchDocument
from model.scoring.scorer import Scorer
from stream_processor.join.ranking import Scores

WRITER = "writer"
"""Header of a match record: who wrote it."""

Pair = tuple[str, str]
"""Job id and applicant id."""

Revisions = tuple[int, int, int | None]
"""Of the job, of the applicant, of an application that counts: in microseconds since 1970."""


class Changes(NamedTuple):
    """Differences between a view and what was published of it, as columns: a batch has thousands; all are aligned.

    Attributes
    ----------
    keys : list of bytes
        Of the pairs, as `match_key` makes them.
    values : list of bytes or None
        The matches as they flow; None where a pair left the view.
    previous_scores : list of float or None
        The score each was published with before, if another.
    """

    keys: list[bytes]
    values: list[bytes | None]
    previous_scores: list[float | None]


def encode_matches(
    scorer: Scorer,
    pairs: Sequence[Pair],
    scores: Scores,
    job_effects: NDArray[np.float64],
    ratios: NDArray[np.float32],
    revisions: Iterable[Revisions],
) -> list[bytes]:
    """Make the values of pairs, each as `Match.encode` makes it; all arguments are aligned.

    Parameters
    ----------
    scorer : Scorer
    pairs : sequence of (job id, applicant id)
    scores : ndarray of float64, shape (pairs,)
    job_effects : ndarray of float64, shape (pairs,)
        Of the job of each pair: in the probability, not in the score.
    ratios : ndarray of float32, shape (pairs, len(RATIOS))
        NaN is "no data".
    revisions : iterable of Revisions
    """
    version = scorer.version
    probabilities = scorer.probability(scores, job_effects)
    documents: list[MatchDocument] = [
        {
            "job_id": job,
            "applicant_id": applicant,
            "quality_score": score,
            "hire_probability": probability,
            "ratios": said,
            "applied": application is not None,
            "model_version": version,
            "job_revision": of_job,
            "applicant_revision": of_applicant,
            "event_time": max(of_job, of_applicant, application or 0),
        }
        for (job, applicant), score, probability, said, (of_job, of_applicant, application) in zip(
            pairs, scores.tolist(), probabilities.tolist(), _documents(ratios), revisions, strict=True
        )
    ]
    if not documents:
        return []
    # One call for all takes a third of the time of a call each. In JSON neither a line break nor the quotes of a
    # member's name stand inside of a string.
    return orjson.dumps(documents)[1:-1].replace(b'},{"job_id":', b'}\n{"job_id":').split(b"\n")


def _documents(ratios: NDArray[np.float32]) -> list[Any]:
    """Ratios as they stand in a record, already JSON; pairs mostly share theirs with others."""
    rows = np.ascontiguousarray(ratios).view(f"V{ratios.itemsize * len(RATIOS)}").ravel().tolist()
    first = {row: number for number, row in enumerate(rows)}
    kinds = ratios[list(first.values())]
    said = np.round(kinds.astype(np.float64), 4).astype(object)
    said[np.isnan(kinds)] = None
    documents = [orjson.Fragment(orjson.dumps(dict(zip(RATIOS, row, strict=True)))) for row in said.tolist()]
    of = dict(zip(first, documents, strict=True))
    return [of[row] for row in rows]


def previous_score(replaced: bytes | None, value: bytes) -> float | None:
    """The score in the record that another replaces, if it is another."""
    previous = _score_of(replaced)
    return None if previous is None or previous == _score_of(value) else previous


def _score_of(value: bytes | None) -> float | None:
    """The score in a record of the matches topic; None where it holds none that can be read."""
    if value is None:
        return None
    try:
        return Match.decode(value).quality_score
    except ValueError:
        return None
