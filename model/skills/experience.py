"""How long somebody did what a phrase names, and whether they are still learning it.

Shown as evidence, and no part of a score: few texts say it, and those who don't may have done it for longer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.text.words import fold

_WORDED = {
    "um": 1, "dois": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9, "dez": 10,
    "doze": 12, "quinze": 15, "vinte": 20, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
_MOST = 50
"""More years than these are an age or a year."""
_NUMBER = rf"(?<![\w.,/-])(\d{{1,2}}|{'|'.join(_WORDED)})"
_YEARS = re.compile(rf"{_NUMBER}\s*(?:\(\w+\)\s*)?\+?\s*(?:anos?|years?|yrs?)\b(?!\s*(?:de idade|old))\+?")
_AGAIN = re.compile(rf"(?:\be|\band|,|&)\s+{_NUMBER}\s*\+?\s+(?:de|of|em|in|com|with)\s+$")
"""The second number of "5 anos de Java e 2 de Python"."""
_OF = re.compile(r"\s*(?:de|of|com|with|em|in|usando|using|no|na|trabalhando|working|as|como|experiencia|experience)\b")
"""Between years and what they were spent on."""
_WHOLE = re.compile(r"\s*(?:(?:de|of)\s+)?(?:experiencia|experience|uso|use|pratica)?\s*(?:[),;|/]|$|\be\b|\band\b)")
"""After years that are of what stands before."""
_LINK = re.compile(
    r"\s*[(:,\u2013\u2014-]?\s*(?:ha|por|for|com|with)?\s*"
    r"(?:mais de|cerca de|pelo menos|over|more than|about|at least)?\s*"
)
_LEARNING = re.compile(
    r"\b(?:estudando|estudo|cursando|aprendendo|aprendo|em (?:aprendizado|estudo|formacao)|nocoes|nocao"
    r"|iniciante|iniciando|learning|studying|beginner)\b"
)
_APART = re.compile(
    r"[;.!?|)]|\b(?:mas|porem|but|tenho|possuo|domino|conheco|trabalho|have|know|avancad[oa]|fluente)\b"
)
"""Ends what years or learning are said of."""


@dataclass(frozen=True, slots=True)
class Experience:
    """What a phrase says of one thing that it names.

    Attributes
    ----------
    years : int or None
        Whole years; the least of "2+ years" and "mais de 2 anos".
    learning : bool
    """

    years: int | None = None
    learning: bool = False


def tells(phrase: str) -> bool:
    """Whether a phrase speaks of years or of learning at all.

    Parameters
    ----------
    phrase : str
    """
    folded = fold(phrase)
    return bool(_YEARS.search(folded) or _LEARNING.search(folded))


def experience(before: str, after: str) -> Experience:
    """What is said of a name in a phrase.

    Parameters
    ----------
    before, after : str
        The phrase in front of the name and behind it: ``experience("5 anos de ", " e Spring").years`` is 5.
    """
    before, after = fold(before), fold(after)
    return Experience(_years_behind(after) or _years_before(before), _is_learned(before, after))


def _is_learned(before: str, after: str) -> bool:
    if _LEARNING.match(after, _link_end(after)):
        return True
    said = list(_LEARNING.finditer(before))
    return bool(said) and not (_APART.search(before, said[-1].end()) or _YEARS.search(before, said[-1].end()))


def _link_end(after: str) -> int:
    found = _LINK.match(after)
    return found.end() if found else 0


def _years_behind(after: str) -> int | None:
    found = _YEARS.match(after, _link_end(after))
    return _count(found[1]) if found and _WHOLE.match(after, found.end()) else None


def _years_before(before: str) -> int | None:
    said = list(_YEARS.finditer(before))
    if not said or not _OF.match(before, said[-1].end()) or _APART.search(before, said[-1].end()):
        return None
    again = _AGAIN.search(before, said[-1].end())
    return _count(again[1] if again else said[-1][1])


def _count(number: str) -> int | None:
    years = _WORDED.get(number) or int(number)
    return years if 0 < years <= _MOST else None
