"""Fields that a customer adds to a system's own: which of ours each fills, the connection says.

Source of the shape: github.com/grnhse/greenhouse-api-docs at 0c37c31, `source/includes/webhooks`: an object by the
field's key, each `{name, type, value}`; without custom fields it may be an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.contract.entities import ApplicantDescription, JobDescription
from data.contract.events import EventType
from producers.connectors.paths import values

FIELDS = {"jobs": frozenset(JobDescription.model_fields), "applicants": frozenset(ApplicantDescription.model_fields)}
"""Fields of ours that may be filled, by the kind of entity."""

KINDS = {EventType.JOB_UPSERTED: "jobs", EventType.APPLICANT_UPSERTED: "applicants"}

_TYPES = frozenset({"short_text", "long_text", "single_select", "multi_select", "boolean", "yes_no"})
"""What is read; dates, numbers, pay, addresses, files and users are not: the last are people."""

_YES_NO = {True: "Sim", False: "Não"}


def option(kind: str, name: str) -> str:
    """The option of a connection that says which custom fields fill one of ours."""
    return f"{kind}.{name}"


def named(kind: str, options: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The custom fields that a connection names for a kind of entity, by the field of ours that they fill."""
    return {name: keys for name in sorted(FIELDS[kind]) if (keys := options.get(option(kind, name)))}


def text_at(document: Any, path: str, keys: Iterable[str]) -> str | None:
    """What some custom fields of a document say, in the order of their keys; None where they say nothing."""
    texts = [text for key in keys for held in values(document, path) if (text := _text(held, key))]
    return ", ".join(texts) or None


def _text(held: Any, key: str) -> str | None:
    one = held.get(key) if isinstance(held, dict) else None
    if not isinstance(one, dict) or one.get("type") not in _TYPES:
        return None
    value = one.get("value")
    if isinstance(value, bool):
        return _YES_NO[value]
    found = value if isinstance(value, list) else [value]
    return ", ".join(item.strip() for item in found if isinstance(item, str) and item.strip()) or None
