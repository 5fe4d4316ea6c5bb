"""Whether somebody lives where a job can't do without: cities and states as people write them.

A must-have may name several, any of which suffices: "Recife ou Olinda, PE".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from data.contract.entities import fold

_STATES = (
    "ac acre;al alagoas;ap amapa;am amazonas;ba bahia;ce ceara;df distrito federal;es espirito santo;go goias;"
    "ma maranhao;mt mato grosso;ms mato grosso do sul;mg minas gerais;pa para;pb paraiba;pr parana;pe pernambuco;"
    "pi piaui;rj rio de janeiro;rn rio grande do norte;rs rio grande do sul;ro rondonia;rr roraima;sc santa catarina;"
    "sp sao paulo;se sergipe;to tocantins"
)
"""The federative units of Brazil with their abbreviations (IBGE), folded."""
_ABBREVIATED = {name: short for short, _, name in (row.partition(" ") for row in _STATES.split(";"))}
_CITIES_TOO = ("sao paulo", "rio de janeiro")
_OR = re.compile(r"\s+(?:ou|or)\s+|\s*;\s*")
_BREAK = re.compile(r"\s*[,/(]\s*|\s+[-\N{EN DASH}]\s+")


class Place(NamedTuple):
    """A city and a state; empty where they are not said. States are their abbreviations where they have one."""

    city: str
    state: str


def lives(wanted: str, city: str | None, state: str | None) -> bool | None:
    """Whether somebody lives in any of the places; None where that is not known."""
    answers = [_is_in(place, _held(city, state)) for place in _wanted(wanted)]
    if True in answers:
        return True
    return None if None in answers or not answers else False


def _is_in(wanted: Place, held: Place) -> bool | None:
    if wanted.state and held.state and wanted.state != held.state:
        return False
    if not wanted.city:
        return None if not held.state else True
    return wanted.city == held.city if held.city else None


@lru_cache(4096)
def _wanted(text: str) -> tuple[Place, ...]:
    return tuple(place for one in _OR.split(text) if (place := _read(one)) != Place("", ""))


@lru_cache(4096)
def _held(city: str | None, state: str | None) -> Place:
    found = Place("", "") if city is None else _read(city)
    return found if state is None else Place(found.city, _short(fold(state)))


def _read(text: str) -> Place:
    """A city with or without its state, or a state alone whose name is no city's."""
    parts = [part for part in (_plain(part) for part in _BREAK.split(text)) if part]
    if not parts:
        return Place("", "")
    first, *rest = parts
    if not rest and first not in _CITIES_TOO and (first in _ABBREVIATED or first in _ABBREVIATED.values()):
        return Place("", _short(first))
    return Place(first, _short(rest[0]) if rest else "")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", fold(text)))


def _short(state: str) -> str:
    return _ABBREVIATED.get(state, state)
