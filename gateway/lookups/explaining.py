"""Explains a stored match on lookup, if scoring it again gives exactly the stored score."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from data.contract.entities import Applicant, ApplicantDescription, Job, JobDescription
from gateway.lookups.results import FoundPair
from gateway.lookups.stored import Stored
from gateway.texts import wording
from gateway.texts.catalogue import Texts
from gateway.texts.explained import to_dict
from model.explanation.explain import Explanation, explain_pair
from model.scoring.pair import PairScore
from model.scoring.scorer import Scorer

_LOG = logging.getLogger("matchstream.gateway")

OK = "ok"


@dataclass(frozen=True, slots=True)
class Explained:
    """A pair that was scored, and why it has its score."""

    found: PairScore
    explanation: Explanation


def explained(scorer: Scorer, pair: FoundPair) -> Explained | str:
    """Explain a stored match; the status instead, of `explained.status`, where it can't be."""
    reproduced = _reproduce(scorer, pair)
    if isinstance(reproduced, str):
        return reproduced
    found, job, applicant = reproduced
    return Explained(found, explain_pair(scorer, job, applicant))


def explained_texts(scorer: Scorer, job: JobDescription, applicant: ApplicantDescription) -> Explained:
    """Score and explain a pair that somebody typed."""
    return Explained(scorer.match(job, applicant), explain_pair(scorer, job, applicant))


def explain(scorer: Scorer, pair: FoundPair, t: Texts) -> dict[str, Any]:
    """What the API answers of a stored match's explanation.

    Returns
    -------
    dict
        `explanation_status`, `explanation_text`, and `explanation` and `applicant_coverage`, which are None unless the
        status is "ok".
    """
    one = explained(scorer, pair)
    if isinstance(one, str):
        return _told(one, t.of("explained.status", one))
    return _told(OK, wording.summary(one.found, t), to_dict(one.explanation), one.found.applicant_coverage)


def _told(
    status: str, text: str, explanation: dict[str, Any] | None = None, coverage: float | None = None
) -> dict[str, Any]:
    return {
        "explanation_status": status,
        "explanation_text": text,
        "explanation": explanation,
        "applicant_coverage": coverage,
    }


def _reproduce(scorer: Scorer, pair: FoundPair) -> tuple[PairScore, Job, Applicant] | str:
    """Score the pair again; returns a status instead if the result would not be, or is not, the stored score."""
    match = pair.match
    if match["model_version"] != scorer.version:
        return "model_changed"
    if pair.job.fields is None or pair.applicant.fields is None:
        return "entity_missing"
    if not (_is(pair.job, match["job_revision"]) and _is(pair.applicant, match["applicant_revision"])):
        return "entity_changed"
    try:
        job = Job.model_validate(pair.job.fields)
        applicant = Applicant.model_validate(pair.applicant.fields)
    except ValidationError as error:
        _LOG.error("a stored entity does not read back: %d fields", error.error_count())
        return "entity_missing"
    found = scorer.match(job, applicant)
    return (found, job, applicant) if found.quality_score == match["quality_score"] else "score_differs"


def _is(entity: Stored, revision: int) -> bool:
    return entity.revision == revision
