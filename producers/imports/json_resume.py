"""A resume in JSON Resume (jsonresume.org/schema, 1.2.1) as an applicant.

Its schema is no gate: real files hold what it refuses ("Present" for a date), and it takes what means nothing. What
identifies the person (name, e-mail, telephone, address, profiles, picture, references) is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from data.contract.entities import fold
from data.contract.events import EventType
from data.files.days import moment
from producers.connectors.paths import values
from producers.imports.items import Item

_ENGLISH = frozenset({"english", "ingles", "en", "eng", "en-us", "en-gb", "englisch", "anglais"})
_SPANISH = frozenset({"spanish", "espanhol", "espanol", "castelhano", "castellano", "es", "spa", "es-es", "espagnol"})
_ONGOING = "em andamento"


def items(document: Any, name: str) -> Iterator[Item]:
    """Read one resume.

    Parameters
    ----------
    document : object
        As JSON gave it.
    name : str
        The applicant's id: the format has none.
    """
    if not isinstance(document, dict):
        yield Item("resume", EventType.APPLICANT_UPSERTED, problem="a resume is an object")
        return
    fields = {field: read(document) for field, (_, read) in _FIELDS.items()}
    unread = tuple(
        field
        for field, (section, _) in _FIELDS.items()
        if not fields[field] and section and document.get(section) not in (None, [], {}, "") and field not in _CHOSEN
    )
    changed = next(iter(_texts(document, "meta.lastModified")), None)
    time = moment(changed) if changed else None
    yield Item("resume", EventType.APPLICANT_UPSERTED, fields | {"id": name}, time=time, unread=unread)


def _texts(document: Any, *paths: str) -> list[str]:
    return [text for path in paths for text in values(document, path) if isinstance(text, str)]


def _first(document: Any, *paths: str) -> str | None:
    return next(iter(_texts(document, *paths)), None)


def _list(document: Any, *paths: str) -> str | None:
    return ", ".join(dict.fromkeys(text.strip() for text in _texts(document, *paths))) or None


def _skills(document: Any) -> str | None:
    return _list(document, "skills[].name", "skills[].keywords[]")


def _studies(document: Any) -> str | None:
    return "; ".join(filter(None, map(_study, values(document, "education[]")))) or None


def _study(one: Any) -> str:
    named = " em ".join(_texts(one, "studyType", "area"))
    # Without an end it goes on, as far as it says when it began.
    return f"{named}, {_ONGOING}" if named and _texts(one, "startDate") and not values(one, "endDate") else named


def _fluency(names: frozenset[str]) -> Callable[[Any], str | None]:
    def of(document: Any) -> str | None:
        told = (one for one in values(document, "languages[]") if fold(_first(one, "language") or "") in names)
        return next((text for one in told if (text := _first(one, "fluency"))), None)

    return of


def _cv(document: Any) -> str | None:
    parts = [
        *_texts(document, "basics.summary"),
        *(_part(one, ("position", "name", "company")) for one in values(document, "work[]")),
        *(_part(one, ("position", "organization")) for one in values(document, "volunteer[]")),
        *(_part(one, ("name",), "roles[]", "keywords[]") for one in values(document, "projects[]")),
        *(_part(one, ("studyType", "area", "institution"), "courses[]") for one in values(document, "education[]")),
    ]
    return "\n\n".join(filter(None, parts)) or None


def _part(one: Any, heading: tuple[str, ...], *lists: str) -> str:
    """A section of a CV: what and where, when, and what it says."""
    dates = " - ".join(_texts(one, "startDate", "endDate"))
    lines = [" - ".join(_texts(one, *heading)), dates, *_texts(one, "summary", "description", "highlights[]")]
    return "\n".join(filter(None, [*lines, _list(one, *lists) if lists else None]))


_FIELDS: dict[str, tuple[str, Callable[[Any], str | None]]] = {
    "titulo_profissional": ("", lambda document: _first(document, "basics.label")),
    "conhecimentos_tecnicos": ("skills", _skills),
    "certificacoes": ("certificates", lambda document: _list(document, "certificates[].name")),
    "nivel_academico": ("education", _studies),
    "nivel_ingles": ("languages", _fluency(_ENGLISH)),
    "nivel_espanhol": ("languages", _fluency(_SPANISH)),
    "cv": ("work", _cv),
    "cidade": ("", lambda document: _first(document, "basics.location.city")),
    "estado": ("", lambda document: _first(document, "basics.location.region")),
}
"""For each field the section that it needs, if one alone, and how it is read."""
_CHOSEN = frozenset({"nivel_ingles", "nivel_espanhol"})
"""Of a section that may be filled without them."""
