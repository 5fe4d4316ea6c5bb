"""The flat form of a prediction: free texts, or one object with the fields of both sides."""

from __future__ import annotations

from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from data.entities import ApplicantDescription, JobDescription
from gateway.predictions import Pair
from gateway.problems import Problem

_JOB = frozenset(JobDescription.model_fields)
_APPLICANT = frozenset(ApplicantDescription.model_fields)
_JOB_ONLY = _JOB - _APPLICANT
_APPLICANT_ONLY = _APPLICANT - _JOB


def read_pair(document: Any) -> Pair:
    """Read the flat form.

    Parameters
    ----------
    document : object
        Either `{"vaga": ..., "candidato": ...}`, each a free text or an object, or the fields of both sides
        side by side. In the flat object a name that both sides know (`nivel_ingles`) counts for both unless
        it ends in `_vaga` or `_candidato`.

    Raises
    ------
    RequestValidationError, Problem
        When a side is missing or of a wrong type.
    """
    if not isinstance(document, dict):
        raise Problem(400, "O corpo do pedido deve ser um objeto JSON.")
    job: Any = document.get("vaga")
    applicant: Any = document.get("candidato")
    if "vaga" not in document and "candidato" not in document:
        job, applicant = _split(document)
    if isinstance(job, str):
        job = job.strip() and {"titulo_vaga": _first_line(job), "competencias_tecnicas_requeridas": job}
    if isinstance(applicant, str):
        applicant = applicant.strip() and {"cv": applicant, "conhecimentos_tecnicos": applicant}
    missing = [name for name, side in (("vaga", job), ("candidato", applicant)) if not side]
    if missing:
        raise Problem(400, f"Dados obrigatórios ausentes: {', '.join(missing)}.")
    try:
        return Pair.model_validate({"vaga": job, "candidato": applicant})
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_input=False)) from None


def _split(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    job: dict[str, Any] = {}
    applicant: dict[str, Any] = {}
    for name in sorted(document):
        value = document[name]
        if name in _JOB:
            job.setdefault(name, value)
        if name in _APPLICANT:
            applicant.setdefault(name, value)
    for name, value in document.items():
        if (bare := name.removesuffix("_vaga")) != name and bare in _JOB:
            job[bare] = value
        if (bare := name.removesuffix("_candidato")) != name and bare in _APPLICANT:
            applicant[bare] = value
    names = set(document)
    has_job = names & _JOB_ONLY or any(name.removesuffix("_vaga") in _JOB for name in names if name.endswith("_vaga"))
    has_applicant = names & _APPLICANT_ONLY or any(
        name.removesuffix("_candidato") in _APPLICANT for name in names if name.endswith("_candidato")
    )
    return (job if has_job else {}), (applicant if has_applicant else {})


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]
