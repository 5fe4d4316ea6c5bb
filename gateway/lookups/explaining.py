"""Explains a stored match on lookup, if scoring it again gives exactly the stored score."""

from __future__ import annotations

import logging
from typing import Any

from pydantic import ValidationError

from data.contract.entities import Applicant, Job
from gateway.lookups.results import FoundPair
from gateway.lookups.stored import Stored
from gateway.texts import wording
from model.explanation.explain import explain_pair
from model.scoring.pair import PairScore
from model.scoring.scorer import Scorer

_LOG = logging.getLogger("matchstream.gateway")

OK = "ok"
TEXTS = {
    "model_changed": "A nota foi dada por outra versão do modelo; a explicação volta quando o par for recalculado.",
    "entity_changed": "A vaga ou o candidato mudou depois da nota; a explicação volta quando o par for recalculado.",
    "entity_missing": "A vaga ou o candidato não está mais disponível.",
    "score_differs": "A nota não pôde ser reproduzida com os dados guardados.",
}
"""Texts for the recruiter on why there is no explanation, by `explanation_status`."""


def explain(scorer: Scorer, pair: FoundPair) -> dict[str, Any]:
    """Explain a stored match, or say why it can't be explained.

    Returns
    -------
    dict
        `explanation_status`, `explanation_text`, and `explanation` and `applicant_coverage`, which are None unless the
        status is "ok".
    """
    reproduced = _reproduce(scorer, pair)
    if isinstance(reproduced, str):
        return _told(reproduced, TEXTS[reproduced])
    found, job, applicant = reproduced
    return _told(OK, wording.summary(found), explain_pair(scorer, job, applicant).to_dict(), found.applicant_coverage)


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
