"""What a job can't do without, as its recruiter says: held against what is known of a candidate. No score changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from data.contract.entities import fold
from gateway.decisions.requests import MustHave
from gateway.frame.forms import Fields, first
from gateway.pages.job.places import lives
from gateway.search.entries import Certificates
from gateway.search.searching import Hit
from gateway.search.wanted import wanted
from model.features import layout as at
from model.levels import levels
from model.levels.certificates import words_of_name

Answer = Literal["met", "missing", "unknown"]
LISTED = ("skill", "certificate", "other")
"""Kinds of which a form takes several, with commas between them."""
WRITTEN = ("city",)
"""Kinds of which a form takes one, as somebody writes it."""
CHOSEN = {
    "english": levels.LANGUAGE[2:],
    "spanish": levels.LANGUAGE[2:],
    "academic": levels.ACADEMIC[1:],
    "seniority": levels.SENIORITY[1:],
}
"""Kinds of which a form takes one, and the levels that may be asked for."""
_LEVELS: dict[str, tuple[int, Callable[[str | None], int]]] = {
    "english": (at.ENGLISH, levels.english),
    "spanish": (at.SPANISH, levels.spanish),
    "academic": (at.ACADEMIC, levels.academic),
    "seniority": (at.SENIORITY, levels.seniority),
}


class Checked(NamedTuple):
    """A must-have, and whether a candidate has it."""

    item: MustHave
    answer: Answer


def check(items: Iterable[MustHave], found: Hit | None) -> list[Checked]:
    """Hold must-haves against what search knows of a candidate; where it knows nothing, a person has to ask."""
    return [Checked(item, "unknown" if found is None else _answer(item, found)) for item in items]


def _answer(item: MustHave, found: Hit) -> Answer:
    if item.kind == "skill":
        return _of_skills(item.value, found)
    if item.kind in _LEVELS:
        place, read = _LEVELS[item.kind]
        needed, held = read(item.value), found.levels[place]
        return _told(bool(needed and held), held >= needed)
    if item.kind == "area":
        needed = levels.areas(item.value)
        return _told(bool(needed and found.areas), bool(found.areas & needed))
    if item.kind == "city":
        is_there = lives(item.value, found.city, found.state)
        return _told(is_there is not None, bool(is_there))
    if item.kind == "certificate":
        return _of_certificates(item.value, found.certificates)
    return "unknown"


def _of_skills(value: str, found: Hit) -> Answer:
    """A name that is no skill we know can't be judged, nor somebody of whom no skill is known."""
    asked = wanted(value)
    is_known = bool(asked.skills or asked.any_of) and not asked.words and bool(found.skills)
    has = found.skills & asked.skills == asked.skills and all(found.skills & group for group in asked.any_of)
    return _told(is_known, has)


def _of_certificates(value: str, held: Certificates) -> Answer:
    """Met by one that is named with all these words; where only several together have them, a person has to ask."""
    asked = words_of_name(value)
    if held is None or not asked:
        return "unknown"
    if any(asked <= one for one in held):
        return "met"
    return "unknown" if asked <= frozenset().union(*held) else "missing"


def _told(is_known: bool, is_met: bool) -> Answer:
    if not is_known:
        return "unknown"
    return "met" if is_met else "missing"


def of_form(fields: Fields) -> list[MustHave]:
    """The must-haves that a form asks for; the same one once."""
    items: dict[tuple[str, str], MustHave] = {}
    for kind in LISTED:
        for text in first(fields, kind).replace("\n", ",").replace(";", ",").split(","):
            if value := text.strip()[:200]:
                items.setdefault((kind, fold(value)), MustHave.model_validate({"kind": kind, "value": value}))
    for kind in WRITTEN:
        if value := first(fields, kind).strip()[:200]:
            items[kind, value] = MustHave.model_validate({"kind": kind, "value": value})
    for kind, names in CHOSEN.items():
        value = first(fields, kind)
        if value in names:
            items[kind, value] = MustHave.model_validate({"kind": kind, "value": value})
    return list(items.values())
