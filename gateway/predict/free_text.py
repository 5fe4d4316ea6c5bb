"""Reads levels from a free text, as the fields in which they would have been sent.

A level is read only from a clause about it: "fluente" counts where the clause names the language, "superior" where it
is about studies. Clauses that deny something or call it merely welcome are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from data.contract.entities import fold
from model.levels import levels

_CLAUSE = re.compile(r"[^.;,\n\r•·|!?]+")
_WORTH_FOLDING = re.compile(
    r"ingl|engl|espanh|spanish|castelhan|ensino|forma|escolar|gradua|superior|m[eé]dio|t[eé]cnic|mba|bacharel|licencia"
    r"|mestr|doutor|faculdade|tecn[oó]logo|degree|bachelor|master|high school|phd|clt|pj",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\b(?:nao|sem|nem|nunca|not?|without|desejavel|desejaveis|diferencia(?:l|is)|vantagem|opcional|preferencialmente"
    r"|plus|nice to have|preferred|desirable|optional)\b"
)
_AND = re.compile(r" e | and |/|&")
_ENGLISH = re.compile(r"\bingles\b|\benglish\b")
_SPANISH = re.compile(r"\bespanhol\b|\bspanish\b|\bcastelhano\b")
_STUDIES = re.compile(
    r"\b(?:ensino|formacao|escolaridade|graduacao|graduad[oa]|pos.?graduacao|pos.?graduad[oa]|mba|bacharel\w*"
    r"|licenciatura|licenciad[oa]|mestrado|mestre em|doutorado|doutora? em|faculdade|curso tecnico|tecnolog[oa] em"
    r"|(?:superior|medio|tecnico|fundamental) (?:completo|incompleto|cursando|em curso|em andamento)"
    r"|degree|bachelor\w*|master'?s|high school|phd)\b"
)
_CONTRACT = re.compile(r"\b(?:clt|pj)\b")

_Reading = tuple[str, re.Pattern[str], Callable[[str], int]]
_OF_BOTH: tuple[_Reading, ...] = (
    ("nivel_ingles", _ENGLISH, levels.english),
    ("nivel_espanhol", _SPANISH, levels.spanish),
    ("nivel_academico", _STUDIES, levels.academic),
)
_OF_JOB: tuple[_Reading, ...] = (*_OF_BOTH, ("tipo_contratacao", _CONTRACT, levels.contracts))


def told(text: str, *, of_job: bool) -> dict[str, str]:
    """The fields found in a text; the value of each is the clause with the highest level.

    Parameters
    ----------
    text : str
    of_job : bool
        Whether the text describes a job.
    """
    found: dict[str, tuple[int, str]] = {}
    for clause in _clauses(text):
        for field, about, level_of in _OF_JOB if of_job else _OF_BOTH:
            if about.search(clause) and (level := level_of(clause)) > found.get(field, (0,))[0]:
                found[field] = (level, clause)
    return {field: clause for field, (_, clause) in found.items()}


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSE.findall(text):
        if not _WORTH_FOLDING.search(clause):
            continue
        folded = fold(clause)
        if _LEFT_OUT.search(folded):
            continue
        if _ENGLISH.search(folded) and _SPANISH.search(folded):
            yield from _AND.split(folded)
        else:
            yield folded
