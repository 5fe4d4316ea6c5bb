"""The explanation of a stored match, made on lookup, and only where it adds up to the stored score."""

from __future__ import annotations

import logging
from typing import Any

from pydantic import ValidationError

from data.entities import Applicant, Job
from gateway.results import FoundPair, Stored
from model.scorer import Scorer

_LOG = logging.getLogger("matchstream.gateway")

OK = "ok"
TEXTS = {
    OK: "A explicação soma exatamente a nota.",
    "model_changed": "A nota foi dada por outra versão do modelo; a explicação volta quando o par for recalculado.",
    "entity_changed": "A vaga ou o candidato mudou depois da nota; a explicação volta quando o par for recalculado.",
    "entity_missing": "A vaga ou o candidato não está mais disponível.",
    "score_differs": "A nota não pôde ser reproduzida com os dados guardados.",
}
"""What `explanation_status` can be, and what the recruiter reads."""


def explain(scorer: Scorer, pair: FoundPair) -> dict[str, Any]:
    """Explain a stored match, or say why that is not possible.

    Returns
    -------
    dict
        `explanation_status`, `explanation_text` and `explanation`, which is None unless the status is "ok".
    """
    status, explanation = _explain(scorer, pair)
    return {"explanation_status": status, "explanation_text": TEXTS[status], "explanation": explanation}


def _explain(scorer: Scorer, pair: FoundPair) -> tuple[str, dict[str, Any] | None]:
    match = pair.match
    if match["model_version"] != scorer.version:
        return "model_changed", None
    if pair.job.fields is None or pair.applicant.fields is None:
        return "entity_missing", None
    if not (_is(pair.job, match["job_revision"]) and _is(pair.applicant, match["applicant_revision"])):
        return "entity_changed", None
    try:
        job = Job.model_validate(pair.job.fields)
        applicant = Applicant.model_validate(pair.applicant.fields)
    except ValidationError as error:
        _LOG.error("a stored entity does not read back: %d fields", error.error_count())
        return "entity_missing", None
    if scorer.match(job, applicant).quality_score != match["quality_score"]:
        return "score_differs", None
    return OK, scorer.explain(job, applicant).to_dict()


def _is(entity: Stored, revision: int) -> bool:
    return entity.revision == revision
