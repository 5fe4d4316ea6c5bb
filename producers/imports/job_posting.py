"""Postings in schema.org's JobPosting, as JSON-LD: in a file of their own, or inside of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from pydantic import TypeAdapter, ValidationError

from data.contract.entities import Id
from data.contract.events import EventType
from data.contract.job_status import CLOSED
from data.files.days import moment
from producers.connectors.html_text import text_of
from producers.connectors.paths import values
from producers.imports.items import Item

_TYPE = "jobposting"
_DEEPEST = 50
_ID: TypeAdapter[str] = TypeAdapter(Id)


class _Scripts(HTMLParser):
    """Collects the JSON-LD of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        self._is_inside = tag == "script" and kind == "application/ld+json"
        if self._is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 -- within a script there is no other
        self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data


def of_page(page: str) -> list[Any]:
    """The JSON-LD documents of an HTML page; one that is no JSON is None."""
    scripts = _Scripts()
    scripts.feed(page)
    scripts.close()
    return [_parsed(text) for text in scripts.found]


def _parsed(text: str) -> Any:
    try:
        # Not strict: pages hold line breaks within their texts.
        return json.loads(text.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def items(document: Any, name: str, now: datetime) -> Iterator[Item]:
    """Read all postings of a document.

    Parameters
    ----------
    document : object
        As JSON gave it: a posting, a list, or a graph that holds some.
    name : str
        The id of a posting that names none, if it is the only one.
    now : datetime
        A posting that is valid no longer is closed.
    """
    found = list(_postings(document, 0))
    if not found:
        yield Item("posting", EventType.JOB_UPSERTED, problem="there is no JobPosting in it")
    for number, posting in enumerate(found, start=1):
        its = _id(posting) or (name if len(found) == 1 else None)
        place = f"posting {number}"
        if its is None:
            yield Item(
                place, EventType.JOB_UPSERTED, problem="it has no identifier, and is not the only one of its file"
            )
            continue
        fields = {field: text for field, text in _fields(posting).items() if text}
        unread = tuple(field for field, names in _NEEDED.items() if field not in fields and _is_any(posting, names))
        end = next((moment(text, zone=UTC) for text in _texts(posting, "validThrough")), None)
        status = {"status": CLOSED} if end is not None and end < now else {}
        yield Item(place, EventType.JOB_UPSERTED, fields | status | {"id": its}, unread=unread)


def _postings(document: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(document, list):
        for one in document:
            yield from _postings(one, depth + 1)
    elif isinstance(document, dict):
        if _TYPE in _types(document):
            yield document
            return
        for one in document.values():
            yield from _postings(one, depth + 1)


def _types(document: dict[str, Any]) -> set[str]:
    told = document.get("@type")
    named = told if isinstance(told, list) else [told]
    return {one.replace(":", "/").rpartition("/")[2].lower() for one in named if isinstance(one, str)}


def _id(posting: dict[str, Any]) -> str | None:
    for one in _each(posting, "identifier"):
        told = one.get("value") if isinstance(one, dict) else one
        try:
            return _ID.validate_python(told.strip() if isinstance(told, str) else told)
        except ValidationError:
            continue
    return None


def _each(document: Any, name: str) -> list[Any]:
    """What stands under a name, one or a list."""
    return [item for one in values(document, name) for item in (one if isinstance(one, list) else [one])]


def _texts(document: Any, *names: str, parts: tuple[str, ...] = ()) -> list[str]:
    """Texts under some names; of what is an object, those under the names of its parts."""
    found: list[str] = []
    for one in (one for name in names for one in _each(document, name)):
        told = [part for name in parts for part in _each(one, name)] if isinstance(one, dict) else [one]
        found += [text for part in told if isinstance(part, str) and (text := text_of(part))]
    return found


def _fields(posting: dict[str, Any]) -> dict[str, str]:
    asked = _texts(posting, "skills", parts=("name", "description"))
    asked += _texts(posting, "qualifications", "experienceRequirements", parts=("name", "description"))
    places = [one.get("address") for one in _each(posting, "jobLocation") if isinstance(one, dict)]
    kinds = _texts(posting, "employmentType")
    return {
        "titulo_vaga": " ".join(_texts(posting, "title")[:1] or _texts(posting, "name")[:1]),
        "principais_atividades": "\n\n".join(_texts(posting, "description", "responsibilities")),
        "competencias_tecnicas_requeridas": "\n".join(asked),
        "nivel_academico": "; ".join(
            _texts(posting, "educationRequirements", parts=("credentialCategory", "name", "description"))
        ),
        "tipo_contratacao": ", ".join(kind.replace("_", " ").lower() for kind in kinds),
        "areas_atuacao": ", ".join(_texts(posting, "occupationalCategory", "industry", parts=("name",))),
        "cidade": ", ".join(dict.fromkeys(text for place in places for text in _texts(place, "addressLocality"))),
        "estado": ", ".join(
            dict.fromkeys(text for place in places for text in _texts(place, "addressRegion", parts=("name",)))
        ),
    }


_NEEDED = {
    "titulo_vaga": ("title",),
    "principais_atividades": ("description", "responsibilities"),
    "competencias_tecnicas_requeridas": ("skills", "qualifications"),
    "nivel_academico": ("educationRequirements",),
    "tipo_contratacao": ("employmentType",),
    "areas_atuacao": ("occupationalCategory", "industry"),
}
"""For each field the properties that fill it."""


def _is_any(posting: dict[str, Any], names: tuple[str, ...]) -> bool:
    return any(values(posting, name) for name in names)
