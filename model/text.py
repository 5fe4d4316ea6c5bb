"""From free text to the words that are compared: folded, without plural and grammatical gender.

"Desenvolvedora", "desenvolvedores" and "desenvolvedor(a)" are one word here, on both sides, so that a
gendered title can't change a score. The words are no dictionary stems and are never shown to anybody.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BREAK = "|"
"""Stands between phrases: no skill's name reaches across it."""

_SPLIT_GENDER = re.compile(r"\(\s*(?:a|o|as|os|es|x|e)\s*\)|/(?:a|o|as|os)\b")
_DOTNET = re.compile(r"\.net\b")
_TOKEN = re.compile(r"[a-z0-9]+(?:\+\+|#)?|[,;:|()]|\.(?=\s|$)")
_LONE = re.compile(r"\b(Go|R|C)(?=\s*(?:[,;/|)]|$))")
_BEFORE_LONE = ",;/|("
_LONE_NAMES = {"Go": " golang ", "R": " rlang ", "C": " clang "}
_PAIRS = {
    "saleswoman": "salesman", "businesswoman": "businessman", "atriz": "ator", "chairwoman": "chairman",
    "dela": "dele", "delas": "dele", "deles": "dele", "ela": "ele", "elas": "ele", "eles": "ele",
    "she": "he", "her": "his", "mulher": "homem", "senhora": "senhor", "sra": "sr", "dra": "dr",
}  # fmt: skip


def fold(text: str) -> str:
    """Lower-case ASCII of a text: `data.entities.fold` for long texts, at C speed."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


def stem(token: str) -> str:
    """Take plural and gender off one folded token; short tokens and those with digits stay."""
    token = _PAIRS.get(token, token)
    if len(token) < 4 or not token.isalpha():
        return token
    token = token.removesuffix("s") if not token.endswith("ss") else token
    for ending in ("ora", "ore"):
        if token.endswith(ending) and len(token) > 5:
            return token[:-1]
    if len(token) > 4:
        for ending in ("ao", "a", "o"):
            if token.endswith(ending):
                token = token.removesuffix(ending)
                break
        token = token.removesuffix("s") if not token.endswith("ss") else token
    return token


@lru_cache(maxsize=1 << 17)
def _word(token: str) -> str:
    if token.isalnum():
        return stem(token)
    return token if len(token) > 1 else BREAK


def _lone(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rstrip()
    return _LONE_NAMES[found[1]] if not before or before[-1] in _BEFORE_LONE else found[0]


def words(text: str | None) -> list[str]:
    """The stemmed words of a text, with `BREAK` where a phrase ends.

    Parameters
    ----------
    text : str or None
        Free text in Portuguese or English.

    Returns
    -------
    list of str
        ``words("Programadora Java, Spring")`` is ``["programador", "java", "|", "spring"]``.
    """
    if not text:
        return []
    folded = fold(_LONE.sub(_lone, text))
    if "(" in folded or "/" in folded:
        folded = _SPLIT_GENDER.sub("", folded)
    if ".net" in folded:
        folded = _DOTNET.sub(" dotnet", folded)
    return [_word(token) for token in _TOKEN.findall(folded)]
