"""The flat form of a prediction: free texts, or one object with the fields of both sides."""

from __future__ import annotations

from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from data.contract.doubts import near_fields
from data.contract.entities import ApplicantDescription, JobDescription
from data.contract.unreadable import Fault
from gateway.predict.free_text import told
from gateway.predict.known_fields import checked
from gateway.predict.predictions import Pair
from gateway.texts.fault_texts import text
from gateway.web.problems import Problem

_JOB = frozenset(JobDescription.model_fields)
_APPLICANT = frozenset(ApplicantDescription.model_fields)
_JOB_ONLY = _JOB - _APPLICANT
_APPLICANT_ONLY = _APPLICANT - _JOB


def read_pair(document: Any) -> tuple[Pair, list[str]]:
    """Read the flat form; returns the pair and warnings for its sender.

    Parameters
    ----------
    document : object
        Either `{"vaga": ..., "candidato": ...}`, each a free text or an object, or one object with the fields of both
        sides. There, a name that both sides know (`nivel_ingles`) counts for both, unless it has the suffix `_vaga` or
        `_candidato`.

    Raises
    ------
    RequestValidationError, Problem
        When a side is missing or of a wrong type.
    """
    if not isinstance(document, dict):
        raise Problem(400, "O corpo do pedido deve ser um objeto JSON.")
    is_flat = "vaga" not in document and "candidato" not in document
    job, applicant = _split(document) if is_flat else (document.get("vaga"), document.get("candidato"))
    if isinstance(job, str):
        job = job.strip() and _job(job)
    if isinstance(applicant, str):
        applicant = applicant.strip() and _applicant(applicant)
    missing = [name for name, side in (("vaga", job), ("candidato", applicant)) if not side]
    if missing:
        said_of_names = "".join(f" {near}." for near in (_doubtful(document) if is_flat else ()))
        raise Problem(400, f"Dados obrigatórios ausentes: {', '.join(missing)}.{said_of_names}")
    said = {"vaga": job, "candidato": applicant}
    try:
        pair = Pair.model_validate(said)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_input=False)) from None
    return pair, _doubtful(document) if is_flat else checked(pair, said)


def _doubtful(document: dict[str, Any]) -> list[str]:
    """Warnings about unknown names of the flat object that look like a field of either side."""
    unknown = [name for name in document if not _is_known(name)]
    near = dict(near_fields(ApplicantDescription, unknown)) | dict(near_fields(JobDescription, unknown))
    return [text(Fault(name, "near_field", (field,))) for name, field in near.items() if field not in document]


def _is_known(name: str) -> bool:
    return (
        name in _JOB | _APPLICANT or name.removesuffix("_vaga") in _JOB or name.removesuffix("_candidato") in _APPLICANT
    )


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


def _job(text: str) -> dict[str, str]:
    first_line = text.strip().partition("\n")[0][:200]
    return {"titulo_vaga": first_line, "competencias_tecnicas_requeridas": text, **told(text, of_job=True)}


def _applicant(text: str) -> dict[str, str]:
    return {"cv": text, "conhecimentos_tecnicos": text, **told(text, of_job=False)}
