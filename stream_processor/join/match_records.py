"""Encodes scored pairs as values of match records, for the stream and for its verification alike."""

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
"""Revisions of job, applicant and, if it counts, application, in microseconds since 1970."""


class Changes(NamedTuple):
    """Differences between a view and its last published state, as aligned columns: a batch has thousands of them.

    Attributes
    ----------
    keys : list of bytes
        Keys of the pairs, as `match_key` makes them.
    values : list of bytes or None
        Encoded matches; None where a pair left the view.
    previous_scores : list of float or None
        The last published score of each, if it was another.
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
    """Encode pairs, each as `Match.encode` does; all arguments are aligned.

    Parameters
    ----------
    scorer : Scorer
    pairs : sequence of (job id, applicant id)
    scores : ndarray of float64, shape (pairs,)
    job_effects : ndarray of float64, shape (pairs,)
        Job effect of each pair's job: part of the probability, not of the score.
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
    # One call for all is faster than one call per match. Splitting is safe: inside a JSON string there is neither a
    # line break nor an unescaped quote.
    return orjson.dumps(documents)[1:-1].replace(b'},{"job_id":', b'}\n{"job_id":').split(b"\n")


def _documents(ratios: NDArray[np.float32]) -> list[Any]:
    """The ratios of each pair as JSON; each distinct row is encoded once, for many pairs share theirs."""
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
