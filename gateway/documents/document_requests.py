"""What a request brings: a document alone, or with fields of its applicant beside it."""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

import orjson

from data.contract.cloud_events import is_json

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ANY = "application/octet-stream"
JSON = "application/json"
_ALONE = frozenset({PDF, DOCX, ANY, "application/msword", "application/x-pdf"})
"""Types under which programs send a document; what it is, its content says."""


class UnknownType(ValueError):
    """The content type is none of a document's, nor JSON."""


class BadRequest(ValueError):
    """The JSON beside a document is not as it should be; the argument is the member that is wrong."""


class Brought(NamedTuple):
    """A document, and fields of its applicant."""

    document: bytes
    fields: dict[str, Any]


def read(content_type: str, body: bytes) -> Brought:
    """Read a request.

    Parameters
    ----------
    content_type : str
    body : bytes
        The document, or JSON: `documento` is the document in Base64, `candidato` the applicant's fields.

    Raises
    ------
    UnknownType, BadRequest
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _ALONE:
        return Brought(body, {})
    if not kind or not is_json(kind):
        raise UnknownType
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest("") from None
    if not isinstance(told, dict):
        raise BadRequest("")
    fields = told.get("candidato")
    if fields is not None and not isinstance(fields, dict):
        raise BadRequest("candidato")
    try:
        document = base64.b64decode(told["documento"], validate=True)
    except (KeyError, ValueError, TypeError):
        raise BadRequest("documento") from None
    return Brought(document, dict(fields or {}))
