"""CloudEvents 1.0 as each binding writes them: their attributes and their data, checked as the specification says.

Sources: CloudEvents 1.0.2, Kafka protocol binding 3.2 and 3.3, HTTP protocol binding 3.1, JSON format 2.2 and 3.1.
"""

from __future__ import annotations

import base64
import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.v1.event import CloudEvent

from data.contract.events import FIRST_REVISION, LAST_REVISION, to_revision
from data.contract.records import Headers
from data.contract.unreadable import Fault, Reason, Unreadable

CONTENT_TYPE = "content-type"

KAFKA, HTTP = "ce_", "ce-"
"""Prefix of the headers that are attributes, in Kafka's binding and in HTTP's."""

Attributes = dict[str, Any]
"""Attributes by name; an unset one is absent."""

_REQUIRED = ("id", "source", "type")
_NAME = re.compile(r"[\w.-]{1,64}")
_TIME = datetime.fromisoformat("1970-01-01T00:00:00Z")
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(rb"\\(.)")
# What the standard library does not read: a leap second (RFC 3339) and midnight at a day's end (ISO 8601).
_PAST_THE_END = (
    (re.compile(r"([T ]\d\d:\d\d:)60"), r"\g<1>59", 1_000_000),
    (re.compile(r"([T ])24(?=:00)"), r"\g<1>00", 86_400_000_000),
)


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON: its subtype is `json` or ends in `+json`."""
    subtype = content_type.partition(";")[0].strip().lower().partition("/")[2]
    return subtype == "json" or subtype.endswith("+json")


def parse(value: bytes) -> Any:
    """Read JSON; a byte order mark before it, which some libraries write, is ignored (RFC 8259, 8.1).

    Raises
    ------
    Unreadable
    """
    try:
        return orjson.loads(value.removeprefix(BOM_UTF8))
    except orjson.JSONDecodeError as error:
        where = (error.lineno, error.colno)
        raise Unreadable(
            Reason.NO_JSON, "no JSON (RFC 8259) at line {}, column {}".format(*where), Fault("", "no_json", where)
        ) from None


def is_structured(content_type: bytes) -> bool:
    """Whether a content type means structured mode: the value is a whole event, attributes and data."""
    return content_type[:23].lower() == b"application/cloudevents"


def of_kafka(headers: Headers) -> tuple[Attributes, bool]:
    """Take the attributes from a record's headers; headers without the prefix are ignored.

    Returns
    -------
    attributes : dict
    is_structured : bool
        Whether the value is a whole event.

    Raises
    ------
    Unreadable
    """
    found: Attributes = {}
    whole = False
    for name, value in headers:
        if value is None:
            continue
        lower = name.lower()
        if lower.startswith(KAFKA):
            found[lower.removeprefix(KAFKA)] = _text(lower, value)
        elif lower == CONTENT_TYPE:
            whole = is_structured(value)
    return found, whole


def of_http(headers: Mapping[str, str]) -> Attributes:
    """Take the attributes from a request's headers, whose names are in lower case.

    Quotes are taken away, then one round of percent-encoding. A `%` that no two digits follow stays, as senders of
    older versions of the specification wrote it. What is written plainly and is no UTF-8 is Latin-1, which HTTP once
    said and JavaScript's SDK still sends.

    Raises
    ------
    Unreadable
    """
    found: Attributes = {}
    for name, value in headers.items():
        if name.startswith(HTTP):
            plain = _QUOTED.sub(lambda quoted: _ESCAPED.sub(rb"\1", quoted[1]), _as_utf_8(value))
            found[name.removeprefix(HTTP)] = _text(name, unquote_to_bytes(plain))
    return found


def of_document(document: Any) -> tuple[Attributes, Any]:
    """Take attributes and data from an event as JSON.

    Raises
    ------
    Unreadable
    """
    if not isinstance(document, dict):
        raise Unreadable(Reason.NO_CLOUD_EVENT, "an event is a JSON object", Fault("", "model_type"))
    found = {name: value for name, value in document.items() if value is not None}
    data, encoded = found.pop("data", None), found.pop("data_base64", None)
    if encoded is None:
        return found, data
    if data is not None:
        raise Unreadable(
            Reason.NO_CLOUD_EVENT, "data and data_base64 exclude one another", Fault("data_base64", "beside_data")
        )
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, TypeError):
        raise Unreadable(Reason.NO_CLOUD_EVENT, "data_base64 is no Base64", Fault("data_base64", "no_base64")) from None
    return found, parse(raw) if raw else None


def check(attributes: Attributes, prefix: str = "") -> None:
    """Check attributes against the specification; the time is checked by `read_time`.

    Raises
    ------
    Unreadable
    """
    # The library makes up an absent id, which would hide a sender's fault.
    absent = [prefix + name for name in _REQUIRED if name not in attributes]
    if absent:
        raise Unreadable(
            Reason.NO_CLOUD_EVENT,
            f"attributes missing: {', '.join(absent)}",
            *(Fault(name, "missing") for name in absent),
        )
    try:
        CloudEvent(attributes | {"time": _TIME})
    except CloudEventValidationError as error:
        wrong = [prefix + name if _NAME.fullmatch(name) else "?" for name in error.errors]
        raise Unreadable(
            Reason.NO_CLOUD_EVENT,
            f"attributes that CloudEvents 1.0 forbids: {', '.join(wrong)}",
            *(Fault(name, "forbidden") for name in wrong),
        ) from None


def revision_of(attributes: Attributes, received: int, prefix: str = "") -> int:
    """The revision of an event: its time, or, where it has none, when it was received.

    Raises
    ------
    Unreadable
    """
    time = attributes.get("time")
    if time is None:
        return received
    try:
        return read_time(time)
    except (ValueError, TypeError, AttributeError):
        name = f"{prefix}time"
        raise Unreadable(Reason.NO_CLOUD_EVENT, f"{name} is no RFC 3339 time", Fault(name, "no_time")) from None


def read_time(text: str) -> int:
    """Read an RFC 3339 time as a revision; a leap second counts as the second after it.

    Raises
    ------
    ValueError
        When the text is no such time, has no time zone, or can't be written in UTC.
    """
    more = 0
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        text = text.upper()
        for past, before, microseconds in _PAST_THE_END:
            text, found = past.subn(before, text, count=1)
            more += microseconds * found
        moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    revision = to_revision(moment) + more
    if not FIRST_REVISION <= revision <= LAST_REVISION:
        raise ValueError("a time that can't be written in UTC")
    return revision


def _as_utf_8(header: str) -> bytes:
    """A header's bytes, which the server shows as Latin-1."""
    raw = header.encode("latin-1")
    try:
        raw.decode()
    except UnicodeDecodeError:
        return header.encode()
    return raw


def _text(name: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        place = name if _NAME.fullmatch(name) else "?"
        raise Unreadable(Reason.NO_CLOUD_EVENT, f"{place} is no UTF-8", Fault(place, "no_utf8")) from None
